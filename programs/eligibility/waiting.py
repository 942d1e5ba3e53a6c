"""What time alone changes: the age of a firm, the months that somebody has worked."""

from collections.abc import Iterable, Mapping
from typing import Any

from .compiling import Facts
from .facts import FactSpec
from .nodes import Comparison
from .traits import Trait

#: Months. A plan looks five years ahead; nobody waits longer for a measure that may be gone by then.
LONGEST_WAIT = 60
MONTHS_A_YEAR = 12


def waits(
    comparisons: Iterable[Comparison],
    facts: Facts,
    registry: Mapping[str, FactSpec],
    traits: Mapping[str, Trait],
) -> list[int]:
    """The numbers of months, shortest first, after which one of some comparisons can stand differently.

    A fact that begins anew, as the age of a company not yet registered, is counted from 0 as well. Of a fact in years
    the months to the next birthday are not known, so its waits are whole years: by then the birthday has passed.
    """
    found = set()
    for each in comparisons:
        trait, spec = traits.get(each.fact), registry.get(each.fact)
        if trait is None or spec is None or not trait.grows:
            continue
        step = MONTHS_A_YEAR if spec.unit == "years" else 1
        for start in {0, facts.get(each.fact) or 0}:
            found |= {step * (each.value - start), step * (each.value + 1 - start)}
    return sorted(months for months in found if 0 < months <= LONGEST_WAIT)


def after(
    facts: Facts,
    months: int,
    registry: Mapping[str, FactSpec],
    growing: Iterable[str],
    *,
    birthdays_passed: bool = False,
) -> dict[str, Any]:
    """The facts as they are when some months have passed; what is not known stays so.

    growing: the facts that time changes. Those in years grow by the years that have passed for certain, or, with
    `birthdays_passed`, by the most that can have passed. No fact grows past its maximum.
    """
    found = dict(facts)
    for name in growing:
        value, spec = found.get(name), registry.get(name)
        if value is None or spec is None:
            continue
        grown = value + months
        if spec.unit == "years":
            grown = value + (-(-months // MONTHS_A_YEAR) if birthdays_passed else months // MONTHS_A_YEAR)
        found[name] = grown if spec.max is None else max(value, min(grown, spec.max))
    return found
