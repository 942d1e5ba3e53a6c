"""The service clock: which days count, when it rests, and what is usual."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programs.clock import ENOUGH, Move, State, read_clock, usual, working_days_between
from programs.enums import ApplicationStatus as Status
from programs.enums import StepSide
from programs.planning.working_days import working_days
from programs.workflow import Action

MONDAY = date(2025, 11, 3)
#: Moves of the zone and of the firm while a decision is open: action and where it leads.
STEPS = {
    "screen": (Action.START_SCREENING, Status.SCREENING),
    "pass": (Action.PASS_SCREENING, Status.IN_REVIEW),
    "take": ("take", Status.IN_REVIEW),
    "ask": (Action.REQUEST_CORRECTION, Status.CORRECTION),
    "reply": (Action.ANSWER_CORRECTION, Status.IN_REVIEW),
    "cancel": (Action.CANCEL_CORRECTION, Status.IN_REVIEW),
}


def sent(on=MONDAY) -> Move:
    return Move(Action.SUBMIT, Status.SUBMITTED, on)


def step(name: str, on: date) -> Move:
    return Move(*STEPS[name], on)


def read(*moves, today, side=StepSide.SOUTH, promised=20, **options):
    return read_clock(moves, side=side, promised=promised, today=today, **options)


def days_on(day: int) -> date:
    return MONDAY + timedelta(day)


def test_a_draft_has_no_clock():
    assert read(today=MONDAY) is None


def test_the_day_of_sending_is_day_nought_and_weekends_do_not_count():
    assert [read(sent(), today=days_on(day)).days for day in range(8)] == [0, 1, 2, 3, 4, 4, 4, 5]


def test_it_says_by_when_a_decision_is_expected():
    reading = read(sent(), today=days_on(1), promised=5)
    assert (reading.expected_on, reading.left, reading.tone) == (date(2025, 11, 10), 4, "")
    assert read(sent(), today=days_on(4), promised=5).tone == "due"
    late = read(sent(), today=days_on(8), promised=5)
    assert (late.over, late.tone, late.expected_on, late.percent) == (1, "late", None, 100)


def test_days_of_the_founders_turn_do_not_count():
    moves = (sent(), step("ask", days_on(2)), step("reply", days_on(9)))
    resting = read(*moves[:2], today=days_on(8))
    assert (resting.state, resting.days, resting.since, resting.tone) == (State.PAUSED, 2, days_on(2), "rest")
    assert read(*moves, today=days_on(10)).days == 3
    assert read(*moves, today=days_on(10), promised=5).expected_on == date(2025, 11, 17)


def test_a_request_taken_back_starts_it_again():
    moves = (sent(), step("ask", days_on(1)), step("cancel", days_on(3)))
    assert read(*moves, today=days_on(4)).state == State.RUNNING
    assert read(*moves, today=days_on(4)).days == 2


@pytest.mark.parametrize(
    ("status", "state"),
    [(Status.OFFERED, State.DECIDED), (Status.DECLINED, State.DECIDED), (Status.WITHDRAWN, State.STOPPED)],
)
def test_it_ends_with_the_decision_or_the_withdrawal(status, state):
    reading = read(sent(), Move("end", status, days_on(2)), today=days_on(60))
    assert (reading.state, reading.days, reading.ended_on) == (state, 2, days_on(2))
    after = read(
        sent(), Move("end", status, days_on(2)), Move("x", Status.ACCEPTED, days_on(9)), today=days_on(60)
    )
    assert after.days == 2


def test_a_reconsideration_starts_anew_and_the_first_decision_can_be_read():
    moves = (
        sent(),
        Move(Action.DECLINE, Status.DECLINED, days_on(2)),
        Move(Action.RECONSIDER, Status.IN_REVIEW, days_on(7)),
    )
    again = read(*moves, today=days_on(8))
    assert (again.state, again.days, again.began_on) == (State.RUNNING, 1, days_on(7))
    assert read(*moves, today=days_on(8), first=True).days == 2


def test_each_side_has_its_own_working_days():
    """The Mainland's National Day week of 2025 lasts to 8 October; Hong Kong's holidays are the 1st and the 7th."""
    begin, end = sent(date(2025, 9, 30)), date(2025, 10, 8)
    assert read(begin, today=end, side=StepSide.NORTH).days == 0
    assert read(begin, today=end, side=StepSide.SOUTH).days == 4


SIDES = st.sampled_from(StepSide.values)
GAPS = st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 40)), max_size=12)


def history(steps) -> list[Move]:
    """Moves in an order that can happen: only an open request is answered or taken back."""
    day, is_open, moves = MONDAY, False, [sent()]
    for name, gap in steps:
        day += timedelta(gap)
        if (name in ("reply", "cancel")) != is_open:
            continue
        is_open = name == "ask"
        moves.append(step(name, day))
    return moves


@given(steps=GAPS, side=SIDES, wait=st.integers(0, 400))
@settings(max_examples=150, deadline=None)
def test_never_negative_never_more_than_the_calendar_and_never_backwards(steps, side, wait):
    moves = history(steps)
    today = moves[-1].on + timedelta(wait)
    first, second = (read(*moves, today=day, side=side).days for day in (today, today + timedelta(1)))
    assert 0 <= first <= second <= first + 1
    assert first <= working_days_between(MONDAY, today, side)


@given(steps=GAPS, side=SIDES, wait=st.integers(0, 60), longer=st.integers(0, 60))
@settings(max_examples=150, deadline=None)
def test_pauses_never_count(steps, side, wait, longer):
    """Day by day: a working day counts exactly when the zone had the turn since the day before."""
    moves = history(steps)
    today = moves[-1].on + timedelta(wait)
    expected = 0
    day = MONDAY + timedelta(1)
    while day <= today:
        before = [move for move in moves if move.on < day]
        turns = [move.to_status for move in before]
        if turns[-1] != Status.CORRECTION and day in working_days(day.year, side):
            expected += 1
        day += timedelta(1)
    assert read(*moves, today=today, side=side).days == expected
    if moves[-1].to_status == Status.CORRECTION:
        later = read(*moves, today=today + timedelta(longer), side=side)
        assert later.days == expected


def test_what_is_usual_is_hidden_below_ten_decisions():
    assert usual(range(1, ENOUGH)) is None
    found = usual([30, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    assert (found.median, found.most, found.count) == (5, 8, 10)
