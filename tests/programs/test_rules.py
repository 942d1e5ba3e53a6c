"""Rules are checked before they are stored: shape, facts, operators, values, depth."""

import pytest

from programs.eligibility.facts import FactSpec
from programs.eligibility.rules import DEEPEST, depth, validate_rule

FACTS = {
    fact.name: fact
    for fact in (
        FactSpec("is_resident", "founder", "bool"),
        FactSpec("staff", "firm", "int", "people", 0, 1000),
        FactSpec("age", "firm", "int", "years", 0),
        FactSpec("stage", "firm", "choice", choices=("seed", "growth")),
        FactSpec("sectors", "firm", "multi-choice", choices=("ai", "medtech")),
    )
}


def rule(fact, op, value):
    return {"fact": fact, "op": op, "value": value}


RESIDENT = rule("is_resident", "==", True)


@pytest.mark.parametrize(
    "good",
    [
        RESIDENT,
        rule("is_resident", "!=", False),
        *(rule("staff", op, 10) for op in ("==", "!=", ">=", "<=", ">", "<")),
        rule("age", ">", 10**12),
        rule("stage", "==", "seed"),
        rule("stage", "in", ["seed", "growth"]),
        rule("sectors", "contains-any", ["ai"]),
        {"not": RESIDENT},
        {"all": [RESIDENT, {"any": [rule("staff", "<", 5), {"not": rule("stage", "==", "growth")}]}]},
    ],
)
def test_sound_rules_pass(good):
    assert validate_rule(good, FACTS) == []


@pytest.mark.parametrize(
    ("bad", "path", "said"),
    [
        (None, "", "a rule is an object"),
        ([], "", "a rule is an object"),
        ("is_resident", "", "a rule is an object"),
        ({}, "", "lacks fact, op, value"),
        ({"fact": "is_resident", "op": "=="}, "", "lacks value"),
        ({**RESIDENT, "note": 1}, "", "no part called note"),
        ({**RESIDENT, "all": [RESIDENT, RESIDENT]}, "", "all stands alone"),
        ({"all": [RESIDENT, RESIDENT], "any": [RESIDENT, RESIDENT]}, "", "all stands alone"),
        ({"all": [RESIDENT]}, "all", "at least two"),
        ({"all": RESIDENT}, "all", "at least two"),
        ({"any": []}, "any", "at least two"),
        ({"not": [RESIDENT]}, "not", "a rule is an object"),
        (rule("unheard_of", "==", True), "", "no fact 'unheard_of'"),
        (rule(["staff"], "==", True), "", "no fact ['staff']"),
        (rule("staff", "=>", 1), "", "no operator '=>'"),
        (rule("staff", ["=="], 1), "", "no operator ['==']"),
        (rule("staff", "in", [1]), "", "does not fit fact staff"),
        (rule("is_resident", ">", True), "", "does not fit fact is_resident"),
        (rule("is_resident", "==", 1), "", "needs true or false, not 1"),
        (rule("is_resident", "==", "true"), "", "needs true or false"),
        (rule("staff", "==", True), "", "needs a whole number, not True"),
        (rule("staff", "==", 1.0), "", "needs a whole number, not 1.0"),
        (rule("staff", ">", 1001), "", "1001 is outside 0 to 1000"),
        (rule("age", ">", -1), "", "-1 is outside 0 to ∞"),
        (rule("stage", "==", "idea"), "", "'idea' is not a choice of stage"),
        (rule("stage", "==", ["seed"]), "", "needs one code"),
        (rule("stage", "in", "seed"), "", "needs a list"),
        (rule("sectors", "contains-any", []), "", "the list is empty"),
        (rule("sectors", "contains-any", ["ai", "ai"]), "", "stands twice"),
        (rule("sectors", "contains-any", ["ai", {}]), "", "{} is not a choice"),
        (rule("staff", ">", 10**5000), "", "is outside 0 to 1000"),
        ({"all": [RESIDENT, {"any": [RESIDENT, rule("staff", "==", "x")]}]}, "all[1].any[1]", "whole number"),
        ({"not": {"not": rule("nothing", "==", 1)}}, "not.not", "no fact"),
    ],
)
def test_broken_rules_are_named_where_they_break(bad, path, said):
    faults = validate_rule(bad, FACTS)
    assert any(where == path and said in message for where, message in faults), faults


def test_every_fault_is_told_at_once():
    bad = {"all": [rule("nothing", "==", 1), rule("staff", "==", True), {"any": [RESIDENT]}]}
    assert [where for where, _ in validate_rule(bad, FACTS)] == ["all[0]", "all[1]", "all[2].any"]


def nested(levels: int):
    made = RESIDENT
    for _ in range(levels - 1):
        made = {"not": made}
    return made


def test_depth_has_a_limit():
    assert depth(nested(3)) == 3
    assert validate_rule(nested(DEEPEST), FACTS) == []
    assert validate_rule(nested(DEEPEST + 1), FACTS) == [("", "nested more than 8 deep")]
    assert len(validate_rule(nested(100_000), FACTS)) == 1
