"""Is an entry open on a day? One definition for a row in hand, and two database conditions held to it by tests."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, CharField, F, Q, Value, When

from .enums import Openness, Status

#: A day number later than any date of the catalogue; stands for "never".
FAR = date(9999, 12, 31).toordinal()


@dataclass(frozen=True, slots=True)
class Phases:
    """The days on which the state of an entry changes, as day numbers: the first of them that applies, applies."""

    #: From the day after on, it has ended.
    ends: int
    #: Before this day it is not usable yet.
    starts: int
    #: From the day after on, it is closed.
    shuts: int
    #: How it stands otherwise: open, unknown, or "" for a row without a status.
    base: str

    def on(self, day: int) -> str:
        """One of `Openness`, or "" for a row without a status, on a day given by its number."""
        if self.ends < day:
            return Openness.EXPIRED
        if self.starts > day:
            return Openness.LATER
        return Openness.CLOSED if self.shuts < day else self.base


def phases_of(row) -> Phases:
    """The phases of a row with the dates and status of `EntryContent`.

    An entry in force that publishes no window at all is UNKNOWN: its source does not say whether one can apply now.
    """
    if not row.status:
        return Phases(FAR, 0, FAR, "")
    ends = 0 if row.status == Status.EXPIRED else number_of(row.effective_to, FAR)
    if row.status == Status.UNKNOWN:
        return Phases(ends, 0, FAR, Openness.UNKNOWN)
    announced = row.status == Status.ANNOUNCED
    starts = FAR if announced else max(number_of(row.effective_from, 0), number_of(row.opens, 0))
    shuts = FAR if row.rolling else number_of(row.closes, FAR)
    says = row.rolling or row.closes or row.opens
    return Phases(ends, starts, shuts, Openness.OPEN if says else Openness.UNKNOWN)


def number_of(day: date | None, otherwise: int) -> int:
    return day.toordinal() if day else otherwise


def openness(row, today: date) -> str:
    """How things stand for one row with the dates and status of `EntryContent`, on the given calendar day.

    Returns one of `Openness`, or "" for a row without a status.
    """
    return phases_of(row).on(today.toordinal())


def is_over(today: date) -> Q:
    """The condition that a row with the columns of `Phases` is closed or has ended."""
    day = today.toordinal()
    return Q(ends__lt=day) | Q(shuts__lt=day, starts__lte=day)


def phase_expression(today: date) -> Case:
    """`Phases.on()` as an expression over the columns of a queryset."""
    day = today.toordinal()
    return Case(
        When(ends__lt=day, then=Value(Openness.EXPIRED)),
        When(starts__gt=day, then=Value(Openness.LATER)),
        When(shuts__lt=day, then=Value(Openness.CLOSED)),
        default=F("base"),
        output_field=CharField(),
    )


def openness_expression(today: date) -> Case:
    """`openness()` as an expression over the columns of a queryset; the tests hold the two together.

    The index could be asked in its stead (`phase_expression`), but joining it makes an entry's page half as slow again
    among 100,000 entries.
    """
    return Case(
        When(status="", then=Value("")),
        When(Q(status=Status.EXPIRED) | Q(effective_to__lt=today), then=Value(Openness.EXPIRED)),
        When(status=Status.UNKNOWN, then=Value(Openness.UNKNOWN)),
        When(
            Q(status=Status.ANNOUNCED) | Q(effective_from__gt=today) | Q(opens__gt=today),
            then=Value(Openness.LATER),
        ),
        When(rolling=True, then=Value(Openness.OPEN)),
        When(closes__lt=today, then=Value(Openness.CLOSED)),
        When(Q(closes__isnull=False) | Q(opens__isnull=False), then=Value(Openness.OPEN)),
        default=Value(Openness.UNKNOWN),
        output_field=CharField(),
    )
