"""Kept pages: whom they are for, and when they end."""

import gzip

import pytest
from django.core.cache import caches

from portal.catalogue import revision
from portal.catalogue.services import archive_entries
from tests.factories import in_three, make_place, make_staff, make_user

from .terms import make_twin

pytestmark = pytest.mark.django_db
LIST = "/en/catalogue/"


@pytest.fixture(autouse=True)
def keeping(settings):
    settings.PAGE_CACHE_SECONDS = 60


@pytest.fixture
def loft():
    return make_place(slug="loft", **in_three(name="A loft"))


def kept(client, address: str = LIST, **headers) -> bool:
    """Whether a page is answered from what is kept."""
    return "ETag" in client.get(address, headers=headers)


def test_the_second_visitor_gets_the_same_bytes_with_one_query(client, loft, django_assert_num_queries):
    first = client.get(LIST)
    with django_assert_num_queries(1):
        second = client.get(LIST)
    assert second.content == first.content
    assert b"A loft" in second.content
    assert second["Content-Type"] == "text/html; charset=utf-8"
    assert second["Content-Security-Policy"]
    assert second["X-Frame-Options"] == "DENY"


def test_the_glossary_is_kept_until_its_terms_change(client):
    make_twin("mpf")
    assert kept(client, "/en/glossary/")
    make_twin("chop")
    revision.bump()
    assert b"chop south" in client.get("/en/glossary/").content


def test_a_change_is_visible_on_the_next_request(client, loft):
    client.get(LIST)
    archive_entries(entries=[loft], actor=make_staff())
    assert b"A loft" not in client.get(LIST).content
    make_place(**in_three(name="A cellar"))
    assert b"A cellar" in client.get(LIST).content


def test_no_page_reaches_a_reader_of_another_language(client, loft):
    pages = {client.get(f"/{code}/catalogue/").content for code in ("en", "zh-hant", "zh-hans")}
    assert len(pages) == 3
    assert client.get("/zh-hant/catalogue/").headers["Content-Language"] == "zh-hant"


def test_signed_in_people_are_never_answered_from_what_is_kept(client, loft):
    client.get(LIST)
    user = make_user(name="Somebody of note")
    client.force_login(user)
    mine = client.get(LIST)
    assert "ETag" not in mine
    assert mine["Cache-Control"] == "private, no-store"
    client.logout()
    client.cookies.clear()
    assert user.email.encode() not in client.get(LIST).content


@pytest.mark.parametrize("cookie", ["sessionid", "messages", "shortlist"])
def test_nor_is_anybody_with_something_of_their_own(client, loft, cookie):
    client.get(LIST)
    client.cookies[cookie] = "x"
    assert not kept(client)


def test_every_query_string_is_a_page_of_its_own(client, loft):
    assert b"A loft" in client.get(f"{LIST}?kind=space").content
    assert b"A loft" not in client.get(f"{LIST}?kind=story").content
    assert kept(client, f"{LIST}?kind=space&q=")
    assert not kept(client, f"{LIST}?{'&kind=space' * 200}")


def test_searches_are_not_kept(client, loft):
    assert not kept(client, f"{LIST}?q=loft")
    assert not kept(client, f"{LIST}?kind=space&q=loft")


def test_refusals_are_not_kept(client):
    assert not kept(client, f"{LIST}?kind=nonsense")
    assert not kept(client, f"{LIST}?page=99")
    assert len(caches["pages"]._cache) == 0


def test_pages_behind_sign_in_are_not_kept(client):
    assert not kept(client, "/en/applications/")


def test_a_browser_that_has_the_page_gets_none(client, loft):
    page = client.get(LIST)
    again = client.get(LIST, headers={"If-None-Match": page["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == page["ETag"]


def test_packed_for_those_who_take_it(client, loft):
    plain = client.get(LIST)
    packed = client.get(LIST, headers={"Accept-Encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert [int(page["Content-Length"]) for page in (plain, packed)] == [
        len(page.content) for page in (plain, packed)
    ]
    assert gzip.decompress(packed.content) == plain.content
    assert "Accept-Encoding" in packed["Vary"]


def test_head_and_post_are_not_answered_from_what_is_kept(client, loft):
    client.get(LIST)
    assert client.post(LIST).status_code == 405
    assert client.head(LIST).status_code == 200


def test_switched_off(client, loft, settings):
    settings.PAGE_CACHE_SECONDS = 0
    client.get(LIST)
    assert not kept(client)
