"""Dates of an entry in words."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.kernel.languages import ENGLISH, current

from .enums import Openness

TONES = {Openness.OPEN: "go", Openness.LATER: "wait", Openness.CLOSED: "line", Openness.EXPIRED: "line"}


@dataclass(frozen=True, slots=True)
class Tag:
    """A status tag: its word, and the tone that only helps the word."""

    label: str | Promise
    tone: str


def openness_tag(state: str) -> Tag | None:
    """The tag for one of `Openness`; None for entries that are neither open nor closed."""
    return Tag(Openness(state).label, TONES.get(Openness(state), "")) if state else None


def long_date(day: date) -> str:
    """27 November 2026."""
    return date_format(day, "DATE_FORMAT")


def short_date(day: date) -> str:
    """27 Nov 2026, for tables and rows; Chinese has one form only."""
    return date_format(day, "j M Y" if current() == ENGLISH else "DATE_FORMAT")


def partial_date(text: str) -> str:
    """An ISO date of any precision (2023, 2023-09, 2023-09-12) in words; other text comes back as it is."""
    parts = text.split("-")
    try:
        year, month, day = (int(part) for part in (*parts, "1", "1")[:3])
        whole = date(year, month, day)
    except ValueError:
        return text
    if len(parts) == 1:
        return _("%(year)s") % {"year": year}
    return date_format(whole, "YEAR_MONTH_FORMAT") if len(parts) == 2 else long_date(whole)


def short_partial_date(text: str) -> str:
    """`partial_date()` for rows."""
    try:
        return short_date(date.fromisoformat(text)) if len(text) == 10 else partial_date(text)
    except ValueError:
        return text


def last_day(row) -> date | None:
    """The day an entry's window or its term ends, whichever comes first."""
    return min((day for day in (row.closes, row.effective_to) if day), default=None)


def first_day(row) -> date | None:
    """The day from which an entry can be used: the later of its term's and its window's first days."""
    return max((day for day in (row.opens, row.effective_from) if day), default=None)


def date_note(row, state: str) -> str:
    """What stands beside the tag: until when, from when, since when; empty where no date is published."""
    last, first = last_day(row), first_day(row)
    if state == Openness.OPEN:
        if last:
            return _("until %(date)s") % {"date": short_date(last)}
        return _("no fixed window") if row.rolling else _("no closing date published")
    if state == Openness.LATER:
        return _("from %(date)s") % {"date": short_date(first)} if first else _("no date published")
    if state in (Openness.CLOSED, Openness.EXPIRED) and last:
        return _("since %(date)s") % {"date": short_date(last)}
    return ""


def span(first: date | None, last: date | None) -> str:
    """Two days as words; either may be missing; empty when both are."""
    if first and last:
        return _("%(first)s to %(last)s") % {"first": long_date(first), "last": long_date(last)}
    if first:
        return _("from %(date)s") % {"date": long_date(first)}
    return _("until %(date)s") % {"date": long_date(last)} if last else ""


def window_in_words(row) -> str:
    """When applications are taken, as far as the source says."""
    dated = span(row.opens, row.closes)
    if row.rolling:
        return _("At any time, no fixed window") if not dated else _("No fixed window; %(dates)s") % {"dates": dated}
    return dated or _("No window published")
