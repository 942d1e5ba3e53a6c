"""The eligibility check: asking, answering, and what comes out. test_check_keep, test_check_links: what follows."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.models import FirmFact
from portal.catalogue.models import Fact
from programs.check.answers import PAGES, TOGETHER
from programs.eligibility.traits import traits
from tests.factories import make_firm, make_firm_fact, make_user
from tests.programs.checking import answer, group, make_catalogue, page_url, said, text_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def facts():
    return make_catalogue()


class TestTheWay:
    def test_the_start_says_what_it_does_and_stores_nothing(self, client):
        response = client.get(reverse("check"))
        assert "7 measures and programmes" in words(response), "the eighth only staff can judge"
        assert reverse("check_next") in text_of(response)
        assert not Session.objects.exists()

    def test_the_question_that_settles_most_comes_first(self, client):
        assert client.get(reverse("check_next")).url == page_url("has_shenzhen_entity")

    def test_what_is_settled_is_not_asked(self, client):
        asked = []
        response = answer(client, "has_shenzhen_entity", "rest", has_shenzhen_entity="no")
        while "/questions/" in response.url:
            page = response.url.split("/")[-2]
            asked.append(page)
            assert "Ask shenzhen_entity" not in words(client.get(response.url)).partition("Still open")[0]
            response = client.post(response.url, {"skip": "1"})
        assert sorted(asked) == ["about-you", "place_of_incorporation", "sectors", "your-firm"]
        assert response.url == reverse("check_results")

    def test_questions_that_settle_little_wait_until_one_wants_all(self, client):
        response = answer(client, "has_shenzhen_entity", has_shenzhen_entity="no")
        assert response.url == reverse("check_results")
        results = client.get(response.url)
        assert f"{reverse('check_next')}?then=rest" in text_of(results)
        assert "/questions/" in client.get(reverse("check_next"), {"then": "rest"}).url

    def test_the_answer_stays_in_the_session_and_nowhere_else(self, client):
        answer(client, "has_shenzhen_entity", has_shenzhen_entity="yes")
        assert said(client) == {"has_shenzhen_entity": True}
        assert not FirmFact.objects.exists()

    def test_the_rail_says_what_the_last_answer_did(self, client):
        answer(client, "has_shenzhen_entity", has_shenzhen_entity="no")
        page = words(client.get(page_url("about-you")))
        assert re.search(r"4 of 7\. Your last answer: 3 closed\.", page)
        assert "1 more that only staff can judge" in page
        assert "Measure rent" in page
        assert "Question 2" in page
        assert "You can stop here; 4 measures still hang on questions." in page

    def test_an_answer_can_meet_a_test(self, client):
        answer(client, "place_of_incorporation", place_of_incorporation="hong-kong")
        assert "Your last answer: 1 with every test met." in words(client.get(page_url("about-you")))

    def test_back_leads_to_the_answer_before_and_shows_it(self, client):
        answer(client, "has_shenzhen_entity", has_shenzhen_entity="yes")
        answer(client, "place_of_incorporation", place_of_incorporation="overseas")
        page = text_of(client.get(page_url("about-you")))
        assert f'<a href="{page_url("place_of_incorporation")}">Back</a>' in page
        page = text_of(client.get(page_url("place_of_incorporation")))
        assert f'<a href="{page_url("has_shenzhen_entity")}">Back</a>' in page
        assert re.search(r'value="overseas"[^>]* checked', page)
        assert f'<a href="{reverse("check")}">Back</a>' in text_of(
            client.get(page_url("has_shenzhen_entity"))
        )

    def test_back_passes_over_what_makes_no_sense_any_more(self, client):
        answer(client, "has_shenzhen_entity", has_shenzhen_entity="yes")
        answer(client, "shenzhen-company", shenzhen_entity_area="hetao", shenzhen_entity_age_months="12")
        answer(client, "has_shenzhen_entity", has_shenzhen_entity="no")
        page = text_of(client.get(page_url("about-you")))
        assert f'<a href="{page_url("has_shenzhen_entity")}">Back</a>' in page
        for method in (client.get, client.post):
            assert method(page_url("shenzhen-company")).url == reverse("check_results")

    def test_an_answer_changed_from_the_results_leads_back_there(self, client):
        answer(client, "has_shenzhen_entity", has_shenzhen_entity="yes")
        response = answer(client, "has_shenzhen_entity", "results", has_shenzhen_entity="no")
        assert response.url == reverse("check_results")
        assert said(client) == {"has_shenzhen_entity": False}

    def test_what_makes_no_sense_any_more_does_not_count_and_comes_back_with_its_reason(self, client):
        answer(client, "has_shenzhen_entity", has_shenzhen_entity="yes")
        answer(client, "shenzhen-company", shenzhen_entity_area="hetao", shenzhen_entity_age_months="12")
        assert "Measure young-company" in group(client, "eligible")
        answer(client, "has_shenzhen_entity", has_shenzhen_entity="no")
        assert "Measure young-company" in group(client, "not-eligible")
        answer(client, "has_shenzhen_entity", has_shenzhen_entity="yes")
        assert "Measure young-company" in group(client, "eligible")

    def test_what_one_does_not_know_is_asked_once(self, client):
        answer(client, "has_shenzhen_entity", has_shenzhen_entity="?")
        client.post(page_url("about-you"), {"skip": "1"})
        assert said(client) == {}
        asked = client.get(reverse("check_next"), {"then": "rest"}).url
        assert "has_shenzhen_entity" not in asked
        assert "about-you" not in asked
        page = text_of(client.get(page_url("has_shenzhen_entity")))
        assert re.search(r'value="\?"[^>]* checked', page), "coming back shows what was said"

    def test_a_number_left_empty_is_not_known(self, client):
        answer(client, "your-firm", headcount="")
        assert said(client) == {}
        assert "your-firm" not in client.get(reverse("check_next"), {"then": "rest"}).url

    def test_clearing_takes_everything_away(self, client):
        answer(client, "has_shenzhen_entity", has_shenzhen_entity="yes")
        assert client.post(reverse("check_clear")).url == reverse("check")
        assert "check" not in client.session
        assert client.get(reverse("check_clear")).status_code == 405

    def test_choosing_shows_what_it_would_do_and_stores_nothing(self, client):
        response = client.post(
            page_url("has_shenzhen_entity"), {"has_shenzhen_entity": "no"}, headers={"HX-Request": "true"}
        )
        assert "This answer: 3 closed." in words(response)
        assert "<html" not in text_of(response)
        assert "check" not in client.session

    def test_half_an_answer_shows_what_can_be_understood(self, client):
        response = client.post(
            page_url("about-you"),
            {"founder_is_hk_resident": "no", "founder_age": "many"},
            headers={"HX-Request": "true"},
        )
        assert response.status_code == 200
        assert "This answer: 2 closed." in words(response)


class TestBadInput:
    @pytest.mark.parametrize(
        ("page", "fields", "message"),
        [
            ("has_shenzhen_entity", {"has_shenzhen_entity": "maybe"}, "Choose an answer, or “I don’t know”."),
            ("has_shenzhen_entity", {}, "Choose an answer, or “I don’t know”."),
            ("your-firm", {"headcount": "-1"}, "Enter 0 or more."),
            ("your-firm", {"headcount": "9" * 5000}, "less than or equal to"),
            ("your-firm", {"headcount": "ten"}, "Enter a whole number."),
            ("your-firm", {"headcount": "1.5"}, "Enter a whole number."),
            ("place_of_incorporation", {"place_of_incorporation": "moon"}, "Choose an answer"),
            ("sectors", {}, "Choose at least one of the answers."),
            ("sectors", {"sectors": "drugs"}, "Choose among the answers."),
            ("sectors", {"sectors": ["ai", "none"]}, "cannot stand beside another answer"),
            ("has_shenzhen_entity", {"has_shenzhen_entity": "yes", "founder_name": "Wong"}, "“founder_name”"),
            ("has_shenzhen_entity", {"has_shenzhen_entity": "yes", "headcount": "5"}, "“headcount”"),
        ],
    )
    def test_it_is_named_and_nothing_is_stored(self, client, page, fields, message):
        response = answer(client, page, **fields)
        assert response.status_code == 400
        assert message in words(response)
        assert "<title>Error: " in text_of(response)
        assert "check" not in client.session

    def test_an_age_over_the_limit_stands_at_its_field(self, client):
        response = answer(
            client,
            "about-you",
            founder_is_hk_resident="yes",
            founder_is_hk_permanent_resident="yes",
            founder_age="121",
        )
        assert response.status_code == 400
        assert re.search(r'id="id_founder_age_error".*?Enter 120 or less\.', text_of(response), re.DOTALL)
        assert "check" not in client.session

    def test_a_contradiction_on_the_page_stands_at_its_field(self, client):
        response = answer(
            client,
            "about-you",
            founder_is_hk_resident="no",
            founder_is_hk_permanent_resident="yes",
            founder_age="30",
        )
        assert response.status_code == 400
        assert 'id="id_founder_is_hk_resident_error"' in text_of(response)
        assert "check" not in client.session

    def test_a_contradiction_with_an_earlier_answer_is_named_and_changes_nothing(self, client):
        answer(client, "has_shenzhen_entity", has_shenzhen_entity="yes")
        response = answer(
            client, "shenzhen-company", shenzhen_entity_area="none", shenzhen_entity_age_months="3"
        )
        assert response.status_code == 400
        error = (
            r'id="id_shenzhen_entity_area_error".*?You said that you have a company registered in Shenzhen\.'
        )
        assert re.search(error, text_of(response), re.DOTALL), "it stands at its field"
        assert said(client) == {"has_shenzhen_entity": True}

    def test_an_answer_that_would_contradict_an_earlier_one_is_not_offered(self, client):
        answer(client, "has_shenzhen_entity", has_shenzhen_entity="yes")
        page = text_of(client.get(page_url("shenzhen-company")))
        assert 'value="hetao"' in page
        assert not re.search(r'name="shenzhen_entity_area"[^>]*value="none"', page)

    def test_an_age_at_which_nobody_founds_a_firm_stands_at_its_field(self, client):
        response = answer(
            client,
            "about-you",
            founder_is_hk_resident="yes",
            founder_is_hk_permanent_resident="yes",
            founder_age="15",
        )
        assert response.status_code == 400
        assert "Enter an age of 16 or more." in words(response)
        assert "check" not in client.session

    @pytest.mark.parametrize("page", ["no-such-page", "founder_name", "0", "a" * 300])
    def test_an_unknown_question_is_not_there(self, client, page):
        for method in (client.get, client.post):
            assert method(page_url(page)).status_code == 404

    def test_an_archived_question_is_not_there_and_its_answer_does_not_count(self, client, facts):
        answer(client, "place_of_incorporation", place_of_incorporation="hong-kong")
        Fact.objects.filter(name="place_of_incorporation").update(archived_at="2026-01-01T00:00Z")
        assert client.get(page_url("place_of_incorporation")).status_code == 404
        assert "Measure export" in group(client, "needs-facts")

    def test_a_question_that_takes_other_answers_by_now_is_asked_anew(self, client):
        answer(client, "your-firm", headcount="50")
        Fact.objects.filter(name="headcount").update(type="bool", unit="", min=None, max=None)
        assert client.get(reverse("check_results")).status_code == 200
        assert "checked" not in text_of(client.get(page_url("your-firm"))).partition("<aside")[0]

    @pytest.mark.parametrize(
        "query", ["group=none", "group=eligible&page=x", "group=eligible&page=99", "page=0"]
    )
    def test_a_tampered_address_of_the_results_shows_what_there_is(self, client, query):
        assert client.get(f"{reverse('check_results')}?{query}").status_code == 200

    def test_a_tampered_way_on_is_the_usual_one(self, client):
        response = answer(client, "has_shenzhen_entity", "//evil.example", has_shenzhen_entity="no")
        assert response.url == reverse("check_results")


class TestPages:
    PLAIN = ("check", "check_results")

    def addresses(self) -> list[str]:
        return [*map(reverse, self.PLAIN), page_url("about-you"), page_url("sectors")]

    def test_ten_queries_at_most_for_a_visitor(self, client, django_assert_max_num_queries):
        answer(client, "has_shenzhen_entity", has_shenzhen_entity="no")
        for address in self.addresses():
            client.get(address)
            with django_assert_max_num_queries(10):
                assert client.get(address).status_code == 200

    def test_ten_queries_at_most_for_a_member(self, client, django_assert_max_num_queries, facts):
        user = make_user()
        firm = make_firm(user)
        make_firm(user, side="shenzhen", parent=firm)
        make_firm_fact(firm, facts["headcount"], 5)
        client.force_login(user)
        session = client.session
        session["firm"] = firm.pk
        session.save()
        answer(client, "has_shenzhen_entity", has_shenzhen_entity="no")
        for address in self.addresses():
            client.get(address)
            with django_assert_max_num_queries(10):
                assert client.get(address).status_code == 200

    def test_ten_queries_at_most_for_an_answer(self, client, django_assert_max_num_queries):
        answer(client, "has_shenzhen_entity", has_shenzhen_entity="no")
        with django_assert_max_num_queries(10):
            answer(client, "sectors", sectors="ai")

    def test_only_the_start_is_for_search_engines(self, client):
        answer(client, "has_shenzhen_entity", has_shenzhen_entity="no")
        assert "noindex" not in text_of(client.get(reverse("check")))
        for address in self.addresses()[1:]:
            assert "noindex" in text_of(client.get(address))

    def test_none_is_kept_for_others_or_by_the_browser(self, client, settings):
        settings.PAGE_CACHE_SECONDS = 60
        for address in self.addresses():
            for _ in range(2):
                response = Client().get(address)
                assert "ETag" not in response
                assert "no-store" in response["Cache-Control"]

    @pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
    def test_they_speak_three_languages(self, client, language):
        answer(client, "has_shenzhen_entity", has_shenzhen_entity="no")
        for address in self.addresses():
            response = client.get(address.replace("/en/", f"/{language}/"))
            assert response.status_code == 200

    def test_reading_writes_no_session(self, client):
        for address in self.addresses():
            client.get(address)
        assert not Session.objects.exists()


def test_pages_of_several_questions_name_facts_of_the_registry_once():
    assert len(PAGES) == sum(len(names) for _title, names in TOGETHER.values())
    assert PAGES.keys() <= traits().keys()
    assert not TOGETHER.keys() & traits().keys()
