"""Working days of the two sides of the river, from the library `holidays`.

South: Monday to Friday, without Hong Kong's general holidays (the statutory ones and those that only banks and the
Government keep, such as Good Friday). North: Monday to Friday, without the Mainland's public holidays and the days off
moved beside them, and with the Saturdays and Sundays that are worked in exchange.

The State Council announces the Mainland's days for a year at the end of the one before. For later years the library
knows the holidays of the law but no moved days, so dates there can shift: see `is_announced`.
"""

from bisect import bisect_right
from datetime import date, timedelta
from functools import cache

import holidays
from holidays.constants import OPTIONAL, PUBLIC

from programs.enums import StepSide

SATURDAY = 5


@cache
def working_days(year: int, side: str) -> tuple[date, ...]:
    """The working days of a year in their order. side: one of `StepSide`."""
    if side == StepSide.SOUTH:
        off = holidays.country_holidays("HK", years=year, categories=(PUBLIC, OPTIONAL))
    else:
        off = holidays.country_holidays("CN", years=year)
    worked = getattr(off, "weekend_workdays", ())
    first = date(year, 1, 1)
    days = (first + timedelta(number) for number in range((date(year + 1, 1, 1) - first).days))
    return tuple(day for day in days if day in worked or (day.weekday() < SATURDAY and day not in off))


def next_working_day(day: date, side: str) -> date:
    """The day itself where it is a working day, else the first one after it."""
    return add_working_days(day - timedelta(1), 1, side)


def add_working_days(day: date, count: int, side: str) -> date:
    """The working day that is `count` of them after a day; the day itself, worked or not, for 0.

    Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError("working days are counted forwards")
    if not count:
        return day
    year, days = day.year, working_days(day.year, side)
    place = bisect_right(days, day) + count - 1
    while place >= len(days):
        place -= len(days)
        year += 1
        days = working_days(year, side)
    return days[place]


@cache
def has_moved_days(year: int) -> bool:
    """Whether the library knows days that the Mainland moved in a year: it does for every year announced so far."""
    return any(day.year == year for day in holidays.country_holidays("CN", years=year).weekend_workdays)


def is_announced(day: date, side: str) -> bool:
    """Whether the working days of the day's year are published; if not, dates there can still shift."""
    return side == StepSide.SOUTH or has_moved_days(day.year)
