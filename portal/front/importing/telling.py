"""A plan in words, for the terminal and for the audit record."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from portal.catalogue.enums import Kind

from .planning import ARCHIVED, CHANGED, CREATED, UNCHANGED, Difference, Item, Plan

SIGNS = {CREATED: "+", CHANGED: "~", ARCHIVED: "-", UNCHANGED: "="}
GROUPS = ("areas", "sectors", "categories", "facts", *Kind.values, "relations")
LONGEST = 120


def tell_rows(plan: Plan, *, everything: bool) -> Iterator[str]:
    """Changed rows field by field; with `everything` also those created, archived and left."""
    for item in plan:
        if not everything and item.action != CHANGED:
            continue
        yield f"{SIGNS[item.action]} {item.group} {item.slug}: {item.action}"
        if item.action == CHANGED:
            yield from (f"    {line}" for line in map(tell_difference, item.differences))


def tell_totals(plan: Plan) -> Iterator[str]:
    """One line a group and one for all."""
    for group in GROUPS:
        rows = [item.action for item in plan if item.group == group]
        if rows:
            yield f"{group}: {counts(rows)}"
    if plan.elsewhere:
        yield f"not in the directory and left as they are: {plan.elsewhere} entries (--prune archives them)"
    yield f"{plan.count()} changes: {counts([item.action for item in plan])}"


def counts(actions: list[str]) -> str:
    return ", ".join(
        f"{actions.count(action)} {action}" for action in (CREATED, CHANGED, ARCHIVED, UNCHANGED)
    )


def tell_difference(difference: Difference) -> str:
    """Such as `opens: 2024-01-01 → 2025-01-01`."""
    old, new = difference.old, difference.new
    if isinstance(new, frozenset):
        return tell_set(difference.field, old or frozenset(), new)
    if isinstance(old, str) and isinstance(new, str):
        start = first_difference(old, new)
        old, new = excerpt(old, start), excerpt(new, start)
    return f"{difference.field}: {shown(old)} → {shown(new)}"


def tell_set(field: str, old: frozenset, new: frozenset) -> str:
    """What left a set and what came in."""
    parts = [f"- {shown(item)}" for item in sorted(old - new)] + [
        f"+ {shown(item)}" for item in sorted(new - old)
    ]
    return f"{field}: {'; '.join(parts)}"


def first_difference(old: str, new: str) -> int:
    return next(
        (i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )


def excerpt(text: str, start: int) -> str:
    """The part of a long text around the place where it differs."""
    begin = max(0, start - 30) if len(text) > LONGEST else 0
    return ("…" if begin else "") + text[begin:]


def shown(value: Any) -> str:
    """A value in one line of bearable length."""
    if value is None or value == "":
        text = "(none)"
    elif isinstance(value, bool):
        text = "yes" if value else "no"
    elif isinstance(value, dict):
        text = value.get("en") or value.get("text.en") or value.get("entry") or repr(value)
    elif isinstance(value, tuple):
        text = " | ".join(part for part in value if part)
    elif isinstance(value, list):
        text = ", ".join(str(part) for part in value) or "(none)"
    else:
        text = value if isinstance(value, str) else format_plain(value)
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def format_plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def details(item: Item) -> dict[str, Any]:
    """What the audit record keeps of one item."""
    return {"file": item.file, "changes": [tell_difference(difference) for difference in item.differences]}
