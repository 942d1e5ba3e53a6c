"""What a scheme is worth, in words: the published currency first, the other one at a rate with a date."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.catalogue.figures import money
from portal.kernel.display import format_figure
from programs.eligibility.benefits import Estimate
from programs.planning.money import CNY, HKD, Rate, Span

OTHER = {CNY: HKD, HKD: CNY}


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum as a person reads it."""

    published: str
    #: In the other currency; empty where no rate is known.
    converted: str
    #: Whether it is the most that can be had, as published, and no estimate.
    is_limit: bool

    def __str__(self) -> str:
        return self.published


def sum_of(worth: Estimate, rate: Rate | None) -> Sum | None:
    """What a scheme brings in the first twelve months; None where no figure is published."""
    if worth.low is None or worth.high is None:
        return None
    span, other = Span(worth.low, worth.high), OTHER.get(worth.currency)
    there = span.converted(rate, worth.currency, other) if rate and other else None
    return Sum(
        published=published(span, worth.currency, is_limit=worth.is_limit),
        converted=ends(there, other) if there and other else "",
        is_limit=worth.is_limit,
    )


def published(span: Span, currency: str, *, is_limit: bool) -> str:
    """A figure, or from one to another; of a limit, that it is one."""
    if span.low or not span.high:
        return ends(span, currency)
    if is_limit:
        return _("at most %(sum)s") % {"sum": money(span.high, currency)}
    return _("up to %(sum)s") % {"sum": money(span.high, currency)}


def ends(span: Span, currency: str) -> str:
    """The figure, or both where there are two."""
    if not span.low or span.low == span.high:
        return money(span.high, currency)
    return _("%(low)s to %(high)s") % {"low": money(span.low, currency), "high": format_figure(span.high)}


def in_cny(worth: Estimate, rate: Rate | None) -> Decimal:
    """The upper end of an estimate for comparing; 0 where there is none, as published where no rate is known."""
    high = worth.high or Decimal(0)
    return (rate.convert(high, worth.currency, CNY) if rate else None) or high
