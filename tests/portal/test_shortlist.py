"""The pages and buttons of a visitor's shortlist, and lists that somebody sent round."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models.shortlist import MOST as MOST_FOR_FIRM
from accounts.visitor_list import COOKIE, MOST, NOTE_LENGTH
from portal.kernel.clock import today
from tests.factories import (
    make_area,
    make_incubator,
    make_intake,
    make_measure,
    make_place,
    make_platform,
    make_programme,
    make_story,
)
from tests.portal.pressing import HERE, HTMX, PAGE, holding, kept, press, text_of

pytestmark = pytest.mark.django_db


# Visitors


def test_a_visitor_adds_notes_and_removes(client):
    entry, other = make_measure(), make_place()
    response = press(client, "shortlist_add", entry.slug, {"back": "/en/catalogue/?kind=measure"})
    assert (response.status_code, response.url) == (302, f"/en/catalogue/?kind=measure#keep-{entry.slug}")
    press(client, "shortlist_add", other.slug)
    assert kept(client) == {entry.slug: "", other.slug: ""}
    response = press(client, "shortlist_note", entry.slug, {"note": "Ask\r\nabout rent"})
    assert (response.status_code, response.url) == (302, f"{PAGE}#entry-{entry.slug}")
    page = text_of(client.get(PAGE))
    assert "Ask<br>about rent" in page
    assert page.index(other.name) < page.index(entry.name), "newest first"
    press(client, "shortlist_remove", entry.slug)
    assert kept(client) == {other.slug: ""}
    press(client, "shortlist_remove", other.slug)
    assert client.cookies[COOKIE].value == ""
    page = text_of(client.get(PAGE))
    assert "Nothing is put aside yet" in page
    assert f'<a href="/en/accounts/login/?next={PAGE}">Sign in</a>' in page


@pytest.mark.parametrize(
    "back", ["logout", "abc", "#top", "?q=1", "//elsewhere.test/", "https:elsewhere.test"]
)
def test_the_way_back_is_an_address_of_ours_or_the_entry(client, back):
    entry = make_measure()
    response = press(client, "shortlist_add", entry.slug, {"back": back})
    assert (response.status_code, response.url) == (302, f"/en/measures/{entry.slug}/")


def test_adding_and_removing_again_changes_nothing(client):
    entry = make_measure()
    press(client, "shortlist_add", entry.slug)
    press(client, "shortlist_note", entry.slug, {"note": "Mine"})
    for route in ("shortlist_add", "shortlist_remove", "shortlist_remove"):
        assert press(client, route, entry.slug).status_code == 302
        if route == "shortlist_add":
            assert kept(client) == {entry.slug: "Mine"}
    assert kept(client) == {}


def test_htmx_gets_the_button_the_count_and_the_words(client):
    entry = make_measure()
    response = press(client, "shortlist_add", entry.slug, {"back": "/en/catalogue/"}, headers=HTMX)
    text = text_of(response)
    assert response.status_code == 200
    assert "<html" not in text
    assert f'formaction="/en/shortlist/{entry.slug}/remove/"' in text
    assert f'id="keep-{entry.slug}"' in text
    assert 'id="shortlist-count" hx-swap-oob="innerHTML"><span class="num">1' in text
    assert f"Added to the shortlist: {entry.name}" in text
    text = text_of(press(client, "shortlist_remove", entry.slug, headers=HTMX))
    assert f'formaction="/en/shortlist/{entry.slug}/add/"' in text
    assert f'id="keep-{entry.slug}"' in text
    assert f"Removed from the shortlist: {entry.name}" in text
    assert kept(client) == {}


def test_the_live_region_and_the_count_stand_on_every_page(client):
    entry = make_measure()
    for address in ("/en/", "/en/catalogue/", f"/en/measures/{entry.slug}/", PAGE, "/en/nowhere/"):
        page = text_of(client.get(address))
        assert '<p class="vh" id="shortlist-said" role="status"></p>' in page, address
        assert re.search(r'<span id="shortlist-count">\s*</span>', page), address
    press(client, "shortlist_add", entry.slug)
    assert '<span id="shortlist-count"><span class="num">1' in text_of(client.get("/en/"))


@pytest.mark.parametrize(("language", "colon"), [("en", ": "), ("zh-hant", "："), ("zh-hans", "：")])
def test_a_button_names_its_entry_as_the_language_writes_it(client, language, colon):
    entry = make_measure()
    name = getattr(entry, f"name_{language.replace('-', '_')}")
    for address in (f"/{language}/catalogue/", f"/{language}/measures/{entry.slug}/"):
        assert f'<span class="vh">{colon}{name}</span></button>' in text_of(client.get(address))


def test_every_list_and_page_has_the_button(client):
    for entry in (
        make_measure(),
        make_programme(),
        make_incubator(),
        make_place(),
        make_platform(),
        make_story(),
    ):
        for address in ("/en/catalogue/", reverse(entry.kind, args=[entry.slug])):
            assert f'id="keep-{entry.slug}"' in text_of(client.get(address)), address


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/zh-hant/catalogue/?q=a&page=2#x", "/zh-hant/catalogue/?q=a&page=2"),
        ("http://testserver/en/", "http://testserver/en/"),
        ("https://evil.example/", ""),
        ("//evil.example/", ""),
        ("/\\evil.example/", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_back_leads_on_within_the_portal(client, wanted, reached):
    entry = make_measure()
    response = press(client, "shortlist_add", entry.slug, {"back": wanted})
    assert response.url == (f"{reached}#keep-{entry.slug}" if reached else f"/en/measures/{entry.slug}/")


def test_without_it_the_referring_page_is_gone_back_to(client):
    entry = make_measure()
    headers = {**HERE, "referer": "http://testserver/en/?x=1"}
    response = press(client, "shortlist_add", entry.slug, headers=headers)
    assert response.url == f"http://testserver/en/?x=1#keep-{entry.slug}"
    headers["referer"] = "http://evil.example/"
    assert press(client, "shortlist_add", entry.slug, headers=headers).url == f"/en/measures/{entry.slug}/"


@pytest.mark.parametrize("slug", ["nowhere", "x" * 300])
def test_entries_that_do_not_exist(client, slug):
    for route in ("shortlist_add", "shortlist_remove", "shortlist_note"):
        response = press(client, route, slug, {"note": "a"})
        assert response.status_code == 404
        assert COOKIE not in response.cookies


def test_drafts_are_neither_added_nor_named_whatever_the_cookie_says():
    draft = make_platform(published_at=None)
    client = holding((draft.slug, "Mine"))
    assert press(Client(), "shortlist_add", draft.slug).status_code == 404
    page = text_of(client.get(PAGE))
    assert draft.name not in page
    assert "Nothing is put aside yet" in page


@pytest.mark.parametrize("value", ["", "nonsense", "eNo", "é", "=" * 3000, "x" * 4000])
def test_a_malformed_cookie_is_an_empty_list(client, value):
    entry = make_measure()
    client.cookies[COOKIE] = value
    for address in (PAGE, "/en/", "/en/catalogue/", "/en/compare/"):
        assert client.get(address).status_code == 200
    assert press(client, "shortlist_add", entry.slug).status_code == 302
    assert kept(client) == {entry.slug: ""}


def test_what_has_left_the_catalogue_is_named_as_gone():
    gone, there = make_measure(), make_place()
    gone.archived_at = timezone.now()
    gone.save()
    client = holding((gone.slug, "Mine"), (there.slug, ""))
    response = client.get(PAGE)
    page = text_of(response)
    assert "No longer in the catalogue" in page
    assert gone.name in page
    assert reverse("measure", args=[gone.slug]) not in page
    assert [item.row is None for item in response.context["items"]] == [False, True]
    assert gone.slug not in response.context["shared_url"]
    assert press(client, "shortlist_remove", gone.slug).url == PAGE
    assert kept(client) == {there.slug: ""}


def test_a_full_list_says_so_and_changes_nothing():
    area = make_area()
    slugs = [make_platform(area=area, sectors=[], sources=[]).slug for _ in range(MOST + 1)]
    client = holding(*((slug, "") for slug in slugs[:MOST]))
    response = press(client, "shortlist_add", slugs[-1])
    assert response.status_code == 400
    assert "keeps 30 entries at most" in text_of(response)
    response = press(client, "shortlist_add", slugs[-1], headers=HTMX)
    assert "keeps 30 entries at most" in text_of(response)
    assert f'formaction="/en/shortlist/{slugs[-1]}/add/"' in text_of(response)
    assert COOKIE not in response.cookies
    assert len(client.get(PAGE).context["items"]) == MOST


@pytest.mark.parametrize(
    ("data", "status", "says"),
    [
        ({"note": "x" * (NOTE_LENGTH + 1)}, 400, f"Use {NOTE_LENGTH} characters or fewer."),
        ({}, 400, ""),
        ({"note": "a\0b"}, 400, ""),
    ],
)
def test_notes_that_are_refused_change_nothing(data, status, says):
    entry = make_measure()
    client = holding((entry.slug, "Before"))
    response = press(client, "shortlist_note", entry.slug, data)
    assert response.status_code == status
    assert says in text_of(response)
    assert COOKIE not in response.cookies
    if says:
        assert data["note"] in text_of(response), "what was typed is not lost"
        assert "<title>Error: " in text_of(response)


def test_notes_are_shown_as_text():
    entry = make_measure()
    page = text_of(holding((entry.slug, "</textarea><b>bold</b>")).get(PAGE))
    assert "<b>bold</b>" not in page
    assert "&lt;b&gt;bold&lt;/b&gt;" in page


def test_the_list_is_not_stored_by_anybody(client):
    assert "no-store" in client.get(PAGE)["Cache-Control"]


@pytest.mark.parametrize(
    ("days", "says"),
    [(0, "Closes today"), (1, "Closes in 1 day"), (30, "Closes in 30 days"), (31, ""), (None, "")],
)
def test_what_closes_soon_says_so(days, says):
    closes = None if days is None else today() + timedelta(days=days)
    entry = make_measure(closes=closes, opens=today())
    (item,) = holding((entry.slug, "")).get(PAGE).context["items"]
    assert item.soon == says


def test_an_intake_here_closes_soon_too():
    entry = make_measure()
    make_intake(measure=entry, closes_at=timezone.now() + timedelta(days=5, minutes=1))
    (item,) = holding((entry.slug, "")).get(PAGE).context["items"]
    assert item.soon in ("Closes in 5 days", "Closes in 6 days")


# Shared lists


def test_a_shared_list_shows_entries_and_no_notes(client):
    first, second = make_measure(), make_place()
    owner = holding((first.slug, "Secret"), (second.slug, ""))
    address = owner.get(PAGE).context["shared_url"].removeprefix("http://testserver")
    assert address == f"/en/shortlist/shared/?e={second.slug}&e={first.slug}"
    page = text_of(client.get(address))
    assert first.name in page
    assert second.name in page
    assert "Secret" not in page
    assert f'href="http://testserver/en/compare/?e={second.slug}&amp;e={first.slug}"' in page
    assert COOKIE not in client.cookies


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("e=nowhere", 404),
        ("e=a b", 400),
        ("e=%F0%9F%A6%9C", 400),
        ("e=%ED%A0%80", 400),
        ("e=" + "x" * 10_000, 400),
        ("&".join(f"e=s{n}" for n in range(MOST_FOR_FIRM + 1)), 400),
        ("e=%00", 400),
        ("", 302),
        ("e=", 302),
    ],
)
def test_shared_lists_of_nonsense(client, query, status):
    response = client.get(f"/en/shortlist/shared/?{query}")
    assert response.status_code == status
    if status == 400 and "%00" not in query:
        assert "<code>e</code>" in text_of(response)


def test_a_shared_list_says_what_is_missing(client):
    entry = make_measure()
    page = text_of(client.get(f"/en/shortlist/shared/?e={entry.slug}&e=gone&e={entry.slug}"))
    assert "1 entry of this list is not in the catalogue" in page
