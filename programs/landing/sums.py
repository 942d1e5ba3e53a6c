"""Sums of a plan in both currencies. Published limits are named and never added up."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.catalogue.figures import money
from portal.kernel.display import format_figure
from programs.planning.assembling import Draft
from programs.planning.cash import Support
from programs.planning.money import CNY, HKD, NOTHING, Rate, Span


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum as a person reads it; `hkd` is empty where no rate is known."""

    cny: str
    hkd: str = ""


@dataclass(frozen=True, slots=True)
class Worth:
    """What a plan brings: what is settled, by when it comes, and in words what is not."""

    #: None where nothing settled comes then.
    first_year: Sum | None
    later: Sum | None
    #: How many measures pay by the firm's costs, with their limits; empty where none does.
    plus: str

    def __bool__(self) -> bool:
        return bool(self.first_year or self.later or self.plus)


def worth_of(draft: Draft) -> Worth:
    """The figures of a plan."""
    settled = draft.settled
    return Worth(
        first_year=settled_sum(settled.first_year, draft.rate),
        later=settled_sum(settled.later, draft.rate),
        plus=by_costs_in_words(draft.by_costs),
    )


def settled_sum(amount: Decimal, rate: Rate) -> Sum | None:
    """A sum without a span; None for nothing."""
    return sum_of(Span(amount, amount), rate) if amount else None


def by_costs_in_words(supports: Iterable[Support]) -> str:
    """How many measures pay a part of what the firm spends, and up to how much each; "" for none."""
    limits = [each.sum.high - each.sum.low for each in supports]
    if not limits:
        return ""
    words = ngettext(
        "plus %(count)s measure paid by your costs (up to %(limits)s)",
        "plus %(count)s measures paid by your costs (each up to its own limit: %(limits)s)",
        len(limits),
    )
    return words % {
        "count": len(limits),
        "limits": ends_in_words(Span(min(limits), max(limits)), CNY),
    }


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
