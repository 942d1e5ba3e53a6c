"""Sums of a plan in both currencies."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.catalogue.figures import money
from portal.kernel.display import format_figure
from programs.planning.money import CNY, HKD, NOTHING, Rate, Span


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum as a person reads it; `hkd` is empty where no rate is known."""

    cny: str
    hkd: str = ""


def sum_of(span: Span, rate: Rate) -> Sum:
    """A span in CNY, in both currencies."""
    other = span.converted(rate, CNY, HKD)
    return Sum(span_in_words(span, CNY), span_in_words(other, HKD) if other else "")


def span_in_words(span: Span, currency: str) -> str:
    """A figure, or from one to another, to whole units."""
    if span.low == NOTHING < span.high:
        return _("up to %(sum)s") % {"sum": money(whole(span.high), currency)}
    return ends_in_words(span, currency)


def whole(amount: Decimal) -> Decimal:
    return amount.to_integral_value()


def ends_in_words(span: Span, currency: str) -> str:
    low, high = whole(span.low), whole(span.high)
    if low == high:
        return money(high, currency)
    return _("%(low)s to %(high)s") % {"low": money(low, currency), "high": format_figure(high)}
