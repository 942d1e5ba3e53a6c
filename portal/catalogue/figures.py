"""Figures as the portal writes them: code before sum, thousands in commas, in every language alike."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

NO_BREAK = "\u00a0"


def number(value: int | Decimal) -> str:
    """1234567 as 1,234,567; decimals only where there are any, at most two."""
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".")


def money(amount: Decimal, currency: str) -> str:
    """CNY 1,000,000. `currency` is an ISO code; it never parts from its figure at the end of a line."""
    return f"{currency}{NO_BREAK}{number(amount)}"


def percent(share: Decimal) -> str:
    """A share of 0 to 1 in per cent: 0.5 as 50%, 0.125 as 12.5%."""
    text = f"{share * 100:.3f}"
    return f"{text.rstrip('0').rstrip('.')}%"


def months(count: int) -> str:
    """24 months."""
    return ngettext("%(count)s month", "%(count)s months", count) % {"count": number(count)}


def floor_area(square_metres: int | Decimal) -> str:
    """600,000 m²."""
    return _("%(number)s m²") % {"number": number(square_metres)}


def firms(count: int) -> str:
    """30 firms."""
    return ngettext("%(count)s firm", "%(count)s firms", count) % {"count": number(count)}
