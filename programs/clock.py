"""The service clock: working days with the zone, from sending to the decision.

Pure: it reads moves as plain values. A day counts from the one after the turn came to the zone up to the day on which
it left again, if the receiving body works on it. While it is the founder's turn to reply, no day counts.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import ceil

from .enums import ApplicationStatus as Status
from .planning.working_days import add_working_days, working_days
from .workflow import Action

#: Statuses in which a decision has been made.
DECIDED = frozenset({Status.OFFERED, Status.DECLINED})
#: Statuses in which the zone works on it.
WITH_ZONE = frozenset({Status.SUBMITTED, Status.SCREENING, Status.IN_REVIEW})
#: From two working days before the end the clock says so.
DUE_SOON = 2
#: Fewer decisions than this tell nothing of what is usual.
ENOUGH = 10


class State(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    DECIDED = "decided"
    STOPPED = "stopped"  # withdrawn


@dataclass(frozen=True)
class Move:
    """One change of status. action: as in `ApplicationEvent`; to_status: one of ApplicationStatus; on: in Hong Kong."""

    action: str
    to_status: str
    on: date


@dataclass(frozen=True)
class Span:
    """Days on which the zone had the turn, the first one not counted; `until` is None while it still has."""

    after: date
    until: date | None


@dataclass(frozen=True)
class Reading:
    """What the clock shows on a day. days, promised and left are working days of the receiving body's side."""

    state: State
    days: int
    #: How many are promised; None where nothing is.
    promised: int | None
    began_on: date
    #: Since when it rests; None unless paused.
    since: date | None = None
    #: Day of the decision or of the withdrawal.
    ended_on: date | None = None
    #: The last day of the promise, if the turn stays with the zone; None unless running inside it.
    expected_on: date | None = None

    @property
    def left(self) -> int | None:
        """Working days of the promise that are left; negative once it is broken."""
        return None if self.promised is None else self.promised - self.days

    @property
    def over(self) -> int:
        """By how many working days the promise is broken."""
        return max(0, -self.left) if self.left is not None else 0

    @property
    def percent(self) -> int:
        """How much of the promise is used up, 0 to 100."""
        return min(100, round(100 * self.days / self.promised)) if self.promised else 0

    @property
    def tone(self) -> str:
        """ "" or due, late, rest: the look of `components/clock.html`."""
        if self.over:
            return "late"
        if self.state == State.PAUSED:
            return "rest"
        is_close = self.left is not None and self.left <= DUE_SOON
        return "due" if self.state == State.RUNNING and is_close else ""


def working_days_between(after: date, until: date, side: str) -> int:
    """Working days after one day up to another one; 0 where the second is not later. side: one of `StepSide`."""
    if until <= after:
        return 0
    years = (working_days(year, side) for year in range(after.year, until.year + 1))
    return sum(bisect_right(days, until) - bisect_right(days, after) for days in years)


def read_clock(
    moves: Iterable[Move], *, side: str, promised: int | None, today: date, first: bool = False
) -> Reading | None:
    """The clock of an application on a day; None before it was sent.

    moves: in their order; those that leave the status as it is may be among them. A reconsideration starts the clock
    anew; with `first` it is not looked at. side: one of `StepSide`. promised: working days, None for no promise.
    """
    spans: list[Span] = []
    state, ended_on = State.RUNNING, None
    for move in moves:
        if move.action in (Action.SUBMIT, Action.RECONSIDER):
            if spans and first:
                break
            spans, state, ended_on = [Span(move.on, None)], State.RUNNING, None
        elif not spans or state in (State.DECIDED, State.STOPPED):
            continue
        elif move.to_status == Status.CORRECTION:
            spans, state = closed(spans, move.on), State.PAUSED
        elif move.to_status in WITH_ZONE:
            if state == State.PAUSED:
                spans.append(Span(move.on, None))
            state = State.RUNNING
        else:
            spans, ended_on = closed(spans, move.on), move.on
            state = State.DECIDED if move.to_status in DECIDED else State.STOPPED
    if not spans:
        return None
    return Reading(
        state=state,
        days=sum(working_days_between(span.after, span.until or today, side) for span in spans),
        promised=promised,
        began_on=spans[0].after,
        since=spans[-1].until if state == State.PAUSED else None,
        ended_on=ended_on,
        expected_on=expected(spans, side, promised, today) if state == State.RUNNING else None,
    )


def closed(spans: list[Span], on: date) -> list[Span]:
    """The same spans, the last one ended on a day unless it had ended before."""
    last = spans[-1]
    return spans if last.until is not None else [*spans[:-1], Span(last.after, on)]


def expected(spans: list[Span], side: str, promised: int | None, today: date) -> date | None:
    """The last day of the promise while the zone has the turn; None where there is none or it has passed."""
    if promised is None:
        return None
    *earlier, last = spans
    left = promised - sum(working_days_between(span.after, span.until or today, side) for span in earlier)
    if left <= 0:
        return None
    day = add_working_days(last.after, left, side)
    return day if day >= today else None


@dataclass(frozen=True)
class Usual:
    """How long decisions took: half of them at most `median` working days, eight in ten at most `most`."""

    median: int
    most: int
    count: int


def usual(days: Iterable[int]) -> Usual | None:
    """What is usual, from the working days of past decisions; None below ENOUGH of them."""
    found = sorted(days)
    if len(found) < ENOUGH:
        return None
    return Usual(median=share(found, 0.5), most=share(found, 0.8), count=len(found))


def share(ordered: list[int], part: float) -> int:
    """The smallest of some numbers that at least this part of them does not exceed."""
    return ordered[ceil(part * len(ordered)) - 1]
