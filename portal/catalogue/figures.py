"""Counted things in words: the figure as the kernel writes it, with its noun."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.kernel.display import format_figure, format_money

NO_BREAK = "\u00a0"


def money(amount: Decimal, currency: str) -> str:
    """CNY 1,000,000, with a space that does not break at the end of a line."""
    return format_money(amount, currency).replace(" ", NO_BREAK)


def months(count: int) -> str:
    """24 months."""
    return ngettext("%(count)s month", "%(count)s months", count) % {"count": format_figure(count)}


def floor_area(square_metres: int | Decimal) -> str:
    """600,000 m²."""
    return _("%(number)s m²") % {"number": format_figure(square_metres)}


def firms(count: int) -> str:
    """30 firms."""
    return ngettext("%(count)s firm", "%(count)s firms", count) % {"count": format_figure(count)}
