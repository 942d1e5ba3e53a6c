"""ETags and 304: nothing is sent twice, and nothing old is taken for new."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.catalogue import revision
from portal.catalogue.models import Area, Fact
from portal.catalogue.search.indexing import index_entries
from programs.models import Intake
from tests.factories import in_three, make_area, make_fact, make_intake, make_measure, make_place

pytestmark = pytest.mark.django_db

ADDRESSES = [
    *("/catalogue/", "/spaces/", "/catalogue/?lang=zh-hans", "/catalogue.json", "/catalogue.csv"),
    *("/", "/areas/", "/facts/", "/codes/", "/openapi.json"),
]


def again(client, path: str, etag: str):
    return client.get(f"/api/v1{path}", headers={"If-None-Match": etag})


@pytest.mark.parametrize("path", ADDRESSES)
def test_what_did_not_change_is_not_sent_again(client, path):
    make_place()
    first = client.get(f"/api/v1{path}")
    second = again(client, path, first["ETag"])
    assert second.status_code == 304
    assert second.content == b""
    assert second["ETag"] == first["ETag"]
    # A cache takes over what a 304 says: it says nothing of a body that it does not have.
    assert "Content-Type" not in second
    assert second["Cache-Control"] == "public, max-age=60"
    assert second["Access-Control-Allow-Origin"] == "*"
    assert again(client, path, f'"other", W/{first["ETag"].removeprefix("W/")}').status_code == 304
    assert again(client, path, '"other"').status_code == 200


def test_a_304_asks_the_database_twice(client):
    make_place()
    etag = client.get("/api/v1/catalogue/")["ETag"]
    with CaptureQueriesContext(connection) as queries:
        again(client, "/catalogue/", etag)
    assert len(queries) == 2


def test_the_same_state_is_the_same_bytes(client):
    make_place(), make_measure()
    for path in ("/catalogue/?limit=1", "/catalogue/?lang=zh-hant", "/facts/"):
        first, second = client.get(f"/api/v1{path}"), client.get(f"/api/v1{path}")
        assert first["ETag"] == second["ETag"]
        assert not first["ETag"].startswith("W/")
        assert first.content == second.content


def test_each_address_has_its_own(client):
    make_place()
    found = [client.get(f"/api/v1{path}")["ETag"] for path in ADDRESSES]
    assert len(set(found)) == len(found)


def test_a_change_of_the_catalogue_is_seen_at_once(client):
    place = make_place()
    etag = client.get("/api/v1/catalogue/")["ETag"]
    place.name_en = "Another name"
    place.save()
    index_entries([place.pk])
    response = again(client, "/catalogue/", etag)
    assert response.status_code == 200
    assert response.json()["items"][0]["name"] == "Another name"


@pytest.mark.parametrize("path", ["/catalogue/", "/catalogue.json"])
def test_the_moment_an_intake_closes_is_seen(client, path):
    intake = make_intake(questions=False, rubric=False, closes_at=timezone.now() + timedelta(seconds=60))
    etag = client.get(f"/api/v1{path}")["ETag"]
    # As if the minute had passed: no service writes when it does.
    Intake.objects.filter(pk=intake.pk).update(closes_at=timezone.now())
    assert again(client, path, etag).status_code == 200


def test_a_new_day_is_seen(client, monkeypatch):
    make_place()
    etag = client.get("/api/v1/catalogue/")["ETag"]
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr("portal.front.api.validators.today", lambda: tomorrow)
    assert again(client, "/catalogue/", etag).status_code == 200


def test_code_lists_go_by_their_own_words(client):
    area, fact = make_area(), make_fact()
    etags = {path: client.get(f"/api/v1{path}")["ETag"] for path in ("/areas/", "/facts/")}
    Area.objects.filter(pk=area.pk).update(**in_three(name="New"))
    Fact.objects.filter(pk=fact.pk).update(**in_three(question="New?"))
    assert all(again(client, path, etag).status_code == 200 for path, etag in etags.items())


def test_a_star_is_not_believed_where_there_is_nothing(client):
    assert again(client, "/measures/none/", "*").status_code == 404
    assert again(client, "/catalogue/?x=1", "*").status_code == 400


def test_a_precondition_that_fails_is_a_problem(client):
    make_place()
    response = client.get("/api/v1/catalogue/", headers={"If-Match": '"other"'})
    assert response.status_code == 412
    assert response.json()["status"] == 412


def test_a_revision_is_enough(client):
    etag = client.get("/api/v1/catalogue/")["ETag"]
    revision.bump()
    assert client.get("/api/v1/catalogue/")["ETag"] != etag
