"""What a rule needs to know of a fact. Plain values, so that rules can be checked without a database."""

from dataclasses import dataclass
from typing import Any

#: Operators that fit each type of fact.
OPERATORS: dict[str, tuple[str, ...]] = {
    "bool": ("==", "!="),
    "int": ("==", "!=", ">=", "<=", ">", "<"),
    "choice": ("==", "!=", "in"),
    "multi-choice": ("contains-any",),
}
#: Operators whose value is a list of codes.
LIST_OPERATORS = ("in", "contains-any")


@dataclass(frozen=True, slots=True)
class FactSpec:
    """One fact of the registry.

    `type` is a key of OPERATORS. `unit`, `min` and `max` belong to whole numbers, `choices` (codes) to the two types
    of choice.
    """

    name: str
    subject: str
    type: str
    unit: str = ""
    min: int | None = None
    max: int | None = None
    choices: tuple[str, ...] = ()


def spec_of(row: Any) -> FactSpec:
    """A row of the registry, with `choices` as it stores them, as rules know it."""
    return FactSpec(
        name=row.name,
        subject=row.subject,
        type=row.type,
        unit=row.unit,
        min=row.min,
        max=row.max,
        choices=tuple(choice["code"] for choice in row.choices),
    )
