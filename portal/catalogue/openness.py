"""Is an entry open today? One definition, once for a row in hand and once as a database condition."""

from datetime import date

from django.db.models import Case, CharField, Q, Value, When

from .enums import Openness, Status


def openness(row, today: date) -> str:
    """How things stand for one row with the dates and status of `EntryContent`, on the given calendar day.

    Returns one of `Openness`, or "" for a row without a status. An entry in force that publishes no window at all is
    UNKNOWN: its source does not say whether one can apply now.
    """
    if not row.status:
        return ""
    if row.status == Status.EXPIRED or (row.effective_to and row.effective_to < today):
        return Openness.EXPIRED
    if row.status == Status.UNKNOWN:
        return Openness.UNKNOWN
    if (
        row.status == Status.ANNOUNCED
        or (row.effective_from and row.effective_from > today)
        or (row.opens and row.opens > today)
    ):
        return Openness.LATER
    if row.rolling:
        return Openness.OPEN
    if row.closes:
        return Openness.CLOSED if row.closes < today else Openness.OPEN
    return Openness.OPEN if row.opens else Openness.UNKNOWN


def openness_expression(today: date) -> Case:
    """`openness()` as an expression over the columns of a queryset; the tests hold the two together."""
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
