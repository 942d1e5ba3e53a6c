"""The way in: language, home page, health, error pages."""

import json

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from portal.front import health
from portal.front.negotiation import from_header
from portal.front.views import errors
from tests.factories import (
    in_three,
    make_category,
    make_incubator,
    make_intake,
    make_measure,
    make_place,
    make_user,
)

LANGS = {"en": "en", "zh-hant": "zh-Hant-HK", "zh-hans": "zh-Hans-CN"}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("zh-HK", "zh-hant"),
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh-hant"),
        ("zh-MO", "zh-hant"),
        ("zh-Hant", "zh-hant"),
        ("zh-Hant-TW", "zh-hant"),
        ("yue-HK", "zh-hant"),
        ("zh-CN,zh;q=0.9", "zh-hans"),
        ("zh-SG", "zh-hans"),
        ("zh", "zh-hans"),
        ("zh-Hans-HK", "zh-hans"),
        ("fr-FR, zh-HK;q=0.7, en;q=0.3", "zh-hant"),
        ("en;q=0.2, zh-CN;q=0.8", "zh-hans"),
        ("zh-HK;q=0, en", "en"),
        ("fr, de", "en"),
        ("*", "en"),
        ("zh-" * 500, "en"),
        ("\x7f;;;q=q,=", "en"),
    ],
)
def test_what_the_browser_asks_for(header, expected):
    assert from_header(header) == expected


@pytest.mark.django_db
class TestRoot:
    def test_the_browser_decides_for_a_stranger(self, client):
        response = client.get("/", headers={"accept-language": "zh-HK"})
        assert (response.status_code, response.url) == (302, "/zh-hant/")
        assert {"Accept-Language", "Cookie"} <= set(response["Vary"].split(", "))

    def test_the_language_last_chosen_outranks_the_browser(self, client, settings):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
        assert client.get("/", headers={"accept-language": "zh-HK"}).url == "/zh-hans/"

    @pytest.mark.parametrize("value", ["fr", "../../x", "zh-HANT\x01", "x" * 5000])
    def test_a_cookie_of_no_language_is_overlooked(self, client, settings, value):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = value
        assert client.get("/", headers={"accept-language": "zh-HK"}).url == "/zh-hant/"

    def test_the_account_outranks_both(self, client, settings):
        client.force_login(make_user(language="zh-hans"))
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        assert client.get("/", headers={"accept-language": "zh-HK"}).url == "/zh-hans/"

    def test_only_read(self, client):
        assert client.post("/").status_code in (403, 405)


@pytest.mark.django_db
class TestHome:
    @pytest.mark.parametrize("language", LANGS)
    def test_every_language(self, client, language):
        page = client.get(f"/{language}/").content.decode()
        assert f'<html lang="{LANGS[language]}">' in page
        assert f'href="/{language}/catalogue/"' in page

    @pytest.mark.parametrize(
        ("language", "far", "title"),
        [
            ("en", "zh-hans", "从香港出发，落户深圳。"),
            ("zh-hant", "zh-hans", "从香港出发，落户深圳。"),
            ("zh-hans", "zh-hant", "由香港出發，落戶深圳。"),
        ],
    )
    def test_the_far_bank_speaks_the_other_script(self, client, language, far, title):
        page = client.get(f"/{language}/").content.decode()
        assert f'<a href="/{far}/" hreflang="{LANGS[far]}">{title}</a>' in page

    def test_needs_count_what_their_links_lead_to(self, client):
        rent, talent, passage = (make_category(code) for code in ("rent", "talent", "passage"))
        make_measure(category=rent)
        make_measure(category=rent, status="expired")
        make_measure(category=talent)
        make_measure(category=passage)
        make_place()
        make_incubator()
        make_incubator()
        make_category("recognition")
        make_category("fund")
        response = client.get("/en/")
        page = response.content.decode()
        assert [door.count for door in response.context["doors"]] == [1, 1, 2, 0, 0, 0, 1, 1, 0]
        for door in response.context["doors"]:
            assert f'href="/en/catalogue/?{door.need.query.replace("&", "&amp;")}"' in page
            listing = client.get(f"/en/catalogue/?{door.need.query}").context["listing"]
            assert listing.total == door.count

    def test_open_intakes_are_named_and_samples_marked(self, client):
        make_intake(measure=make_measure(), is_sample=True, **in_three(title="Winter intake"))
        make_intake(measure=make_measure(), is_published=False, **in_three(title="Not yet"))
        page = client.get("/en/").content.decode()
        assert "Winter intake" in page
        assert 'class="sample"' in page
        assert "Not yet" not in page

    def test_the_newest_information_comes_first(self, client):
        make_place(as_of="2024-01-01", **in_three(name="Older house"))
        make_place(as_of="2026-01-01", **in_three(name="Newer house"))
        page = client.get("/en/").content.decode()
        assert page.index("Newer house") < page.index("Older house")

    def test_an_empty_catalogue_is_no_fault(self, client):
        assert client.get("/en/").status_code == 200
        assert client.get("/en/catalogue/").status_code == 200


