"""What a fact could become so that a comparison holds: sensible values, the nearest first."""

from collections.abc import Collection, Iterable
from typing import Any

from accounts.rules import NONE

from .compiling import COMPILERS, Facts
from .facts import FactSpec
from .nodes import Comparison
from .traits import Trait

#: Numbers tried for one comparison. More would only serve rules that nobody writes.
NUMBERS = 8


def moves(
    wanted: Comparison, facts: Facts, before: Facts, spec: FactSpec, trait: Trait, near: Iterable[int]
) -> list[Any]:
    """The values that make a comparison hold which does not, best first; none where nobody can change the fact.

    facts: as they are by now. before: as they were at the start, which says what a number may not fall under and
    which codes were there. near: the numbers that other comparisons of the scheme hinge on. Codes come as a tuple.
    """
    if not trait.can_be_changed:
        return []
    if spec.type == "multi-choice":
        return lists(wanted, facts, before, spec, trait)
    if spec.type == "int":
        return numbers(wanted, before[wanted.fact], spec, trait, near)
    holds = COMPILERS[wanted.op](wanted.fact, wanted.value)
    values = allowed(spec, trait, facts)
    return [value for value in values if holds({wanted.fact: value})]


def allowed(spec: FactSpec, trait: Trait, facts: Facts) -> list[Any]:
    """The values that a yes-or-no fact or a choice may take up, or the codes that a list may: best first.

    Codes of the facts that the trait is like come first, then the order of the registry.
    """
    if spec.type == "bool":
        return [value for value in (True, False) if not trait.becomes or value in trait.becomes]
    codes = [code for code in spec.choices if code in trait.becomes or (not trait.becomes and code != NONE)]
    liked: list[str] = []
    for name in trait.like:
        value = facts.get(name) or ()
        liked += [value] if isinstance(value, str) else [code for code in codes if code in value]
    rank = {code: place for place, code in reversed(list(enumerate(liked)))}
    return sorted(codes, key=lambda code: rank.get(code, len(liked)))


def numbers(wanted: Comparison, before: int, spec: FactSpec, trait: Trait, near: Iterable[int]) -> list[int]:
    """The numbers on which a comparison holds, the nearest to the present one first."""
    holds = COMPILERS[wanted.op](wanted.fact, wanted.value)
    own = (wanted.value - 1, wanted.value, wanted.value + 1)
    found = {
        value
        for value in (*own, *near)
        if (spec.min is None or value >= spec.min)
        and (spec.max is None or value <= spec.max)
        and (value > before or not trait.only_more)
        and holds({wanted.fact: value})
    }
    return sorted(found, key=lambda value: (abs(value - before), value))[:NUMBERS]


def lists(
    wanted: Comparison, facts: Facts, before: Facts, spec: FactSpec, trait: Trait
) -> list[tuple[str, ...]]:
    """The lists of codes on which a comparison holds.

    A code is added to those that are there, in place of "none"; or the codes that may not be there are dropped, and
    "none" stays where nothing is left. What was added is never dropped again nor the other way round, so going from
    move to move ends.
    """
    name, codes = wanted.fact, frozenset(wanted.value)
    now, old = frozenset(facts[name]), frozenset(before[name])
    new = [code for code in allowed(spec, trait, facts) if code not in old and code not in now]
    if wanted.op == "contains-any":
        found = [now - {NONE} | {code} for code in new if code in codes]
        if NONE in codes and now == old and not trait.only_more:
            found.append(frozenset({NONE}))
    elif now == {NONE}:
        found = [frozenset({code}) for code in new if code not in codes]
    else:
        found = dropped(now, now & codes, old, spec, trait, NONE not in codes)
    return [in_order(each, spec) for each in found]


def dropped(
    now: frozenset[str],
    out: frozenset[str],
    old: frozenset[str],
    spec: FactSpec,
    trait: Trait,
    may_be_none: bool,
) -> list[frozenset[str]]:
    """The list without some codes, if they may go; at most one."""
    if trait.only_more or not out <= old:
        return []
    if now - out:
        return [now - out]
    return [frozenset({NONE})] if may_be_none and NONE in spec.choices else []


def in_order(codes: Collection[str], spec: FactSpec) -> tuple[str, ...]:
    """Codes in the order of the registry."""
    return tuple(code for code in spec.choices if code in codes)
