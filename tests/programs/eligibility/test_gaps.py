"""Why a criterion is not met, in words."""

import pytest
from django.utils.translation import override

from programs.eligibility.explaining import explain
from programs.eligibility.gaps import gap_in_words
from programs.eligibility.words import both, either, value_in_words

from . import gold
from .published import words
from .strategies import scheme_of

IN_HETAO = {
    "all": [
        {"fact": "has_shenzhen_entity", "op": "==", "value": True},
        {"fact": "shenzhen_entity_area", "op": "==", "value": "hetao"},
    ]
}


def rule(fact, op, value):
    return {"fact": fact, "op": op, "value": value}


def gap(stored, **facts) -> str:
    (finding,) = explain(scheme_of(stored), facts).findings
    return gap_in_words(finding.gap, facts, words())


@pytest.mark.parametrize(
    ("stored", "value", "said"),
    [
        (
            rule("hk_macau_youth_ownership_pct", ">=", 25),
            24,
            "Share owned by young people from Hong Kong or Macao: 24%; needs at least 25%",
        ),
        (
            rule("shenzhen_entity_age_months", ">=", 6),
            1,
            "Age of the Shenzhen company: 1 month; needs at least 6 months",
        ),
        (rule("founder_age", "<", 45), 45, "Age of the founder: 45 years; needs less than 45 years"),
        (rule("headcount", ">", 1), 1, "Full-time staff: 1 person; needs more than 1 person"),
        (rule("leased_sqm", "<=", 4000), 5000, "Floor area leased: 5,000 m²; at most 4,000 m² is allowed"),
        (
            rule("loan_amount_cny", ">=", 500_000),
            200_000,
            "Bank loan: CNY\u00a0200,000; needs at least CNY\u00a0500,000",
        ),
        (
            rule("planned_investment_hkd", "==", 5),
            1,
            "Own money put into the production project: HKD\u00a01; HKD\u00a05 is needed",
        ),
        (
            rule("has_hk_business_registration", "==", True),
            False,
            "You need a Hong Kong Business Registration",
        ),
        (
            {"not": rule("government_subvented_body", "==", True)},
            True,
            "You must not be a government-subvented body",
        ),
        (
            rule("top_100_university_degree", "==", True),
            False,
            "Bachelor's degree from a top-100 university: this is needed, and the answer is no",
        ),
        (
            rule("has_shenzhen_entity", "==", False),
            True,
            "Company registered in Shenzhen: this must not be, and the answer is yes",
        ),
        (
            rule("place_of_incorporation", "==", "hong-kong"),
            "mainland",
            "Place of incorporation: The Mainland; Hong Kong is needed",
        ),
        (
            rule("listing_status", "!=", "listed"),
            "listed",
            "Stock exchange listing: Listed; anything else is needed",
        ),
        (
            rule("shenzhen_entity_area", "in", ["futian", "hetao"]),
            "qianhai",
            "Area of the Shenzhen company: Qianhai. One of these is needed: "
            "Futian, outside Hetao; Hetao Shenzhen Park",
        ),
        (
            {"not": rule("shenzhen_entity_area", "in", ["hetao", "qianhai"])},
            "qianhai",
            "Area of the Shenzhen company: Qianhai; anything but Hetao Shenzhen Park or Qianhai is needed",
        ),
        (
            rule("sectors", "contains-any", ["ai"]),
            ["fintech", "medtech"],
            "Fields of work: Financial technology, Medical technology; Artificial intelligence is needed",
        ),
        (
            {"not": rule("sectors", "contains-any", ["fintech"])},
            ["fintech"],
            "Fields of work: Financial technology; nothing of Financial technology is allowed",
        ),
    ],
)
def test_what_is_so_and_what_is_needed(stored, value, said):
    fact = stored.get("not", stored)["fact"]
    assert gap(stored, **{fact: value}) == said


def test_of_several_that_fail_each_is_told_and_what_holds_is_not():
    both_fail = {"all": [*IN_HETAO["all"], rule("founder_age", "<=", 45)]}
    facts = {"has_shenzhen_entity": True, "shenzhen_entity_area": "qianhai", "founder_age": 50}
    assert gap(both_fail, **facts) == (
        "Area of the Shenzhen company: Qianhai; Hetao Shenzhen Park is needed. "
        "Age of the founder: 50 years; at most 45 years is allowed"
    )


def test_of_several_ways_out_all_are_told_without_what_is_there():
    any_of = {"any": [IN_HETAO, rule("leases_in_area", "contains-any", ["hetao", "qianhai"])]}
    facts = {"has_shenzhen_entity": True, "shenzhen_entity_area": "qianhai", "leases_in_area": ["none"]}
    assert gap(any_of, **facts) == (
        "One of these is needed: Area of the Shenzhen company (Hetao Shenzhen Park); "
        "Premises rented (Hetao Shenzhen Park or Qianhai)"
    )
    assert gap(any_of, **{**facts, "has_shenzhen_entity": False}).startswith(
        "One of these is needed: "
        "Company registered in Shenzhen and Area of the Shenzhen company (Hetao Shenzhen Park); "
    )


def test_ways_out_within_ways_out():
    stored = {
        "any": [{"all": [rule("profitable", "==", True), {"any": [IN_HETAO, rule("headcount", ">", 9)]}]}] * 2
    }
    facts = {
        "profitable": False,
        "has_shenzhen_entity": False,
        "shenzhen_entity_area": "none",
        "headcount": 2,
    }
    assert gap(stored, **facts) == (
        "One of these is needed: Profit and either Company registered in Shenzhen and "
        "Area of the Shenzhen company (Hetao Shenzhen Park) or Full-time staff (more than 9 people)"
    )


def test_gaps_of_the_gold_table_can_be_told_in_every_language():
    for language in ("en", "zh-hant", "zh-hans"):
        with override(language):
            for firm in gold.table()[::4]:
                for scheme in gold.schemes().values():
                    for finding in explain(scheme, firm["facts"]).findings:
                        text = gap_in_words(finding.gap, firm["facts"], words()) if finding.gap else "met"
                        assert text
                        assert "%(" not in text


def test_values_and_labels_follow_the_reader():
    assert value_in_words("founder_is_hk_resident", None, words()) == "not known"
    assert (
        value_in_words("sectors", ["ai", "fintech"], words())
        == "Artificial intelligence, Financial technology"
    )
    with override("zh-hant"):
        assert words().label("hk_macau_ownership_pct") == "港澳持股比例"
        assert value_in_words("sectors", ["ai", "medtech"], words()) == "人工智能、醫療科技"
        assert value_in_words("loan_amount_cny", 500_000, words()) == "CNY\u00a0500,000"


def test_a_fact_without_words_is_still_told():
    assert words().label("new_fact") == "new_fact"
    assert value_in_words("new_fact", 3, words()) == "3"


def test_joining():
    assert either(["A"]) == both(["A"]) == "A"
    assert either(["A", "B", "C"]) == "A, B or C"
    assert both(["A", "B"]) == "A and B"
