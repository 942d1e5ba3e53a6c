"""What becomes of the answers of a check: facts of a firm, if she says so."""

import re
from unittest import mock

import pytest
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import FirmFact
from accounts.selectors import fact_values
from accounts.tasks import forget_sessions
from programs.check.answers import Answers
from programs.selectors.check import check_of
from programs.selectors.group_facts import group_facts
from tests.factories import PASSWORD, make_firm, make_firm_fact, make_member, make_user
from tests.programs.checking import answer, make_catalogue, page_url, said, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def facts():
    return make_catalogue()


def member_of(firm, role="editor") -> Client:
    client = Client()
    client.force_login(make_member(firm, role=role).user)
    return client


def keep_url(firm, entity=None) -> str:
    return reverse("check_keep_for", args=[firm.pk]) + (f"?entity={entity.pk}" if entity else "")


def confirm(client, address: str, **choices):
    """Read the page and post it, as a person does."""
    page = text_of(client.get(address))
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    return client.post(address, {"seen": seen, **choices})


class TestFirm:
    def test_a_member_starts_from_what_her_firm_has_said(self, client, facts):
        user = make_user()
        firm = make_firm(user)
        make_firm_fact(firm, facts["has_shenzhen_entity"], False)
        client.force_login(user)
        assert "1 fact" not in text_of(client.get(reverse("check")))
        assert "2 facts" in text_of(client.get(reverse("check"))), "where it is registered is one, too"
        asked = client.get(reverse("check_next"), {"then": "rest"}).url
        assert "shenzhen" not in asked
        assert "place_of_incorporation" not in asked

    def test_what_she_says_now_counts_for_her_check_only(self, client, facts):
        user = make_user()
        firm = make_firm(user)
        make_firm_fact(firm, facts["headcount"], 3)
        client.force_login(user)
        answer(client, "your-firm", headcount="30")
        answer(client, "sectors", sectors="ai")
        assert "Measure chips" in text_of(client.get(reverse("check_results"), {"group": "eligible"}))
        assert fact_values(firm) == {"headcount": 3}

    @pytest.mark.parametrize("shape", ["alone", "parent", "parent-of-two", "entity", "orphan", "not-yet"])
    def test_what_is_known_is_what_matching_knows(self, shape, facts):
        side = {"entity": "shenzhen", "orphan": "shenzhen", "not-yet": "not-yet"}.get(shape, "hong-kong")
        firm = make_firm(side=side)
        near = [firm]
        if shape.startswith("parent"):
            near += [make_firm(side="shenzhen", parent=firm) for _ in range(1 + (shape == "parent-of-two"))]
        if shape == "entity":
            firm.parent = make_firm()
            firm.save()
            near.append(firm.parent)
        for place, one in enumerate(near):
            make_firm_fact(one, facts["headcount"], place)
            make_firm_fact(one, facts["shenzhen_entity_age_months"], 10 + place)
        make_firm_fact(near[-1], facts["shenzhen_entity_area"], "none")
        facts_of_check = check_of(Answers(), firm.memberships.get()).facts
        assert facts_of_check == {
            name: value for name, value in group_facts(firm).items() if name in facts_of_check
        }
        assert "headcount" in facts_of_check


