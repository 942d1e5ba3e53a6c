"""What would turn a no into a yes: on random rules, against trying everything out, and on hostile ones."""

import time
from itertools import combinations, product

from hypothesis import example, given, settings

from programs.eligibility.changes import ChangeSet, applied, changes_for
from programs.eligibility.facts import FactSpec
from programs.eligibility.logic import Outcome
from programs.eligibility.values import value_fault
from programs.eligibility.waiting import LONGEST_WAIT

from .strategies import REGISTRY, TRAITS, facts, scheme_of, schemes, trait

KNOWN = {"registry": REGISTRY, "traits": TRAITS}
#: Waits that a brute force tries. Random rules hinge on numbers up to 4, and 0 to 4 years lie behind these.
MONTHS = (*range(7), 12, 24, 36, 48, 60)


def rule(fact, op, value):
    return {"fact": fact, "op": op, "value": value}


@settings(deadline=None)
@given(schemes(), facts())
@example(
    scheme_of(
        {
            "all": [
                {"fact": "resident", "op": "==", "value": False},
                {"fact": "registered", "op": "!=", "value": False},
                {"fact": "months", "op": "!=", "value": 0},
            ]
        }
    ),
    {"resident": False, "registered": False, "insured": False, "fields": ["none"], "share": 0, "months": 1},
)
def test_changes_make_it_eligible_and_touch_nothing_that_cannot_change(scheme, known):
    found = changes_for(scheme, known, **KNOWN)
    if scheme.outcome(known) != Outcome.NOT_ELIGIBLE:
        assert found == ()
    assert len(found) <= 3
    for way in found:
        after = applied(known, way)
        assert scheme.truth(after) is not False
        if set(scheme.facts) <= after.keys():
            assert scheme.truth(after) is True
        for change in way.changes:
            each = TRAITS[change.fact]
            assert change.before == known.get(change.fact)
            assert value_fault(REGISTRY[change.fact], change.becomes) == ""
            assert change.becomes != change.before
            if change.months is None:
                assert each.can_be_changed
                assert not (each.only_more and shrinks(change))
            else:
                assert each.grows
                assert change.months == way.months
        assert 0 <= way.months <= LONGEST_WAIT
        # Whatever cannot change and whatever was not known is as it was.
        assert after.get("resident") == known.get("resident")
        told = {change.fact for change in (*way.changes, *way.follows)}
        assert all(after.get(name) == known.get(name) for name in REGISTRY if name not in told)


def shrinks(change) -> bool:
    if isinstance(change.becomes, list):
        return not set(change.before) - {"none"} <= set(change.becomes)
    return change.becomes < change.before


@settings(deadline=None)
@given(schemes(), facts())
def test_the_nearest_come_first_and_none_holds_another(scheme, known):
    found = changes_for(scheme, known, most=10, **KNOWN)
    assert [way.effort for way in found] == sorted(way.effort for way in found)
    changed = [{change.fact for change in way.changes} for way in found]
    assert not any(one <= other for one in changed for other in changed if one is not other)
    assert changes_for(scheme, known, **KNOWN) == found[:3]


@settings(deadline=None)
@given(schemes(), facts())
def test_nothing_nearer_was_missed(scheme, known):
    found = changes_for(scheme, known, most=1, **KNOWN)
    if scheme.outcome(known) == Outcome.NOT_ELIGIBLE:
        least = min(brute_force(scheme, known), default=None)
        assert (found[0].effort if found else None) == least


def brute_force(scheme, known):
    """The efforts of every way to meet the criteria, by trying out all values of what can be changed."""
    asked = [name for name in scheme.facts if TRAITS[name].can_be_changed and known.get(name) is not None]
    if "registered" in asked and "area" in scheme.facts and "area" not in asked:
        asked.append("area")
    for values in product(*(values_of(name, known.get(name)) for name in asked)):
        after = {**known, **dict(zip(asked, values, strict=True))}
        changed = {name for name in asked if after[name] != known.get(name)}
        if known.get("area") is None and "registered" not in changed and "area" in changed:
            continue
        if "registered" in changed:
            after["months"] = 0
            if "area" not in changed:
                after.pop("area", None)
        act = changed & {"registered", "area"}
        effort = 5 * bool(act) + sum(TRAITS[name].effort for name in changed - act)
        if any(holds(scheme, after, months, changed) for months in MONTHS):
            yield effort


