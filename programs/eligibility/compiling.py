"""From the tree of a rule to a function of facts: compiled once, called for every firm."""

from collections.abc import Callable, Mapping
from typing import Any

from .logic import Truth
from .nodes import Comparison, Group, Node

#: Fact -> its value: true/false, a whole number, a code, or codes (any collection). A missing fact is not known.
Facts = Mapping[str, Any]
Test = Callable[[Facts], Truth]


def compile_node(node: Node) -> Test:
    """The function that says whether facts meet a rule."""
    if isinstance(node, Comparison):
        return COMPILERS[node.op](node.fact, node.value)
    return compile_group(node)


def compile_group(group: Group) -> Test:
    tests = tuple(compile_node(part) for part in group.parts)
    # `all` is decided by one part that is not met, `any` by one that is.
    decides = not group.every

    def grouped(facts: Facts) -> Truth:
        found: Truth = not decides
        for test in tests:
            truth = test(facts)
            if truth is decides:
                return decides
            if truth is None:
                found = None
        return found

    return grouped


def compile_equal(name: str, value: Any) -> Test:
    def equal(facts: Facts) -> Truth:
        have = facts.get(name)
        return None if have is None else have == value

    return equal


def compile_unequal(name: str, value: Any) -> Test:
    def unequal(facts: Facts) -> Truth:
        have = facts.get(name)
        return None if have is None else have != value

    return unequal


def compile_at_least(name: str, value: int) -> Test:
    def at_least(facts: Facts) -> Truth:
        have = facts.get(name)
        return None if have is None else have >= value

    return at_least


def compile_at_most(name: str, value: int) -> Test:
    def at_most(facts: Facts) -> Truth:
        have = facts.get(name)
        return None if have is None else have <= value

    return at_most


def compile_more(name: str, value: int) -> Test:
    def more(facts: Facts) -> Truth:
        have = facts.get(name)
        return None if have is None else have > value

    return more


def compile_less(name: str, value: int) -> Test:
    def less(facts: Facts) -> Truth:
        have = facts.get(name)
        return None if have is None else have < value

    return less


def compile_one_of(name: str, codes: tuple[str, ...]) -> Test:
    wanted = frozenset(codes)

    def one_of(facts: Facts) -> Truth:
        have = facts.get(name)
        return None if have is None else have in wanted

    return one_of


def compile_none_of(name: str, codes: tuple[str, ...]) -> Test:
    unwanted = frozenset(codes)

    def none_of(facts: Facts) -> Truth:
        have = facts.get(name)
        return None if have is None else have not in unwanted

    return none_of


def compile_contains_any(name: str, codes: tuple[str, ...]) -> Test:
    wanted = frozenset(codes)

    def contains_any(facts: Facts) -> Truth:
        have = facts.get(name)
        return None if have is None else not wanted.isdisjoint(have)

    return contains_any


def compile_contains_none(name: str, codes: tuple[str, ...]) -> Test:
    unwanted = frozenset(codes)

    def contains_none(facts: Facts) -> Truth:
        have = facts.get(name)
        return None if have is None else unwanted.isdisjoint(have)

    return contains_none


COMPILERS: dict[str, Callable[[str, Any], Test]] = {
    "==": compile_equal,
    "!=": compile_unequal,
    ">=": compile_at_least,
    "<=": compile_at_most,
    ">": compile_more,
    "<": compile_less,
    "in": compile_one_of,
    "not-in": compile_none_of,
    "contains-any": compile_contains_any,
    "contains-none": compile_contains_none,
}