class TestHealth:
    @pytest.mark.django_db
    def test_alive_without_database_or_session(self, client):
        with CaptureQueriesContext(connection) as queries:
            response = client.get("/healthz")
        assert (response.status_code, response.json()) == (200, {"status": "ok"})
        assert len(queries) == 0
        assert not response.cookies
        assert "no-store" in response["Cache-Control"]

    @pytest.mark.django_db
    def test_ready(self, client):
        response = client.get("/readyz")
        assert response.status_code == 200
        assert response.json() == {
            "status": "ok",
            "failing": [],
            "parts": {"database": "ok", "migrations": "ok", "cache": "ok"},
        }
        assert not response.cookies

    @pytest.mark.django_db
    @pytest.mark.parametrize("part", ["database", "migrations", "cache"])
    def test_not_ready_names_the_part_and_nothing_else(self, client, monkeypatch, part):
        def broken():
            raise OSError("secret host name")

        monkeypatch.setitem(health.CHECKS, part, broken)
        response = client.get("/readyz")
        assert response.status_code == 503
        assert response.json()["failing"] == [part]
        assert "secret" not in response.content.decode()

    @pytest.mark.django_db
    def test_waiting_migrations(self, client, monkeypatch):
        monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda self, targets: ["one", "two"])
        assert client.get("/readyz").json()["parts"]["migrations"] == "2 waiting"

    @pytest.mark.django_db
    def test_a_forgetful_cache(self, client, monkeypatch):
        monkeypatch.setattr(cache, "get", lambda *args: None, raising=False)
        assert client.get("/readyz").json()["failing"] == ["cache"]

    @pytest.mark.django_db
    @pytest.mark.parametrize("address", ["/healthz", "/readyz"])
    def test_only_read(self, client, address):
        assert client.post(address).status_code == 405


@pytest.mark.django_db
class TestErrorPages:
    @pytest.mark.parametrize("language", LANGS)
    @pytest.mark.parametrize(
        ("handler", "status"),
        [
            (errors.bad_request, 400),
            (errors.permission_denied, 403),
            (errors.csrf_failure, 403),
            (errors.not_found, 404),
            (errors.method_not_allowed, 405),
            (errors.server_error, 500),
        ],
    )
    def test_each_in_every_language(self, client, handler, status, language):
        request = client.get("/healthz").wsgi_request
        with translation.override(language):
            response = handler(request)
        assert response.status_code == status
        assert f'lang="{LANGS[language]}"' in response.content.decode()

    def test_an_unknown_address_has_our_page(self, client):
        response = client.get("/zh-hant/no/such/page/")
        assert response.status_code == 404
        assert '<html lang="zh-Hant-HK">' in response.content.decode()

    def test_a_form_without_its_token_is_refused(self):
        strict = Client(enforce_csrf_checks=True)
        response = strict.post("/en/accounts/login/", {"login": "a@example.org", "password": "x"})
        assert response.status_code == 403

    def test_the_page_for_faults_needs_nothing(self, monkeypatch):
        def broken(*args, **kwargs):
            raise RuntimeError("no templates today")

        monkeypatch.setattr(errors, "render", broken)
        response = errors.server_error(RequestFactory().get("/en/"))
        assert response.status_code == 500
        assert "Something broke" in response.content.decode()


def test_health_answers_are_json():
    assert json.loads(health.healthz(RequestFactory().get("/healthz")).content) == {"status": "ok"}
