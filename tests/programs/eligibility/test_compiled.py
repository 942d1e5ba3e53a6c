"""The compiled evaluator against a naive one, and rules that are nested too deeply."""

from collections import Counter

import pytest

from programs.eligibility.explaining import explain, failing, undecided
from programs.eligibility.facts import FactSpec
from programs.eligibility.logic import OUTCOMES, RESULTS
from programs.eligibility.nodes import OPPOSITE, comparisons
from programs.eligibility.rules import DEEPEST, depth, validate_rule
from programs.eligibility.schemes import Criterion, Scheme, rule_of

from .naive import Maker, evaluate

#: Few facts with few values, so that random rules are often decided, and by their bounds.
REGISTRY = {
    fact.name: fact
    for fact in (
        FactSpec("resident", "founder", "bool"),
        FactSpec("open", "firm", "bool"),
        FactSpec("age", "firm", "int", min=0),
        FactSpec("staff", "firm", "int", min=0),
        FactSpec("stage", "firm", "choice", choices=("idea", "seed", "growth")),
        FactSpec("sectors", "firm", "multi-choice", choices=("ai", "medtech", "fintech", "none")),
        FactSpec("areas", "firm", "multi-choice", choices=("hetao", "qianhai")),
    )
}
RULES, FACTS_EACH = 10_000, 10


def scheme_of(*rules) -> Scheme:
    criteria = tuple(Criterion(number, {"en": ""}, rule) for number, rule in enumerate(rules))
    return Scheme(0, "sample", "measure", {"en": ""}, "hetao", "", "", None, criteria, ())


def test_one_hundred_thousand_random_pairs_agree_with_a_naive_evaluator():
    maker = Maker(REGISTRY, seed=20261122)
    seen, operators, deepest = Counter(), set(), 0
    for number in range(RULES):
        said = maker.rule(DEEPEST if number % 20 == 0 else 4)
        rule = rule_of(said)
        deepest = max(deepest, depth(said))
        operators |= {each.op for each in comparisons(rule.node)}
        for _ in range(FACTS_EACH):
            facts = maker.facts()
            expected = evaluate(said, facts)
            assert rule.test(facts) is expected, (said, facts)
            seen[expected] += 1
    assert sum(seen.values()) == 100_000
    assert min(seen[truth] for truth in (True, False, None)) > 10_000
    assert operators == OPPOSITE.keys()
    assert deepest == DEEPEST


def test_explaining_agrees_with_evaluating():
    """On two criteria and one for staff: same outcome; what fails does fail; what is missing is missing and decides."""
    maker = Maker(REGISTRY, seed=8813)
    for _ in range(4_000):
        said = [maker.rule(4), maker.rule(3)]
        scheme, facts = scheme_of(*map(rule_of, said), None), maker.facts()
        verdict = explain(scheme, facts)
        truths = [evaluate(rule, facts) for rule in said]
        together = False if False in truths else None if None in truths else True
        assert verdict.outcome == scheme.outcome(facts) == OUTCOMES[together]
        assert [one.result for one in verdict.findings] == [*(RESULTS[one] for one in truths), "staff-check"]
        for rule, finding in zip(said, verdict.findings, strict=False):
            assert (finding.gap is not None) is (evaluate(rule, facts) is False)
            assert bool(finding.missing) is (evaluate(rule, facts) is None)
            assert all(facts.get(name) is None for name in finding.missing)


def test_what_fails_of_all_leaves_out_what_holds_or_is_not_known():
    rule = rule_of(
        {
            "all": [
                {"fact": "resident", "op": "==", "value": True},
                {"fact": "age", "op": "<=", "value": 2},
                {"fact": "staff", "op": ">", "value": 0},
            ]
        }
    )
    facts = {"resident": True, "age": 3}
    assert {each.fact for each in comparisons(failing(rule.node, facts))} == {"age"}
    assert undecided(rule.node, {"resident": True, "age": 2}) == ("staff",)


def nested(kind: str, levels: int) -> dict:
    rule = {"fact": "resident", "op": "==", "value": True}
    for _ in range(levels - 1):
        rule = {"not": rule} if kind == "not" else {kind: [rule, {"fact": "open", "op": "==", "value": True}]}
    return rule


@pytest.mark.parametrize("kind", ["all", "any", "not"])
def test_rules_nested_too_deeply_are_refused_and_told_so(kind):
    assert validate_rule(nested(kind, DEEPEST), REGISTRY) == []
    for levels in (DEEPEST + 1, 500, 100_000):
        [(place, said)] = validate_rule(nested(kind, levels), REGISTRY)
        assert (place, f"at most {DEEPEST} deep" in said) == ("", True)
