"""What holds of every rule: more knowledge takes nothing back, and neither order nor a double `not` matters."""

from hypothesis import given, settings
from hypothesis import strategies as st

from programs.eligibility.explaining import explain
from programs.eligibility.logic import Outcome
from programs.eligibility.schemes import rule_of

from .strategies import REGISTRY, facts, rules, scheme_of, whole


@settings(deadline=None)
@given(rules(), facts(), whole())
def test_what_is_met_or_not_met_stays_so_whatever_is_learnt(rule, known, everything):
    test = rule_of(rule).test
    steps = [known]
    for name in REGISTRY:
        steps.append({name: everything[name], **steps[-1]})
    truths = [test(step) for step in steps]
    first = next((truth for truth in truths if truth is not None), None)
    learnt = truths[truths.index(first) :]
    assert set(learnt) == {first}
    assert truths[-1] is not None, "with everything known, every rule is decided"


@settings(deadline=None)
@given(st.lists(rules(leaves=4), min_size=1, max_size=3), facts(), whole())
def test_an_outcome_that_is_settled_holds_under_every_completion(stored, known, everything):
    scheme = scheme_of(*stored)
    outcome, completed = scheme.outcome(known), {**everything, **known}
    if outcome == Outcome.NEEDS_FACTS:
        missing = explain(scheme, known).missing
        assert missing
        assert not set(missing) & known.keys()
    else:
        assert scheme.outcome(completed) == outcome


@settings(deadline=None)
@given(rules(), facts())
def test_not_of_not_is_the_rule_itself_and_not_turns_it_round(rule, known):
    truth = rule_of(rule).test(known)
    assert rule_of({"not": {"not": rule}}).test(known) is truth
    assert rule_of({"not": rule}).test(known) is (None if truth is None else not truth)


@settings(deadline=None)
@given(rules(), facts(), st.randoms(use_true_random=False))
def test_the_order_of_parts_does_not_matter(rule, known, random):
    assert rule_of(shuffled(rule, random)).test(known) is rule_of(rule).test(known)


@settings(deadline=None)
@given(st.lists(rules(leaves=3), min_size=2, max_size=4), facts())
def test_the_order_of_criteria_does_not_matter(stored, known):
    assert scheme_of(*stored).outcome(known) == scheme_of(*reversed(stored)).outcome(known)


def shuffled(rule, random):
    for group in ("all", "any"):
        if group in rule:
            parts = [shuffled(part, random) for part in rule[group]]
            random.shuffle(parts)
            return {group: parts}
    return {"not": shuffled(rule["not"], random)} if "not" in rule else rule
