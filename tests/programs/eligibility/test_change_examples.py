"""What would turn a no into a yes, on the published catalogue."""

import pytest
from django.utils.translation import override

from programs.eligibility.change_words import change_in_words
from programs.eligibility.changes import applied, changes_for
from programs.eligibility.logic import Outcome
from programs.eligibility.traits import contradictions, traits
from programs.eligibility.values import check_facts

from . import gold
from .published import registry, words
from .strategies import scheme_of

FOUNDER = {
    "founder_is_hk_macau_resident": True,
    "founder_is_hk_resident": True,
    "founder_is_chinese_national": True,
    "founder_age": 30,
    "place_of_incorporation": "hong-kong",
}


def ways(scheme, facts):
    return changes_for(scheme, facts, registry=registry(), traits=traits())


def said(slug, facts) -> list[list[str]]:
    return [change_in_words(way, words()) for way in ways(gold.schemes()[slug], facts)]


def rule(fact, op, value):
    return {"fact": fact, "op": op, "value": value}


def test_every_way_for_every_firm_of_the_gold_table_leads_to_a_yes():
    tried = 0
    for firm in gold.table():
        facts = firm["facts"]
        for slug, scheme in gold.schemes().items():
            for way in ways(scheme, facts):
                tried += 1
                after = applied(facts, way)
                where = (firm["firm"], slug, way)
                expected = Outcome.ELIGIBLE if set(scheme.facts) <= after.keys() else Outcome.NEEDS_FACTS
                assert scheme.outcome(after) in (expected, Outcome.ELIGIBLE), where
                assert check_facts(after, registry()) == {}, where
                assert not [c for c in way.changes if traits()[c.fact].change == "never"], where
                texts = change_in_words(way, words())
                assert all(texts), where
                assert not any(mark in text for text in texts for mark in ("{", "}", "%(")), where
    assert tried > 1_000


def test_waiting_is_told_with_what_then_holds():
    firm = {**FOUNDER, "has_shenzhen_entity": True, "shenzhen_entity_age_months": 2}
    assert said("shenzhen-hk-macau-startup-subsidy", firm) == [
        ["Wait 4 months: your Shenzhen company is then 6 months old"]
    ]
    assert said("shenzhen-hk-macau-startup-subsidy", {**firm, "founder_age": 45}) == []
    assert said("cyberport-creative-micro-fund", {"founder_age": 17, "founder_is_hk_resident": True}) == [
        ["Wait at most 12 months: the founder is then 18 years old"]
    ]


def test_a_company_is_registered_in_the_area_that_is_asked_for():
    no_company = {**FOUNDER, "has_shenzhen_entity": False}
    for area in ({}, {"shenzhen_entity_area": "none"}):
        assert said("hetao-startup-investment-fund", {**no_company, **area}) == [
            ["Register a Shenzhen company: Hetao Shenzhen Park"]
        ]
    (way,) = ways(gold.schemes()["hetao-startup-investment-fund"], no_company)
    assert applied(no_company, way) == {
        **no_company,
        "has_shenzhen_entity": True,
        "shenzhen_entity_area": "hetao",
        "shenzhen_entity_age_months": 0,
        "founder_social_insurance_months": 0,
    }


def test_it_is_registered_anywhere_where_nothing_is_asked_and_then_grows():
    firm = {**FOUNDER, "has_shenzhen_entity": False, "shenzhen_entity_area": "none"}
    scheme = gold.schemes()["shenzhen-hk-macau-startup-subsidy"]
    assert said(scheme.slug, firm) == [
        ["Register a Shenzhen company", "Wait 6 months: your Shenzhen company is then 6 months old"]
    ]
    (way,) = ways(scheme, firm)
    assert "shenzhen_entity_area" not in applied(firm, way), "which area it will be is not known"


def test_the_area_is_chosen_as_well_where_the_new_company_has_to_grow_first():
    stored = {"all": [rule("has_shenzhen_entity", "==", True), rule("shenzhen_entity_area", "==", "qianhai")]}
    stored["all"].append(rule("shenzhen_entity_age_months", ">=", 6))
    firm = {"has_shenzhen_entity": False, "shenzhen_entity_area": "none"}
    (way,) = ways(scheme_of(stored), firm)
    assert change_in_words(way, words()) == [
        "Register a Shenzhen company: Qianhai",
        "Wait 6 months: your Shenzhen company is then 6 months old",
    ]


def test_waiting_is_told_also_where_what_grows_anew_is_again_what_it_was():
    stored = {"all": [rule("has_shenzhen_entity", "==", True), rule("shenzhen_entity_age_months", ">=", 1)]}
    firm = {"has_shenzhen_entity": False, "shenzhen_entity_age_months": 1}
    (way,) = ways(scheme_of(stored), firm)
    assert change_in_words(way, words()) == ["Register a Shenzhen company", "Wait 1 month"]


