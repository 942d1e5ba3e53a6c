"""Working days of the two sides, holidays and make-up days included."""

from datetime import date

import pytest

from programs.planning.working_days import add_working_days, is_announced, next_working_day, working_days

SOUTH, NORTH = "south", "north"


@pytest.mark.parametrize(
    ("day", "south", "north"),
    [
        ("2026-11-23", True, True),  # a Monday
        ("2026-11-21", False, False),  # a Saturday
        ("2026-04-03", False, True),  # Good Friday
        ("2026-04-06", False, False),  # Easter Monday; the day off for the Tomb-Sweeping Festival
        ("2026-07-01", False, True),  # Establishment Day
        ("2026-02-16", True, False),  # the eve of Chinese New Year
        ("2026-02-20", True, False),  # a day off that the Mainland moved here
        ("2026-02-28", False, True),  # a Saturday worked for it
        ("2026-09-20", False, True),  # a Sunday worked for the National Day
        ("2026-10-10", False, True),
        ("2026-12-25", False, True),  # Christmas Day
    ],
)
def test_each_side_keeps_its_own_days(day, south, north):
    day = date.fromisoformat(day)
    assert (day in working_days(day.year, SOUTH), day in working_days(day.year, NORTH)) == (south, north)


def test_days_are_counted_over_holidays_and_years():
    assert add_working_days(date(2026, 9, 18), 1, NORTH) == date(2026, 9, 20)  # a Sunday that is worked
    assert add_working_days(date(2026, 9, 18), 1, SOUTH) == date(2026, 9, 21)
    assert add_working_days(date(2026, 9, 30), 1, NORTH) == date(2026, 10, 8)
    assert add_working_days(date(2026, 12, 31), 1, SOUTH) == date(2027, 1, 4)
    assert add_working_days(date(2026, 11, 20), 0, SOUTH) == date(2026, 11, 20)


def test_one_begins_on_a_working_day():
    assert next_working_day(date(2026, 4, 3), SOUTH) == date(2026, 4, 8)
    assert next_working_day(date(2026, 10, 10), NORTH) == date(2026, 10, 10)


def test_days_are_not_counted_backwards():
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(date(2026, 1, 1), -1, SOUTH)


def test_dates_beyond_what_the_state_council_announced_are_not_firm():
    assert is_announced(date(2026, 12, 31), NORTH)
    assert not is_announced(date(2040, 1, 1), NORTH)
    assert is_announced(date(2040, 1, 1), SOUTH)
