"""The address of somebody's results: read-only, without names, and gone in a year."""

import json
import re
from datetime import timedelta
from unittest import mock

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from portal.catalogue.models import Fact
from portal.kernel.clock import today
from programs.check import links
from programs.eligibility.traits import traits
from tests.factories import make_firm, make_firm_fact, make_user
from tests.programs.checking import answer, make_catalogue, page_url, said, text_of

pytestmark = pytest.mark.django_db
FACTS = {"has_shenzhen_entity": True, "shenzhen_entity_age_months": 10, "sectors": ["ai"]}


@pytest.fixture(autouse=True)
def facts():
    return make_catalogue()


def shared_url(facts=None) -> str:
    return reverse("check_shared", args=[links.link_of(FACTS if facts is None else facts)])


def test_the_results_offer_one_that_others_can_read(client):
    answer(client, "has_shenzhen_entity", has_shenzhen_entity="no")
    address = re.search(
        r'value="http://testserver(/en/check/shared/[^"]+)"',
        text_of(client.get(reverse("check_results"))),
    )[1]
    page = text_of(Client().get(address))
    assert "Measure tax" in page
    assert "noindex" in page
    assert page_url("has_shenzhen_entity") not in page, "nothing in it changes anything"


def test_it_holds_facts_and_a_day_and_nothing_else(client):
    user = make_user(name="Chan Tai Man", email="chan@example.org")
    firm = make_firm(user, name="Chan Brothers Limited")
    make_firm_fact(firm, Fact.objects.get(name="headcount"), 7)
    client.force_login(user)
    answer(client, "has_shenzhen_entity", has_shenzhen_entity="no")
    token = re.search(r"/check/shared/([^/]+)/", text_of(client.get(reverse("check_results"))))[1]
    packed = signing.Signer(salt=links.SALT).unsign_object(token, serializer=links.Compact)
    assert packed == {
        "d": today().toordinal(),
        "f": {"has_shenzhen_entity": False, "headcount": 7, "place_of_incorporation": "hong-kong"},
    }


def test_every_answer_there_is_fits_into_an_address(facts):
    everything = {f"{name}_{n}": 10**9 + n for n in range(12) for name in facts}
    assert len(everything) > len(traits())
    assert len(links.link_of(everything)) < 2000


def test_reading_it_leaves_ones_own_answers_alone(client):
    answer(client, "sectors", sectors="biotech")
    client.get(shared_url())
    assert said(client) == {"sectors": ["biotech"]}


def test_its_answers_can_be_taken_over(client):
    answer(client, "your-firm", headcount="9")
    response = client.post(shared_url())
    assert response.url == reverse("check_results")
    assert said(client) == FACTS


@pytest.mark.parametrize(
    "token",
    ["none", "x" * 9000, ":", "eyJhIjoxfQ:abc", "%00", "..", "a:b:c:d"],
)
def test_a_made_up_one_says_so_and_stores_nothing(client, token):
    address = f"/en/check/shared/{token}/"
    for response in (client.get(address), client.post(address)):
        assert response.status_code in (400, 404)
    assert "check" not in client.session


def test_a_changed_one_says_so_and_stores_nothing(client):
    token = links.link_of(FACTS)
    body, signature = token.rsplit(":", 1)
    for wrong in (f"{body[:-2]}AA:{signature}", f"{body}:{signature[:-2]}AA", body):
        address = reverse("check_shared", args=[wrong])
        response = client.post(address)
        assert response.status_code == 404
        assert "This link cannot be read" in text_of(response)
    assert "check" not in client.session


def test_one_signed_for_something_else_is_none(client):
    for made in (
        signing.Signer(salt="other").sign_object({"d": today().toordinal(), "f": FACTS}),
        signing.Signer(salt=links.SALT).sign_object({"f": FACTS}),
        signing.Signer(salt=links.SALT).sign_object([1, 2]),
        signing.Signer(salt=links.SALT).sign_object({"d": 10**12, "f": FACTS}),
    ):
        assert client.get(reverse("check_shared", args=[made])).status_code == 404


def test_one_of_last_year_is_too_old(client):
    with mock.patch.object(links, "today", return_value=today() - links.KEPT - timedelta(days=1)):
        address = shared_url()
    response = client.get(address)
    assert response.status_code == 410
    assert "too old" in text_of(response)


def test_one_whose_question_has_gone_is_too_old(client):
    address = shared_url()
    Fact.objects.filter(name="sectors").update(archived_at="2026-01-01T00:00Z")
    assert client.post(address).status_code == 410
    assert "check" not in client.session


def test_months_go_on_in_it(client):
    with mock.patch.object(links, "today", return_value=today() - timedelta(days=100)):
        address = shared_url()
    client.post(address)
    assert said(client) == {**FACTS, "shenzhen_entity_age_months": 13}


def test_it_costs_ten_queries_at_most(client, django_assert_max_num_queries):
    address = shared_url()
    client.get(address)
    with django_assert_max_num_queries(10):
        client.get(address)


def test_equal_answers_give_equal_links():
    turned = dict(reversed(FACTS.items()))
    assert links.link_of(FACTS) == links.link_of(turned)
    assert json.loads(json.dumps(FACTS)) == links.read_link(links.link_of(FACTS)).facts
