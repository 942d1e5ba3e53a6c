"""Rules as rows: each a fact or an answer against a value, and whether all of them count or any. No database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from programs.eligibility.facts import FactSpec
from programs.eligibility.rules import validate_rule

ALL, ANY = "all", "any"


@dataclass(frozen=True)
class RuleRows:
    """A rule without nesting. `rows` are comparisons `{fact, op, value}`."""

    joint: str = ALL
    rows: tuple[Mapping[str, Any], ...] = ()


def rows_of(rule: Any, readable: Mapping[str, FactSpec]) -> RuleRows | None:
    """A stored rule as rows; None where rows cannot show it: it is nested, or not sound over what it may read."""
    if rule is None:
        return RuleRows()
    if validate_rule(rule, readable):
        return None
    joint = next((name for name in (ALL, ANY) if name in rule), None)
    rows = rule[joint] if joint else [rule]
    if not all("fact" in row for row in rows):
        return None
    return RuleRows(joint or ALL, tuple(rows))


def rule_from(joint: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The rule that rows make; None for none of them."""
    if not rows:
        return None
    return dict(rows[0]) if len(rows) == 1 else {joint: [dict(row) for row in rows]}
