"""Forms without a token: only from this very site, only for visitors, and only for what stands in their own cookie."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.visitor_list import COOKIE, decode
from tests.accounts.state import nothing_changes
from tests.factories import make_firm, make_platform, make_user

pytestmark = pytest.mark.django_db

HERE = {"origin": "http://testserver"}

FROM_HERE = [
    {"origin": "http://testserver"},
    {"origin": "http://testserver", "sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "same-origin"},
    {"referer": "http://testserver/en/catalogue/"},
    {"origin": "http://testserver", "referer": "https://evil.example/"},
]
FROM_ELSEWHERE = [
    {},
    {"origin": "null"},
    {"origin": ""},
    {"origin": "https://testserver"},
    {"origin": "http://testserver:8000"},
    {"origin": "http://testserver.evil.example"},
    {"origin": "http://evil.example"},
    {"origin": "http://evil.example@testserver"},
    {"origin": "http://[::1"},
    {"origin": "http://testserver", "sec-fetch-site": "cross-site"},
    {"origin": "http://testserver", "sec-fetch-site": "same-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "none"},
    {"sec-fetch-site": ""},
    {"referer": "http://evil.example/http://testserver/"},
    {"referer": "http://testserver.evil.example/"},
    {"referer": "nonsense"},
    {"origin": "http://evil.example", "referer": "http://testserver/"},
]


def visitor() -> Client:
    return Client(enforce_csrf_checks=True)


def test_a_visitors_form_from_here_needs_no_token():
    entry = make_platform()
    for headers in FROM_HERE:
        client = visitor()
        response = client.post(reverse("shortlist_add", args=[entry.slug]), headers=headers)
        assert response.status_code == 302, headers
        assert decode(client.cookies[COOKIE].value) == {entry.slug: ""}


@pytest.mark.parametrize("route", ["shortlist_add", "shortlist_remove", "shortlist_note"])
def test_a_visitors_form_from_elsewhere_changes_nothing(route):
    entry, other = make_platform(), make_platform()
    client = visitor()
    client.post(reverse("shortlist_add", args=[other.slug]), headers=HERE)
    before = client.cookies[COOKIE].value
    slug = entry.slug if route == "shortlist_add" else other.slug
    for headers in FROM_ELSEWHERE:
        response = client.post(reverse(route, args=[slug]), {"note": "Theirs"}, headers=headers)
        assert response.status_code == 403, headers
        assert COOKIE not in response.cookies
        assert client.cookies[COOKIE].value == before


@pytest.mark.parametrize("route", ["shortlist_add", "shortlist_remove", "shortlist_note"])
def test_signed_in_people_need_the_token_whatever_the_headers(route):
    user = make_user()
    make_firm(user)
    entry = make_platform()
    client = visitor()
    client.force_login(user)
    with nothing_changes():
        for headers in (*FROM_HERE, *FROM_ELSEWHERE):
            response = client.post(reverse(route, args=[entry.slug]), {"note": "Theirs"}, headers=headers)
            assert response.status_code == 403, headers
            assert COOKIE not in response.cookies


@pytest.mark.parametrize("has_firm", [True, False])
def test_signed_in_people_with_the_token_go_on(has_firm):
    user = make_user()
    firm = make_firm(user) if has_firm else None
    entry = make_platform()
    client = visitor()
    client.force_login(user)
    page = client.get(reverse("platform", args=[entry.slug]))
    token = str(page.context["csrf_token"])
    response = client.post(reverse("shortlist_add", args=[entry.slug]), {"csrfmiddlewaretoken": token})
    assert response.status_code == 302
    assert (firm.shortlist.count() if firm else len(decode(client.cookies[COOKIE].value))) == 1


def test_htmx_shows_a_refused_page_anew():
    entry = make_platform()
    response = visitor().post(reverse("shortlist_add", args=[entry.slug]), headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Refresh"]) == (403, "true")


def test_a_visitors_page_holds_no_token_and_sets_no_cookie():
    entry = make_platform()
    for address in (reverse("catalogue"), reverse("platform", args=[entry.slug])):
        client = visitor()
        response = client.get(address)
        assert "csrf" not in response.content.decode().lower()
        assert not response.cookies
        assert f'formaction="{reverse("shortlist_add", args=[entry.slug])}"' in response.content.decode()


@pytest.mark.parametrize("route", ["shortlist_add", "shortlist_remove", "shortlist_note"])
def test_reading_the_address_of_a_form_is_refused(route):
    entry = make_platform()
    client = visitor()
    for method in ("get", "head", "options", "put", "delete"):
        response = getattr(client, method)(reverse(route, args=[entry.slug]), headers=HERE)
        assert response.status_code == 405, method
        assert COOKIE not in response.cookies
