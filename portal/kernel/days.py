"""Days that make sense, and what is said of those that do not: nobody means the year 1 or the year 9999."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .clock import today
from .display import format_date

EARLIEST = date(1900, 1, 1)
#: Years from today.
FARTHEST = 100


@dataclass(frozen=True)
class Days:
    """All days from the first to the last."""

    first: date
    last: date

    def fault(self, day: date) -> str:
        """What is wrong with a day, in the active language; empty where it is one of these."""
        if self.first <= day <= self.last:
            return ""
        told = {"first": format_date(self.first), "last": format_date(self.last)}
        return _("Enter a date from %(first)s to %(last)s.") % told


def any_day() -> Days:
    """What a date may be where nobody says more."""
    return Days(EARLIEST, years_from(today(), FARTHEST))


def around_today(*, back: int = 0, on: int) -> Days:
    """So many years back from today in Hong Kong, and so many on."""
    return Days(years_from(today(), -back), years_from(today(), on))


def years_from(day: date, years: int) -> date:
    """The same day in another year; for 29 February the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


class DayField(forms.DateField):
    """A day of some days. days: gives them when the form is checked, because today is not always the same."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, *, days: Callable[[], Days] = any_day, **options):
        super().__init__(**options)
        self.days = days

    def validate(self, value):
        super().validate(value)
        if value is not None and (text := self.days().fault(value)):
            raise ValidationError(text, code="day")
