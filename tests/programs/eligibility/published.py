"""The published fact registry with its words, without a database."""

from functools import cache
from types import SimpleNamespace

from programs.eligibility.facts import FactSpec
from programs.eligibility.traits import traits
from programs.eligibility.words import FactWords

from .gold import directory


@cache
def registry() -> dict[str, FactSpec]:
    return {
        row["name"]: FactSpec(
            name=row["name"],
            subject=row["subject"],
            type=row["type"],
            unit=row["unit"] or "",
            min=row["min"],
            max=row["max"],
            choices=tuple(choice["code"] for choice in row["choices"] or ()),
        )
        for row in directory().lists["facts"]
    }


@cache
def words() -> FactWords:
    facts = {
        row["name"]: SimpleNamespace(type=row["type"], unit=row["unit"] or "", choices=row["choices"] or [])
        for row in directory().lists["facts"]
    }
    return FactWords(facts, traits())
