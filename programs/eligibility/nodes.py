"""Rules as a tree in negation normal form: `not` is pushed down to the comparisons, where it is another operator.

In strong Kleene logic that changes no result (De Morgan's laws and double negation hold in it), and whatever walks a
rule has two shapes to know.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

#: Each operator of `facts.OPERATORS` and its opposite. The last two exist here only.
OPPOSITE = {
    "==": "!=",
    "!=": "==",
    ">=": "<",
    "<": ">=",
    "<=": ">",
    ">": "<=",
    "in": "not-in",
    "not-in": "in",
    "contains-any": "contains-none",
    "contains-none": "contains-any",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A fact against a value: a code, a number or true/false; a tuple of codes where the operator takes several."""

    fact: str
    op: str
    value: Any


@dataclass(frozen=True, slots=True)
class Group:
    """All of its parts, or any of them."""

    every: bool
    parts: tuple["Node", ...]


Node = Comparison | Group


def parse(rule: Mapping[str, Any], *, negated: bool = False) -> Node:
    """The tree of a rule that passed `rules.validate_rule`; of its opposite when negated."""
    if "not" in rule:
        return parse(rule["not"], negated=not negated)
    for name, every in (("all", True), ("any", False)):
        if name in rule:
            return Group(every != negated, tuple(parse(part, negated=negated) for part in rule[name]))
    value = tuple(rule["value"]) if isinstance(rule["value"], list) else rule["value"]
    return Comparison(rule["fact"], OPPOSITE[rule["op"]] if negated else rule["op"], value)


def comparisons(node: Node) -> Iterator[Comparison]:
    """Every comparison of a tree, in the order of the rule."""
    if isinstance(node, Comparison):
        yield node
        return
    for part in node.parts:
        yield from comparisons(part)


def facts_of(node: Node) -> tuple[str, ...]:
    """The facts that a tree asks for, each once, in the order of the rule."""
    return tuple(dict.fromkeys(each.fact for each in comparisons(node)))