class TestKeeping:
    @pytest.fixture
    def firm(self):
        return make_firm()

    def test_it_asks_for_sign_in_and_comes_back(self, client):
        response = client.get(reverse("check_keep"))
        assert response.url == f"{reverse('account_login')}?next={reverse('check_keep')}"

    def test_signing_in_with_answers_leads_to_the_question(self, client, firm):
        user = make_member(firm, make_user(password=PASSWORD)).user
        answer(client, "sectors", sectors="ai")
        login = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
        assert login.url == reverse("check_keep")
        assert client.get(login.url).url == keep_url(firm)
        assert said(client) == {"sectors": ["ai"]}, "they are still there, and nowhere else"
        assert not FirmFact.objects.exists()

    def test_new_answers_become_facts_with_their_author(self, firm):
        client = member_of(firm)
        answer(client, "sectors", sectors="ai")
        answer(client, "your-firm", headcount="9")
        response = confirm(client, keep_url(firm))
        assert response.url == reverse("check_results")
        assert fact_values(firm) == {"sectors": ["ai"], "headcount": 9}
        row = FirmFact.objects.get(firm=firm, fact="headcount")
        assert row.recorded_by.pk == int(client.session["_auth_user_id"])
        assert said(client) == {}
        assert "2 answers are now facts" in str(*get_messages(client.get(response.url).wsgi_request))

    def test_the_results_lead_to_what_fits_the_firm(self, firm):
        client = member_of(firm)
        answer(client, "sectors", sectors="ai")
        page = text_of(client.get(confirm(client, keep_url(firm)).url))
        assert f'href="{reverse("firm-matches", args=[firm.pk])}"' in page

    def test_where_answers_differ_one_has_to_choose(self, firm, facts):
        client = member_of(firm)
        make_firm_fact(firm, facts["headcount"], 3)
        answer(client, "your-firm", headcount="9")
        page = text_of(client.get(keep_url(firm)))
        assert "9 people (your answer in the check)" in page
        assert re.search(r"3 people \(recorded on .* by Person", page)
        response = confirm(client, keep_url(firm))
        assert response.status_code == 400
        assert "Choose which answer holds." in text_of(response)
        assert fact_values(firm) == {"headcount": 3}

    @pytest.mark.parametrize(("choice", "count"), [("new", 9), ("recorded", 3)])
    def test_what_is_chosen_holds(self, firm, facts, choice, count):
        client = member_of(firm)
        make_firm_fact(firm, facts["headcount"], 3)
        answer(client, "your-firm", headcount="9")
        confirm(client, keep_url(firm), headcount=choice)
        assert fact_values(firm) == {"headcount": count}
        assert said(client) == {}

    def test_what_was_not_seen_is_not_confirmed(self, firm):
        client = member_of(firm)
        answer(client, "sectors", sectors="ai")
        seen = re.search(r'name="seen" value="([^"]+)"', text_of(client.get(keep_url(firm))))[1]
        answer(client, "your-firm", headcount="9")
        response = client.post(keep_url(firm), {"seen": seen})
        assert response.status_code == 409
        assert fact_values(firm) == {}

    def test_what_was_recorded_meanwhile_is_not_overwritten(self, firm):
        client = member_of(firm)
        answer(client, "your-firm", headcount="9")
        with mock.patch("programs.services.check.recorded_by", side_effect=[{}, {}, {"meanwhile": None}]):
            response = confirm(client, keep_url(firm))
        assert response.status_code == 409
        assert "Something has changed" in response.content.decode()
        assert fact_values(firm) == {}

    def test_what_is_about_the_shenzhen_company_goes_there(self, firm):
        client = member_of(firm)
        user_id = int(client.session["_auth_user_id"])
        entity = make_firm(side="shenzhen", parent=firm)
        make_member(entity, type(make_user()).objects.get(pk=user_id))
        answer(client, "shenzhen-company", shenzhen_entity_area="hetao", shenzhen_entity_age_months="5")
        answer(client, "your-firm", headcount="9")
        assert entity.name in text_of(client.get(keep_url(firm)))
        confirm(client, keep_url(firm))
        assert fact_values(entity) == {"shenzhen_entity_area": "hetao", "shenzhen_entity_age_months": 5}
        assert fact_values(firm) == {"headcount": 9}

    def test_of_several_shenzhen_companies_one_is_chosen(self, firm):
        user = make_user()
        make_member(firm, user)
        first, second = (make_firm(user, side="shenzhen", parent=firm) for _ in range(2))
        client = Client()
        client.force_login(user)
        answer(client, "shenzhen-company", shenzhen_entity_area="hetao", shenzhen_entity_age_months="")
        confirm(client, keep_url(firm, second))
        assert fact_values(first) == {}
        assert fact_values(second) == {"shenzhen_entity_area": "hetao"}

    def test_no_company_is_not_recorded_where_there_is_one(self, firm, facts):
        user = make_user()
        make_member(firm, user)
        entity = make_firm(user, side="shenzhen", parent=firm)
        make_firm_fact(entity, facts["shenzhen_entity_area"], "hetao")
        client = Client()
        client.force_login(user)
        answer(client, "has_shenzhen_entity", has_shenzhen_entity="no")
        answer(client, "your-firm", headcount="9")
        confirm(client, keep_url(firm))
        assert fact_values(firm) == {"headcount": 9}
        assert fact_values(entity) == {"shenzhen_entity_area": "hetao"}
        assert said(client) == {}

    def test_without_a_company_of_hers_it_stays_with_the_firm_asked(self, firm):
        make_firm(side="shenzhen", parent=firm)
        client = member_of(firm)
        answer(client, "has_shenzhen_entity", has_shenzhen_entity="yes")
        confirm(client, keep_url(firm))
        assert fact_values(firm) == {"has_shenzhen_entity": True}

    def test_what_makes_no_sense_any_more_is_taken_back(self, firm, facts):
        make_firm_fact(firm, facts["has_shenzhen_entity"], True)
        make_firm_fact(firm, facts["shenzhen_entity_area"], "hetao")
        client = member_of(firm)
        answer(client, "has_shenzhen_entity", has_shenzhen_entity="no")
        confirm(client, keep_url(firm), has_shenzhen_entity="new")
        assert fact_values(firm) == {"has_shenzhen_entity": False}
        assert FirmFact.objects.filter(fact="shenzhen_entity_area").count() == 1, "the history stays"

    def test_a_contradiction_with_what_stays_is_refused(self, firm, facts):
        make_firm_fact(firm, facts["founder_is_hk_resident"], False)
        client = Client()
        client.post(
            page_url("about-you"),
            {"founder_is_hk_resident": "yes", "founder_is_hk_permanent_resident": "yes", "founder_age": ""},
        )
        user = make_member(firm).user
        client.force_login(user)
        response = confirm(client, keep_url(firm), founder_is_hk_resident="recorded")
        assert response.status_code == 400
        assert fact_values(firm) == {"founder_is_hk_resident": False}

    def test_who_only_reads_is_told_so(self, firm):
        client = member_of(firm, "viewer")
        answer(client, "sectors", sectors="ai")
        assert client.get(keep_url(firm)).url == reverse("check_keep")
        assert client.post(keep_url(firm), {"seen": "x"}).url == reverse("check_keep")
        assert "You read the facts of your firm" in text_of(client.get(reverse("check_keep")))
        assert fact_values(firm) == {}

    def test_the_firm_of_others_is_not_there(self, firm):
        client = Client()
        client.force_login(make_user())
        answer(client, "sectors", sectors="ai")
        assert client.get(keep_url(firm)).status_code == 404
        assert client.get(reverse("check_keep_for", args=[2**80])).status_code == 404

    def test_without_a_firm_it_leads_to_setting_one_up_and_back(self):
        client = Client()
        client.force_login(make_user())
        answer(client, "sectors", sectors="ai")
        page = text_of(client.get(reverse("check_keep")))
        assert f"{reverse('firm-create')}?next={reverse('check_keep')}" in page

    def test_of_several_firms_one_is_chosen(self, firm):
        user = make_user()
        make_member(firm, user)
        other = make_firm(user)
        client = Client()
        client.force_login(user)
        answer(client, "sectors", sectors="ai")
        page = text_of(client.get(reverse("check_keep")))
        assert keep_url(firm) in page
        assert keep_url(other) in page

    def test_with_nothing_to_keep_it_leads_back(self, firm):
        assert member_of(firm).get(reverse("check_keep")).url == reverse("check_results")

    def test_the_firms_page_reminds_of_answers_that_wait(self, firm):
        client = member_of(firm)
        assert "in this browser only" not in text_of(client.get(reverse("firm")))
        answer(client, "sectors", sectors="ai")
        assert "1 answer from the eligibility check" in text_of(client.get(reverse("firm")))

    def test_signing_out_forgets_the_answers(self, firm):
        client = member_of(firm)
        answer(client, "sectors", sectors="ai")
        client.logout()
        assert said(client) == {}

    def test_it_costs_ten_queries_at_most(self, firm, facts, django_assert_max_num_queries):
        client = member_of(firm)
        make_firm_fact(firm, facts["headcount"], 3)
        answer(client, "your-firm", headcount="9")
        answer(client, "sectors", sectors="ai")
        client.get(keep_url(firm))
        with django_assert_max_num_queries(10):
            client.get(keep_url(firm))


def test_answers_go_with_the_session_when_it_ends(client):
    answer(client, "sectors", sectors="ai")
    other = Client()
    answer(other, "sectors", sectors="ai")
    Session.objects.filter(pk=other.session.session_key).update(expire_date=timezone.now())
    forget_sessions()
    assert said(client) == {"sectors": ["ai"]}
    assert [each.pk for each in Session.objects.all()] == [client.session.session_key]
