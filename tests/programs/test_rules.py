"""Rules are checked before they are stored: shape, facts, operators, values, depth."""

import pytest

from programs.eligibility.facts import FactSpec
from programs.eligibility.rules import DEEPEST, depth, fault_in_words, validate_rule

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
        (None, "", "A rule is written in braces"),
        ([], "", "A rule is written in braces"),
        ("is_resident", "", "A rule is written in braces"),
        ({}, "", "lacks fact, op, value"),
        ({"fact": "is_resident", "op": "=="}, "", "lacks value"),
        ({**RESIDENT, "note": 1}, "", 'no part called "note"'),
        ({**RESIDENT, "all": [RESIDENT, RESIDENT]}, "", "Nothing else may stand in the braces of “all”"),
        (
            {"all": [RESIDENT, RESIDENT], "any": [RESIDENT, RESIDENT]},
            "",
            "Nothing else may stand in the braces of “all”",
        ),
        ({"all": [RESIDENT]}, "all", "at least two"),
        ({"all": RESIDENT}, "all", "at least two"),
        ({"any": []}, "any", "at least two"),
        ({"not": [RESIDENT]}, "not", "A rule is written in braces"),
        (rule("unheard_of", "==", True), "", 'no fact or answer called "unheard_of"'),
        (rule(["staff"], "==", True), "", 'no fact or answer called ["staff"]'),
        (rule("staff", "=>", 1), "", 'no comparison "=>"'),
        (rule("staff", ["=="], 1), "", 'no comparison ["=="]'),
        (rule("staff", "in", [1]), "", "does not fit staff"),
        (rule("is_resident", ">", True), "", "does not fit is_resident"),
        (rule("is_resident", "==", 1), "", "needs true or false, not 1"),
        (rule("is_resident", "==", "true"), "", "needs true or false"),
        (rule("staff", "==", True), "", "needs a whole number, not true"),
        (rule("staff", "==", 1.0), "", "needs a whole number, not 1.0"),
        (rule("staff", ">", 1001), "", "needs a number from 0 to 1000, not 1001"),
        (rule("age", ">", -1), "", "needs a number from 0 to ∞, not -1"),
        (rule("stage", "==", "idea"), "", 'stage has no choice "idea"'),
        (rule("stage", "==", ["seed"]), "", "needs one code"),
        (rule("stage", "in", "seed"), "", "needs a list"),
        (rule("sectors", "contains-any", []), "", "The list of codes is empty"),
        (rule("sectors", "contains-any", ["ai", "ai"]), "", "stands in the list twice"),
        (rule("sectors", "contains-any", ["ai", {}]), "", "has no choice {}"),
        (rule("staff", ">", 10**5000), "", "needs a number from 0 to 1000"),
        ({"all": [RESIDENT, {"any": [RESIDENT, rule("staff", "==", "x")]}]}, "all[1].any[1]", "whole number"),
        ({"not": {"not": rule("nothing", "==", 1)}}, "not.not", "no fact"),
        (rule("\ud800", "==", 1), "", 'no fact or answer called "?"'),
    ],
)
def test_broken_rules_are_named_where_they_break(bad, path, said):
    faults = validate_rule(bad, FACTS)
    assert any(where == path and said in message for where, message in faults), faults


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("", "Gone."),
        ("all[1]", "Rule 2 in “all”: Gone."),
        ("any[0].all[2].not", "Rule 1 in “any”, rule 3 in “all”, in “not”: Gone."),
        ("all", "In “all”: Gone."),
    ],
)
def test_a_fault_says_where_in_words(path, words):
    assert fault_in_words(path, "Gone.") == words


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
    assert validate_rule(nested(DEEPEST + 1), FACTS) == [
        ("", "Rules may stand inside each other at most 8 deep.")
    ]
    assert len(validate_rule(nested(100_000), FACTS)) == 1
