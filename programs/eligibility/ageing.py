"""Answers that grow by themselves: a firm that was 12 months old four months ago is 16 months old today."""

from datetime import date


def months_between(first: date, last: date) -> int:
    """Whole calendar months from one day to a later one; 0 when the second is not later.

    A month is whole on the same day of the next month, or on the first after it where that month is too short.
    """
    months = (last.year - first.year) * 12 + last.month - first.month
    return max(0, months - (last.day < first.day))


def aged(value: int, unit: str, *, said_on: date, today: date, most: int | None = None) -> int:
    """What a number of months or years has become since it was said.

    unit: "months" or "years", which grow by whole ones; any other stays. most: the largest value the fact may have.
    """
    since = months_between(said_on, today)
    grown = value + {"months": since, "years": since // 12}.get(unit, 0)
    return grown if most is None else max(value, min(grown, most))
