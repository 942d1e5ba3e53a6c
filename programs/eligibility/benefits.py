"""What a measure or programme is worth to a firm in its first twelve months.

How rows of benefit are put together, as the catalogue's README and `benefit_readings.yaml` describe them:

- A row whose rule is not met does not count. One whose rule is not known yet can count: it raises the upper end only.
- Rows for the same cost, or of one group, are alternatives; rows of different groups add up; a row may limit the rest.
- Money for shares, loans and tax rates are never sums of benefit, and a reduced price is none either: what it saves
  is known only where the full price is.
- Figures for more than a year that are not counted by months or years are spread evenly, and the basis says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.kernel.languages import ENGLISH

from .compiling import Facts
from .explaining import undecided
from .figures import NOTHING, YEAR, Case, Figure, Rent, Unsaid, figure_of, yearly_most
from .logic import Truth
from .readings import reading_of
from .schemes import Scheme

__all__ = ["Estimate", "Part", "Rent", "estimate"]


@dataclass(frozen=True, slots=True)
class Part:
    """What a scheme brings for one cost, in whole units of the estimate's currency."""

    #: A key of `readings.COSTS`; "" where it pays back nothing that others could.
    cost: str
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Estimate:
    """From `low` to `high` in whole units of `currency`; both None where no sum can be named, and `basis` says why.

    `basis` is the arithmetic in the active language, never empty. `missing` are facts that would make the sum more
    certain. The parts add up to the whole; there is none where there is no sum. `is_limit`: `high` is made of published
    limits alone, and nothing says how much of them a firm would use.
    """

    low: Decimal | None
    high: Decimal | None
    currency: str
    basis: str
    missing: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    is_limit: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A tier that counts or can count, and whether it is sure to."""

    case: Case
    truth: Truth
    figure: Figure

    @property
    def group(self) -> str:
        return self.case.reading.group or self.case.cost


def estimate(scheme: Scheme, facts: Facts, *, within: int = YEAR, rent: Rent | None = None) -> Estimate:
    """What a scheme brings in the first twelve months, supposing that the firm gets it.

    within: how many of these months it can be used, 1 to 12. rent: what the firm pays for its premises, where that is
    known, such as the published rent of a place; it counts for rows in the same currency.
    """
    rows: list[Row] = []
    unsaid: list[Unsaid] = []
    limits: list[Case] = []
    for tier in scheme.tiers:
        truth = tier.rule.test(facts) if tier.rule else True
        reading = reading_of(scheme.slug, tier.text.get(ENGLISH, ""))
        case = Case(scheme, tier, reading, facts, within, rent)
        if truth is False:
            continue
        if reading.limit:
            limits.append(case)
            continue
        figure = figure_of(case)
        if isinstance(figure, Figure):
            rows.append(Row(case, truth, figure))
        elif figure:
            unsaid.append(figure)
    if not rows:
        return without_sum(unsaid)
    currency = rows[0].case.currency
    counted = [row for row in rows if row.case.currency == currency]
    parts, bases = [], []
    for group in dict.fromkeys(row.group for row in counted):
        part, basis = of_group([row for row in counted if row.group == group])
        parts.append(part)
        bases.append(basis)
    limit = least_limit(limits, currency)
    if limit and limit[0] < sum(part.high for part in parts):
        parts = cut(parts, limit[0])
        bases.append(_("at most %(cap)s in all") % {"cap": limit[1]})
    return Estimate(
        low=sum((part.low for part in parts), NOTHING),
        high=sum((part.high for part in parts), NOTHING),
        currency=currency,
        basis=capfirst(in_words(bases, every=True)),
        missing=missing_of(counted, facts),
        parts=tuple(parts),
        is_limit=all(row.figure.is_limit for row in counted),
    )


def without_sum(unsaid: Sequence[Unsaid]) -> Estimate:
    """No sum, with the first reason there is."""
    basis = unsaid[0].basis if unsaid else _("No sum is published.")
    missing = dict.fromkeys(name for each in unsaid for name in each.missing)
    return Estimate(None, None, "", capfirst(basis), tuple(missing))


def of_group(rows: Sequence[Row]) -> tuple[Part, str]:
    """What alternatives come to.

    Of rows whose rule is met the best is sure. Of rows without a rule one applies and nothing says which, so the lowest
    is sure. A row whose rule is not known is sure of nothing.
    """
    met = [row.figure for row in rows if row.case.tier.rule and row.truth]
    plain = [row.figure for row in rows if not row.case.tier.rule]
    low = max(
        max((each.low for each in met), default=NOTHING), min((each.low for each in plain), default=NOTHING)
    )
    best = max(rows, key=lambda row: row.figure.high)
    told = [best] if len(met) == len(rows) else rows
    part = Part(rows[0].case.cost, whole(low), whole(best.figure.high))
    return part, in_words(dict.fromkeys(row.figure.basis for row in told), every=False)


def least_limit(limits: Iterable[Case], currency: str) -> tuple[Decimal, str] | None:
    """The lowest limit on all rows together, with its words; None where there is none or its floor area is missing."""
    found = [yearly_most(case) for case in limits if case.currency == currency]
    return min((each for each in found if each), default=None)


def cut(parts: Iterable[Part], limit: Decimal) -> list[Part]:
    """The same parts with no more than the limit in all: the first ones count first."""
    low = high = limit
    found = []
    for part in parts:
        found.append(Part(part.cost, min(part.low, low), min(part.high, high)))
        low, high = low - found[-1].low, high - found[-1].high
    return found


def missing_of(rows: Iterable[Row], facts: Facts) -> tuple[str, ...]:
    """The facts that the sum or the rules of its rows still ask for."""
    found: dict[str, None] = {}
    for row in rows:
        rule = row.case.tier.rule
        found |= dict.fromkeys(row.figure.missing)
        if rule and row.truth is None:
            found |= dict.fromkeys(undecided(rule.node, facts))
    return tuple(found)


def in_words(bases: Iterable[str], *, every: bool) -> str:
    """Several bases in one line: all of them, or one of them."""
    line = ""
    for basis in bases:
        told = {"first": line, "second": basis}
        both = _("%(first)s; %(second)s") if every else _("%(first)s; or %(second)s")
        line = both % told if line else basis
    return line


def whole(amount: Decimal) -> Decimal:
    return amount.to_integral_value(ROUND_HALF_UP)
