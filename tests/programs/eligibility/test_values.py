"""Bad answers are refused with a message for the fact that is wrong, whatever they are."""

import pytest

from programs.eligibility.values import check_facts

from .published import registry


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("hk_macau_ownership_pct", 101, "100 or less"),
        ("founder_age", -1, "0 or more"),
        pytest.param("firm_age_months", 10**5000, "or less", id="too many digits"),
        ("rnd_spend_cny", 2**53, "or less"),
        pytest.param("rnd_spend_cny", -(10**5000), "0 or more", id="too many digits below zero"),
        ("headcount", True, "whole number"),
        ("headcount", "12", "whole number"),
        ("headcount", 1.5, "whole number"),
        ("headcount", [3], "whole number"),
        ("has_shenzhen_entity", 1, "yes or no"),
        ("has_shenzhen_entity", "true", "yes or no"),
        ("shenzhen_entity_area", ["hetao"], "one of the answers"),
        ("shenzhen_entity_area", "shanghai", "one of the answers"),
        ("shenzhen_entity_area", {}, "one of the answers"),
        ("sectors", "ai", "among the answers"),
        ("sectors", ["ai", "alchemy"], "among the answers"),
        ("sectors", [["ai"]], "among the answers"),
        ("sectors", [], "at least one"),
        ("leases_in_area", ["hetao", "none"], "cannot stand beside"),
        ("favourite_colour", "blue", 'no fact "favourite_colour"'),
        pytest.param("x" * 10_000, True, "no fact", id="a name without end"),
    ],
)
def test_a_bad_value_is_named(name, value, said):
    wrong = check_facts({name: value, "founder_is_hk_resident": True}, registry())
    assert list(wrong) == [name]
    assert said in wrong[name]
    assert len(wrong[name]) < 200


def test_contradictory_answers_are_named_once_each_is_sound():
    facts = {"has_shenzhen_entity": False, "shenzhen_entity_age_months": 7}
    assert check_facts(facts, registry()) == {
        "shenzhen_entity_age_months": "You said that you have no company registered in Shenzhen."
    }
    # Of two faults, the one in the value itself is told.
    wrong = check_facts({**facts, "shenzhen_entity_age_months": -7}, registry())
    assert "0 or more" in wrong["shenzhen_entity_age_months"]


def test_every_fault_is_told_at_once():
    assert check_facts({"founder_age": -1, "headcount": "many", "nothing": 0}, registry()).keys() == {
        "founder_age",
        "headcount",
        "nothing",
    }


def test_sound_answers_pass_and_none_means_not_known():
    facts = {
        "founder_is_hk_resident": True,
        "founder_age": None,
        "hk_macau_ownership_pct": 100,
        "shenzhen_entity_area": "hetao",
        "sectors": ["ai", "medtech"],
        "leases_in_area": ("none",),
    }
    assert check_facts(facts, registry()) == {}
