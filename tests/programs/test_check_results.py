"""The results of the check: what fits, what may, what only staff can judge, what does not, and why."""

import re

import pytest
from django.urls import reverse

from portal.catalogue import revision
from programs.models import Benefit, Criterion, ExchangeRate, Measure
from tests.factories import in_three, make_fact, make_intake
from tests.programs.checking import answer, group, is_, make_catalogue, page_url, said, text_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def facts():
    return make_catalogue()


def measure(slug: str) -> Measure:
    return Measure.objects.get(slug=slug)


def test_they_are_there_before_the_first_answer(client):
    page = words(client.get(reverse("check_results")))
    assert "Fits 0" in page
    assert "Questions away 7" in page
    assert "Only staff can judge 1" in page
    assert "Does not fit now 0" in page
    assert "You can stop here; 7 measures still hang on questions." in page


def test_what_nobody_can_test_neither_fits_nor_does_not(client):
    page = group(client, "staff")
    assert "Measure welcome" in page
    assert "we say neither yes nor no" in page
    assert "Measure welcome" not in group(client, "eligible")


def test_what_is_refused_comes_by_how_easily_it_could_be_changed(client):
    answer(client, "has_shenzhen_entity", has_shenzhen_entity="no")
    answer(
        client,
        "about-you",
        founder_is_hk_macau_resident="no",
        founder_is_hk_resident="no",
        founder_is_hk_permanent_resident="?",
        founder_age="30",
    )
    names = re.findall(
        r"Measure ([a-z-]+)", text_of(client.get(reverse("check_results"), {"group": "not-eligible"}))
    )
    order = list(dict.fromkeys(names))
    assert order.index("tax") < order.index("rent") < order.index("settled")
    assert order[-2:] == ["settled", "youth"], "nobody can change where she comes from"


def test_every_criterion_is_told_with_its_result(client):
    answer(client, "has_shenzhen_entity", has_shenzhen_entity="yes")
    page = group(client, "needs-facts")
    assert "Met: Test 0 of rent." in page
    assert "To settle: Test 1 of rent." in page
    assert "Checked by staff: Test 2 of rent." in page
    assert "Ask shenzhen_entity_area" in page


def test_a_no_says_what_is_lacking_and_what_would_change_it(client):
    answer(client, "has_shenzhen_entity", has_shenzhen_entity="no")
    page = group(client, "not-eligible")
    assert "Not met: Test 0 of tax." in page
    assert "You need a company registered in Shenzhen" in page
    assert "What would change it" in page
    assert "Register a Shenzhen company: hetao" in page


def test_nothing_is_proposed_where_nothing_helps(client):
    answer(
        client,
        "about-you",
        founder_is_hk_resident="no",
        founder_is_hk_permanent_resident="no",
        founder_age="30",
    )
    page = group(client, "not-eligible")
    assert "Nothing that you could change would make it fit." in page
    assert "What would change it" not in page


def test_the_best_question_is_offered_with_what_it_settles(client):
    page = client.get(reverse("check_results"))
    assert "Answer this one question to settle 3 measures:" in words(page)
    assert f"{page_url('has_shenzhen_entity', 'results')}#id_has_shenzhen_entity" in text_of(page)


def test_a_sum_stands_in_both_currencies_at_a_dated_rate(client):
    version = measure("welcome").current
    Benefit.objects.create(
        version=version, position=0, amount=100000, currency="CNY", per="once", **in_three(text="A sum")
    )
    revision.bump()
    assert "HKD" not in group(client, "staff"), "no rate, no second figure"
    ExchangeRate.objects.create(hkd_per_cny="1.08", as_of="2026-01-05", is_sample=True)
    page = group(client, "staff").replace("\u00a0", " ")
    assert "HKD 1.08 for one CNY, 5 Jan 2026 sample" in page
    assert "CNY 100,000 HKD 108,000 estimate for the first 12 months" in page


def test_a_mere_limit_is_called_one(client):
    version = measure("welcome").current
    Benefit.objects.create(
        version=version, position=0, cap=500000, currency="CNY", per="once", **in_three(text="A limit")
    )
    revision.bump()
    page = group(client, "staff").replace("\u00a0", " ")
    assert "at most CNY 500,000 from the published limit, first 12 months" in page
    assert "estimate for" not in page


def test_what_the_answers_leave_no_choice_about_is_not_asked(client):
    make_fact("founder_is_chinese_national", "bool", **in_three(question="Ask founder_is_chinese_national"))
    name = "non_chinese_hk_macau_permanent_resident"
    make_fact(name, "bool", **in_three(question=f"Ask {name}"))
    Criterion.objects.filter(version=measure("welcome").current).update(rule=is_(name, True))
    revision.bump()
    assert "Measure welcome" in group(client, "needs-facts")
    client.post(
        page_url("about-you"),
        {
            "founder_is_chinese_national": "yes",
            "founder_is_hk_resident": "?",
            "founder_is_hk_permanent_resident": "?",
            "founder_age": "",
        },
    )
    page = group(client, "not-eligible")
    assert "Measure welcome" in page
    assert "who is not a Chinese citizen" in page
    assert said(client) == {"founder_is_chinese_national": True}, "what follows is no answer of hers"


def test_openness_stands_beside_it(client):
    assert "Not known whether open" in group(client, "staff")
    make_intake(measure=measure("welcome"))
    assert "Not known whether open" not in group(client, "staff")


def test_sources_and_dates_are_told(client):
    page = group(client, "staff")
    assert "Office of the zone" in page
    assert "Information as of 30 Jun 2025" in page


def test_the_answers_are_listed_with_the_way_to_change_them(client):
    answer(client, "has_shenzhen_entity", has_shenzhen_entity="yes")
    page = text_of(client.get(reverse("check_results")))
    assert "Your 1 answer" in words(client.get(reverse("check_results")))
    assert f"{page_url('has_shenzhen_entity', 'results')}#id_has_shenzhen_entity" in page
