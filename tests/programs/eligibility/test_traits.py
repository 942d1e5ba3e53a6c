"""`portal/data/fact_traits.yaml` speaks of the facts that there are, and of all of them."""

import string

import pytest
import yaml

from programs.eligibility.rules import validate_rule
from programs.eligibility.traits import (
    TRAITS_FILE,
    Changeable,
    contradictions,
    read_traits,
    ruled_out,
    traits,
)
from programs.eligibility.values import value_fault

from .published import registry

DATA = yaml.safe_load(TRAITS_FILE.read_text(encoding="utf-8"))
ROWS = {row["name"]: row for row in DATA["facts"]}


def test_every_fact_of_the_registry_has_a_trait_and_nothing_else_has():
    assert list(traits()) == list(registry())
    assert len(DATA["facts"]) == len(ROWS)


def test_rules_ask_for_facts_and_choices_that_exist():
    stored = {f"asked_when of {name}": row["asked_when"] for name, row in ROWS.items() if "asked_when" in row}
    stored |= {
        f"contradiction {n}": row["never"] for n, row in enumerate(DATA["contradictions"]) if "never" in row
    }
    assert stored
    assert {
        place: faults for place, rule in stored.items() if (faults := validate_rule(rule, registry()))
    } == {}


def test_every_name_and_value_exists():
    for row in DATA["contradictions"]:
        assert {row["fact"], row.get("most", row["fact"])} <= registry().keys()
    for name, trait in traits().items():
        assert set(trait.like) <= registry().keys(), name
        for value in trait.becomes:
            as_stored = [value] if registry()[name].type == "multi-choice" else value
            assert value_fault(registry()[name], as_stored) == "", name
        for value, follows in trait.brings.items():
            assert value_fault(registry()[name], value) == "", name
            for follower, brought in follows.items():
                assert brought is None or value_fault(registry()[follower], brought) == "", name
                assert traits()[follower].change != Changeable.NEVER, name


def test_effort_goes_with_what_somebody_does():
    for name, trait in traits().items():
        assert (1 <= trait.effort <= 9) if trait.can_be_changed else trait.effort == 0, name
        if trait.grows:
            assert registry()[name].unit in ("months", "years"), name


def test_words_are_there_in_three_languages_and_leave_room_for_the_value_alone():
    for name, trait in traits().items():
        assert len(trait.label) == 3, name
        assert all(trait.label.values()), name
        for text in trait.do.values():
            assert placeholders(text) <= {"value"}, name
    for code, texts in read_traits().acts.items():
        facts = {name for name, trait in traits().items() if trait.act == code}
        assert len(facts) > 1, code
        for text in texts.values():
            assert placeholders(text) <= facts, code
    for each in read_traits().contradictions:
        assert all(each.message.values()), each.fact


def test_what_is_needed_is_a_sentence_about_a_yes_or_no():
    for name, trait in traits().items():
        for answer, texts in trait.need.items():
            assert value_fault(registry()[name], answer) == "", name
            assert len(texts) == 3, name
            assert all(text and text[-1] not in ".。" for text in texts.values()), name
            assert texts["en"].startswith("You need" if answer else "You must"), name


@pytest.mark.parametrize(
    ("facts", "follows"),
    [
        ({}, {}),
        ({"founder_is_chinese_national": True}, {"non_chinese_hk_macau_permanent_resident": False}),
        ({"founder_is_chinese_national": False}, {}),
        (
            {"founder_is_hk_permanent_resident": True},
            {"founder_is_hk_resident": True, "founder_is_hk_macau_resident": True},
        ),
        ({"leases_in_area": ["none"]}, {"rents_government_property": False}),
        # What contradicts itself already says nothing.
        ({"founder_is_chinese_national": True, "non_chinese_hk_macau_permanent_resident": True}, {}),
    ],
)
def test_answers_that_the_others_leave_no_choice_about(facts, follows):
    assert ruled_out(facts) == follows
    assert contradictions({**facts, **follows}) == contradictions(facts)


def test_a_yes_or_no_that_can_change_does_so_one_way_and_says_how():
    for name, trait in traits().items():
        if registry()[name].type == "bool" and trait.can_be_changed:
            assert len(trait.becomes) == 1, name
            assert trait.do, name


def placeholders(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ({"has_shenzhen_entity": False, "shenzhen_entity_age_months": 3}, "shenzhen_entity_age_months"),
        ({"has_shenzhen_entity": False, "shenzhen_entity_area": "hetao"}, "shenzhen_entity_area"),
        ({"has_shenzhen_entity": True, "shenzhen_entity_area": "none"}, "shenzhen_entity_area"),
        ({"place_of_incorporation": "not-yet", "firm_age_months": 2}, "firm_age_months"),
        (
            {"founder_is_hk_permanent_resident": True, "founder_is_hk_resident": False},
            "founder_is_hk_resident",
        ),
        (
            {"founder_is_chinese_national": True, "non_chinese_hk_macau_permanent_resident": True},
            "non_chinese_hk_macau_permanent_resident",
        ),
        (
            {"hk_macau_ownership_pct": 20, "hk_macau_youth_ownership_pct": 21},
            "hk_macau_youth_ownership_pct",
        ),
        ({"leases_in_area": ["none"], "rents_government_property": True}, "rents_government_property"),
    ],
)
def test_answers_that_cannot_both_be_true(facts, named):
    assert [name for name, _message in contradictions(facts)] == [named]
    for name in facts:
        assert contradictions({name: facts[name]}) == [], "one answer alone contradicts nothing"


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"has_shenzhen_entity": False, "shenzhen_entity_area": "none", "shenzhen_entity_age_months": 0},
        # Before it is set up, the share is that of the plan.
        {"has_shenzhen_entity": False, "hk_macau_ownership_pct": 100, "hk_macau_youth_ownership_pct": 100},
        # A parent may be younger than the company it holds.
        {"has_shenzhen_entity": True, "shenzhen_entity_age_months": 30, "firm_age_months": 6},
        # A sole trader holds a Business Registration and no company.
        {"place_of_incorporation": "not-yet", "firm_age_months": 0, "has_hk_business_registration": True},
    ],
)
def test_answers_that_can_all_be_true(facts):
    assert contradictions(facts) == []
