"""Dates of an entry in words."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.kernel.display import LONG, SHORT, format_date, format_partial_date

from .enums import Openness


def state_label(state: str) -> str | Promise:
    """One of `Openness` in words; empty for entries without a state."""
    return Openness(state).label if state else ""


def short_partial_date(text: str) -> str:
    """An ISO date of any precision for rows, where a whole date is written short."""
    try:
        return format_date(date.fromisoformat(text), SHORT) if len(text) == 10 else format_partial_date(text)
    except ValueError:
        return text


def last_day(row) -> date | None:
    """The day an entry's window or its term ends, whichever comes first."""
    return min((day for day in (row.closes, row.effective_to) if day), default=None)


def first_day(row) -> date | None:
    """The day from which an entry can be used: the later of its term's and its window's first days."""
    return max((day for day in (row.opens, row.effective_from) if day), default=None)


def date_note(row, state: str) -> str:
    """What stands beside the tag of one of `Openness`: until when, from when, since when.

    Empty where no date is published and for entries without a state.
    """
    last, first = last_day(row), first_day(row)
    if state == Openness.OPEN:
        if last:
            return _("until %(date)s") % {"date": format_date(last, SHORT)}
        return _("no fixed window") if row.rolling else _("no closing date published")
    if state == Openness.LATER:
        return _("from %(date)s") % {"date": format_date(first, SHORT)} if first else _("no date published")
    if state in (Openness.CLOSED, Openness.EXPIRED) and last:
        return _("since %(date)s") % {"date": format_date(last, SHORT)}
    return ""


def span(first: date | None, last: date | None) -> str:
    """Two days as words; either may be missing; empty when both are."""
    begin, end = format_date(first, LONG), format_date(last, LONG)
    if begin and end:
        return _("%(first)s to %(last)s") % {"first": begin, "last": end}
    if begin:
        return _("from %(date)s") % {"date": begin}
    return _("until %(date)s") % {"date": end} if end else ""


def window_in_words(row) -> str:
    """When applications are taken, as far as the source says."""
    dated = span(row.opens, row.closes)
    if row.rolling:
        return (
            _("No fixed window; %(dates)s") % {"dates": dated} if dated else _("At any time, no fixed window")
        )
    return dated or _("No window published")