def holds(scheme, now, months, changed) -> bool:
    for years in {months // 12, -(-months // 12)}:
        later = {**now}
        for name, grown in (("months", months), ("age", years)):
            if later.get(name) is not None:
                later[name] += grown
        if scheme.truth(later) is False:
            return False
        if "registered" in changed and later.get("area") is None and decides(scheme, later):
            return False
    return True


def decides(scheme, now) -> bool:
    """Whether the area of the new company, which nobody has chosen, is still waited for."""
    return scheme.truth(now) is None and any(
        criterion.rule.test(now) is None and criterion.rule.test({**now, "area": code}) is not None
        for criterion in scheme.criteria
        for code in ("hetao", "qianhai")
    )


def values_of(name, before):
    fact, each = REGISTRY[name], TRAITS[name]
    if fact.type == "bool":
        return [
            value for value in (True, False) if value == before or not each.becomes or value in each.becomes
        ]
    if fact.type == "int":
        return [value for value in range(5) if value >= before or not each.only_more]
    if fact.type == "choice":
        return [*dict.fromkeys([before, *each.becomes])]
    codes = [code for code in fact.choices if code != "none"]
    some = [[code for code in codes if code in kept] for kept in subsets(codes) if kept]
    if each.only_more:
        return [codes for codes in some if set(before) <= set(codes)]
    return [*some, ["none"]] if "none" in fact.choices else some


def subsets(codes):
    return [set(kept) for size in range(len(codes) + 1) for kept in combinations(codes, size)]


# Time ----------------------------------------------------------------------------------------------------------------


def ways(*stored, **known) -> tuple[ChangeSet, ...]:
    return changes_for(scheme_of(*stored), known, **KNOWN)


def test_a_lower_limit_comes_by_waiting_and_an_upper_one_never_comes_back():
    (way,) = ways(rule("months", ">=", 12), months=8)
    assert (way.months, way.effort, way.changes[0].becomes) == (4, 0, 12)
    assert ways(rule("months", "<=", 12), months=13) == ()
    assert ways(rule("age", "<", 45), age=45) == ()


def test_nobody_is_told_to_wait_more_than_five_years():
    assert ways(rule("months", ">=", LONGEST_WAIT), months=0)
    assert ways(rule("months", ">", LONGEST_WAIT), months=0) == ()


def test_of_years_only_whole_ones_are_certain():
    (way,) = ways(rule("age", ">=", 18), age=17)
    assert (way.changes[0].months, way.changes[0].becomes) == (12, 18)


def test_waiting_past_a_birthday_that_may_come_is_no_way():
    young, grown = rule("age", "<=", 45), rule("months", ">=", 6)
    assert ways(young, grown, age=45, months=2) == ()
    (way,) = ways(young, grown, age=44, months=2)
    assert way.months == 4
    assert [change.fact for change in way.changes] == ["months"]


def test_a_wait_that_helps_one_criterion_and_breaks_another_is_no_way():
    assert ways(rule("months", ">=", 12), {"not": rule("age", ">", 30)}, months=0, age=30) == ()


def test_what_is_not_known_does_not_begin_to_grow():
    assert ways(rule("months", ">=", 12), rule("insured", "==", True), insured=False)[0].months == 0


# Hostile rules -------------------------------------------------------------------------------------------------------


def wide(facts_wide: int, codes: int):
    """Many lists of codes that can each be changed in many ways."""
    names = [f"f{number}" for number in range(facts_wide)]
    choices = tuple(f"c{number}" for number in range(codes))
    registry = {name: FactSpec(name, "firm", "multi-choice", choices=choices) for name in names}
    return registry, {name: trait(name, "effort", 5) for name in names}, choices


def spent(scheme, known, registry, traits) -> tuple[float, tuple[ChangeSet, ...]]:
    start = time.process_time()
    found = changes_for(scheme, known, registry=registry, traits=traits)
    return time.process_time() - start, found


def test_very_many_ways_to_meet_a_rule_are_not_all_tried():
    registry, traits, choices = wide(20, 12)
    stored = [rule(name, "contains-any", list(choices[1:])) for name in registry]
    known = {name: [choices[0]] for name in registry}
    # 11 ways for each of 20 lists: some 10^20 sets of changes are as near as each other.
    seconds, found = spent(scheme_of(*stored), known, registry, traits)
    assert found == ()
    assert seconds < 2
    few = changes_for(scheme_of(*stored[:3]), known, registry=registry, traits=traits)
    assert [way.effort for way in few] == [15]


def test_a_rule_without_end_is_read_once_and_left():
    parts = [rule("share", "!=", number % 4) for number in range(60_000)]
    seconds, found = spent(scheme_of({"all": parts}), {"share": 1}, REGISTRY, TRAITS)
    assert found == ()
    assert seconds < 2
    numbers = {f"n{number}": FactSpec(f"n{number}", "firm", "int", min=0, max=10**6) for number in range(12)}
    stored = [{"any": [rule(name, "==", value) for value in range(1, 200)]} for name in numbers]
    stored.append({"not": {"all": [rule(name, ">", 0) for name in numbers]}})
    traits = {name: trait(name, "effort", 5) for name in numbers}
    seconds, found = spent(scheme_of(*stored), dict.fromkeys(numbers, 0), numbers, traits)
    assert found == ()
    assert seconds < 2
