"""The open data API: what is refused, and how."""

import pytest
from django.test import override_settings

from tests.portal.api_contract import (
    PROBLEM,
    refused,
    refused_names,
)

pytestmark = pytest.mark.django_db


class TestRefusals:
    @pytest.mark.parametrize(
        ("query", "parameter"),
        [
            ("kind=castle", "kind"),
            ("kind=measure&kind=castle", "kind"),
            ("area=atlantis", "area"),
            ("sector=%F0%9F%A6%9C", "sector"),
            ("category=%FF%FE", "category"),
            ("open=perhaps", "open"),
            ("ended=2", "ended"),
            ("sort=price", "sort"),
            ("need=love", "need"),
            ("side=west", "side"),
            ("instrument=trumpet", "instrument"),
            ("stage=left", "stage"),
            ("closing_before=soon", "closing_before"),
            ("amount=lots", "amount"),
            ("q=" + "x" * 201, "q"),
            ("lang=fr", "lang"),
            ("lang=", "lang"),
            ("kind=%ED%A0%80", "kind"),
            ("page=2", "page"),
            ("utm_source=mail", "utm_source"),
        ],
    )
    def test_what_nobody_understands_is_refused_by_name(self, client, query, parameter):
        assert refused_names(client, f"/catalogue/?{query}") == [parameter]

    def test_a_misspelt_parameter_is_put_right(self, client):
        (error,) = refused(client, "/catalogue/?secotr=ai")["errors"]
        assert error["detail"] == "No such parameter. Did you mean sector?"
        assert refused_names(client, "/measures/?kind=space") == ["kind"]
        assert refused_names(client, "/areas/?area=hetao&x=1") == ["area", "x"]

    def test_problems_speak_the_language_asked_for(self, client):
        titles = {refused(client, f"/x/?lang={lang}", 404)["title"] for lang in ("en", "zh-hant", "zh-hans")}
        assert len(titles) == 3

    @pytest.mark.parametrize(
        "path", ["/nothing", "/measures/a/b/", "/catalogue.xml", "/openapi.yaml", "/problems/x/"]
    )
    def test_addresses_that_do_not_exist(self, client, path):
        assert refused(client, path, 404)["status"] == 404

    def test_a_missing_slash_is_forgiven(self, client):
        response = client.get("/api/v1/measures?lang=en")
        assert response.status_code == 301
        assert response["Location"] == "/api/v1/measures/?lang=en"
        assert response["Access-Control-Allow-Origin"] == "*"

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
    def test_nothing_can_be_written(self, client, method):
        for path in ("/api/v1/catalogue/", "/api/v1/measures/x/", "/api/v1/nothing"):
            response = getattr(client, method)(path)
            assert response.status_code == 405
            assert response["Allow"] == "GET, HEAD, OPTIONS"
            assert response.json()["type"].endswith("/method-not-allowed/")

    def test_a_nul_is_refused(self, client):
        for path in ("/catalogue/?q=a%00b", "/measures/a%00b/"):
            assert refused(client, path)["type"].endswith("/bad-request/")

    def test_too_many_parameters_are_refused(self, client):
        assert refused(client, "/catalogue/?" + "&".join(f"kind={n}" for n in range(2000)))["status"] == 400

    @pytest.mark.parametrize("debug", [True, False])
    def test_a_fault_of_ours_says_nothing_of_the_inside(self, client, monkeypatch, debug):
        def fail(*args, **kwargs):
            raise RuntimeError("the secret inside")

        monkeypatch.setattr("portal.front.api.lists.search", fail)
        client.raise_request_exception = False
        with override_settings(DEBUG=debug):
            response = client.get("/api/v1/catalogue/")
        assert response.status_code == 500
        assert response["Content-Type"] == PROBLEM
        assert b"secret" not in response.content

    def test_a_problem_leads_to_what_it_means(self, client):
        address = refused(client, "/catalogue/?x=1")["type"].removeprefix("http://testserver")
        response = client.get(address, headers={"Accept-Language": "zh-HK"})
        assert response.status_code == 302
        assert response["Location"] == "/zh-hant/data/#bad-parameter"
        assert 'id="bad-parameter"' in client.get("/zh-hant/data/").content.decode()
