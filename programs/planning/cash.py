"""When money comes and goes, month by month, in both currencies.

Most support is paid after the money is spent. The texts seldom say when, so the dates are the earliest that we think
possible, and every flow says what it rests on:

- a reduced price or rent is felt month by month, from the month it can begin;
- a grant comes in one sum, DECISION months after it can be asked for;
- what is paid back (reimbursements, tax, interest) comes in one sum, DECISION months after a year of spending.

Only costs that are given are counted; those without a sum are listed, never guessed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.catalogue.figures import months as in_months
from programs.enums import Instrument

from .money import CNY, HKD, NOTHING, Rate, Span

#: Months from applying to the money; our own estimate.
DECISION = 3
YEAR = 12
#: Two years: what is paid back for the first comes in the second.
HORIZON = 24

AS_WE_GO = {Instrument.RATE_REDUCTION}
PAID_BACK = {Instrument.REIMBURSEMENT, Instrument.TAX_REBATE, Instrument.LOAN_INTEREST}


@dataclass(frozen=True, slots=True)
class Support:
    """What a measure brings in its first twelve months, in whole units of `currency`."""

    key: str
    sum: Span
    currency: str
    #: One of `Instrument`; "" for a programme, whose money is taken for a grant.
    instrument: str
    #: The first day it can be used or asked for.
    begins: date
    #: In how many months a reduced price is felt, 1 to 12.
    months: int = YEAR


@dataclass(frozen=True, slots=True)
class Settled:
    """What is settled of a sum: the part that comes in the first twelve months, and the part that comes later."""

    first_year: Decimal = NOTHING
    later: Decimal = NOTHING

    def __add__(self, other: "Settled") -> "Settled":
        return Settled(self.first_year + other.first_year, self.later + other.later)


@dataclass(frozen=True, slots=True)
class Cost:
    """Something to pay. `sum` is None where nobody has said how much."""

    key: str
    day: date
    sum: Span | None = None
    currency: str = CNY
    #: Monthly payments of this sum, from the month of `day` on; 1: once.
    times: int = 1


@dataclass(frozen=True, slots=True)
class Flow:
    """Money in one month: `sum` is below 0 for what is paid. `basis` in the active language."""

    key: str
    sum: Span
    currency: str
    basis: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month with its flows; what they sum up to, and what all months so far do, in both currencies."""

    first: date
    flows: tuple[Flow, ...]
    cny: Span
    hkd: Span
    cny_so_far: Span
    hkd_so_far: Span


@dataclass(frozen=True, slots=True)
class Timeline:
    months: tuple[Month, ...]
    #: What comes after the last month, by its month.
    later: tuple[tuple[date, Flow], ...]
    #: Keys of costs that nobody has put a sum to.
    unknown: tuple[str, ...]
    rate: Rate


def cash_timeline(
    starts_on: date,
    supports: Iterable[Support],
    costs: Iterable[Cost],
    rate: Rate,
    *,
    length: int = HORIZON,
) -> Timeline:
    """The flows of `length` months, from the month of `starts_on` on. Sums in a third currency are left out."""
    first = starts_on.replace(day=1)
    given = list(costs)
    dated = [each for support in supports for each in flows_of(support)]
    dated += [each for cost in given for each in payments_of(cost)]
    dated = [(max(day, first), flow) for day, flow in dated if flow.currency in (CNY, HKD)]
    end = add_months(first, length)
    months, cny, hkd = [], Span(), Span()
    for day in (add_months(first, number) for number in range(length)):
        flows = tuple(flow for month, flow in dated if month == day)
        in_cny, in_hkd = total(flows, rate, CNY), total(flows, rate, HKD)
        cny, hkd = cny + in_cny, hkd + in_hkd
        months.append(Month(day, flows, in_cny, in_hkd, cny, hkd))
    return Timeline(
        months=tuple(months),
        later=tuple(sorted(((day, flow) for day, flow in dated if day >= end), key=lambda each: each[0])),
        unknown=tuple(cost.key for cost in given if cost.sum is None),
        rate=rate,
    )


def flows_of(support: Support) -> list[tuple[date, Flow]]:
    """The money of a measure by the first day of its month."""
    basis = basis_of(support.instrument)
    return [
        (day, Flow(support.key, part, support.currency, basis)) for day, part in payments_by_month(support)
    ]


def payments_by_month(support: Support) -> list[tuple[date, Span]]:
    """What a measure pays, by the first day of the earliest month in which it can."""
    begins = support.begins.replace(day=1)
    if support.instrument in AS_WE_GO:
        return [
            (add_months(begins, number), part)
            for number, part in enumerate(spread(support.sum, support.months))
        ]
    wait = YEAR + DECISION if support.instrument in PAID_BACK else DECISION
    return [(add_months(begins, wait), support.sum)]


def basis_of(instrument: str) -> str:
    """What the month of a payment rests on."""
    if instrument in AS_WE_GO:
        return _("A lower bill every month, at the earliest from this month on.")
    told = {"wait": in_months(DECISION)}
    if instrument in PAID_BACK:
        return (
            _("Paid back after a year of spending, at the earliest %(wait)s later: our own estimate.") % told
        )
    return _("Paid at the earliest %(wait)s after applying: our own estimate.") % told


def settled_by(support: Support, end: date) -> Settled:
    """What is settled of a measure's money, by whether it comes before `end`, the first day of a month."""
    paid = payments_by_month(support)
    soon = sum((part.low for day, part in paid if day < end), NOTHING)
    return Settled(soon, support.sum.low - soon)


def payments_of(cost: Cost) -> list[tuple[date, Flow]]:
    """The payments of a cost by the first day of their month; none where the sum is not known."""
    if cost.sum is None:
        return []
    first = cost.day.replace(day=1)
    basis = _("To pay each month.") if cost.times > 1 else _("To pay once.")
    flow = Flow(cost.key, -cost.sum, cost.currency, basis)
    return [(add_months(first, number), flow) for number in range(cost.times)]


def spread(sum: Span, parts: int) -> list[Span]:
    """A sum in equal whole parts; what is left over comes with the first."""
    low, high = even(sum.low, parts), even(sum.high, parts)
    return [Span(*pair) for pair in zip(low, high, strict=True)]


def even(amount: Decimal, parts: int) -> list[Decimal]:
    part = amount // parts
    return [part + amount - part * parts, *[part] * (parts - 1)]


def total(flows: Iterable[Flow], rate: Rate, currency: str) -> Span:
    """The sum of flows in one currency."""
    found = (flow.sum.converted(rate, flow.currency, currency) for flow in flows)
    return sum((each for each in found if each), Span())


def add_months(first: date, count: int) -> date:
    """The first day of the month `count` months after one that begins on `first`."""
    month = first.year * YEAR + first.month - 1 + count
    return date(month // YEAR, month % YEAR + 1, 1)