def test_a_company_that_is_there_moves_and_the_one_of_several_areas_is_that_of_the_plan():
    firm = {**FOUNDER, "has_shenzhen_entity": True, "shenzhen_entity_area": "qianhai"}
    assert said("hetao-startup-investment-fund", firm) == [["Move the Shenzhen company: Hetao Shenzhen Park"]]
    futian = gold.schemes()["futian-ai-industry-measures"].slug
    assert said(futian, {**firm, "sectors": ["ai"]}) == [["Move the Shenzhen company: Hetao Shenzhen Park"]]
    assert said(futian, {**firm, "sectors": ["ai"], "planned_areas": ["futian"]}) == [
        ["Move the Shenzhen company: Futian, outside Hetao"]
    ]


def test_several_ways_come_with_the_nearest_first():
    firm = {**FOUNDER, "has_shenzhen_entity": False, "leases_in_area": ["none"], "planned_areas": ["none"]}
    assert said("hetao-public-technology-platform-support", firm) == [
        ["Plan to set up: Hetao Shenzhen Park"],
        ["Rent premises: Hetao Shenzhen Park"],
        ["Register a Shenzhen company: Hetao Shenzhen Park"],
    ]


@pytest.mark.parametrize(
    ("slug", "facts"),
    [
        ("gba-youth-employment-scheme", {"founder_is_hk_resident": True, "founder_age": 30}),
        ("mainland-social-insurance-for-hk-residents", {"founder_is_hk_macau_resident": False}),
        ("polyu-micro-fund", {"team_hk_universities": ["hku"]}),
        ("tsssu-original", {**FOUNDER, "firm_age_months": 25, "team_hk_universities": ["hku"]}),
        ("enterprise-support-scheme", {**FOUNDER, "government_subvented_body": True}),
    ],
)
def test_what_cannot_change_has_no_way(slug, facts):
    assert gold.schemes()[slug].outcome(facts) == Outcome.NOT_ELIGIBLE
    assert said(slug, facts) == []


def test_a_prize_is_not_proposed_but_taking_part_is():
    scheme = gold.schemes()["shenzhen-entrepreneurship-project-aid"]
    assert said(scheme.slug, {"innovation_contest_results": ["none"]}) == [
        ["Take part in a recognised contest"]
    ]
    final = scheme_of(rule("innovation_contest_results", "contains-any", ["national-final-top3"]))
    assert ways(final, {"innovation_contest_results": ["none"]}) == ()


def test_codes_are_added_to_those_that_are_there_and_none_goes():
    firm = {
        "applicant_kinds": ["company"],
        "research_partners": ["none"],
        "place_of_incorporation": "hong-kong",
        "sectors": ["fintech", "ai"],
    }
    (way,) = ways(gold.schemes()["mainland-hong-kong-joint-funding-scheme"], firm)
    assert applied(firm, way)["research_partners"] == ["hk-public-research", "shenzhen"]
    (way,) = ways(gold.schemes()["hkstp-co-acceleration"], {**firm, "sectors": ["fintech"]})
    assert applied(firm, way)["sectors"] == ["ai", "fintech"]


def test_no_way_contradicts_itself():
    youth = scheme_of(rule("hk_macau_youth_ownership_pct", ">=", 25))
    firm = {"hk_macau_youth_ownership_pct": 10, "hk_macau_ownership_pct": 20}
    (way,) = ways(youth, firm)
    assert change_in_words(way, words()) == [
        "Share owned from Hong Kong or Macao: 25% instead of 20%",
        "Share owned by young people from Hong Kong or Macao: 25% instead of 10%",
    ]
    assert contradictions(applied(firm, way)) == []
    old = scheme_of(rule("firm_age_months", ">=", 12))
    firm = {"place_of_incorporation": "not-yet", "firm_age_months": 0}
    assert [change_in_words(way, words()) for way in ways(old, firm)] == [
        ["Incorporate the main company: Hong Kong", "Wait 12 months: your firm is then 12 months old"]
    ]


def test_a_company_that_is_not_there_does_not_grow_meanwhile():
    firm = {"place_of_incorporation": "not-yet", "firm_age_months": 0, "mainland_stay_months": 2}
    (way,) = ways(scheme_of(rule("mainland_stay_months", ">=", 6)), firm)
    assert applied(firm, way) == {**firm, "mainland_stay_months": 6}


def test_words_follow_the_reader():
    firm = {**FOUNDER, "has_shenzhen_entity": False}
    for language, text in {
        "zh-hant": "註冊深圳公司：河套深圳園區",
        "zh-hans": "注册深圳公司：河套深圳园区",
    }.items():
        with override(language):
            assert said("hetao-startup-investment-fund", firm) == [[text]]
