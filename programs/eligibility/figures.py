"""What one benefit tier is worth in the first twelve months, with the arithmetic in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.catalogue.figures import floor_area, money
from portal.catalogue.figures import months as in_months
from portal.kernel.display import format_figure, format_percent
from programs.enums import BenefitPer, Instrument
from programs.figures import CHARGED, TAX

from .compiling import Facts
from .readings import BASES, COSTS, EACH, RENT, SILENT, SKIPS, Reading
from .schemes import Scheme, Tier

YEAR = 12
NOTHING = Decimal(0)
AREA = "leased_sqm"
MONTHLY = {BenefitPer.MONTH, BenefitPer.SQM_MONTH}
#: Counted by these, a figure over more than a year is taken to come evenly.
ONCE = {BenefitPer.FIRM, BenefitPer.PROJECT, BenefitPer.PERSON, BenefitPer.ONCE, ""}


@dataclass(frozen=True, slots=True)
class Rent:
    """The rent of a square metre for a month, in whole units of `currency`."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A sum from `low` to `high`, with its arithmetic and the facts that would make it more certain."""

    low: Decimal
    high: Decimal
    basis: str
    missing: tuple[str, ...] = ()
    #: Whether `high` is a published limit and nothing says how much of it a firm would use.
    is_limit: bool = False


@dataclass(frozen=True, slots=True)
class Unsaid:
    """No sum can be named: why, and the facts that could change that."""

    basis: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Months:
    """For how many months a figure counts: from `low` to `high`."""

    low: int
    high: int
    missing: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        if self.low == self.high:
            return in_months(self.high)
        return _("%(low)s to %(high)s months") % {"low": self.low, "high": self.high}


@dataclass(frozen=True, slots=True)
class Case:
    """A tier with all that its worth hangs on. `within`: months of the first year that it can be used, 1 to 12."""

    scheme: Scheme
    tier: Tier
    reading: Reading
    facts: Facts
    within: int = YEAR
    rent: Rent | None = None

    @property
    def cost(self) -> str:
        """What it pays back: a key of COSTS, or ""."""
        return self.reading.cost or (RENT if self.scheme.category == RENT else "")

    @property
    def area(self) -> int | None:
        """Square metres that count; None where the firm has not said."""
        leased, most = self.facts.get(AREA), self.reading.most_sqm
        return leased if leased is None or most is None else min(leased, most)

    def months(self) -> Months:
        limit = min(self.within, self.tier.months or YEAR)
        if self.reading.months:
            given = self.facts.get(self.reading.months)
            if given is None:
                return Months(0, limit, (self.reading.months,))
            return Months(min(limit, given), min(limit, given))
        if self.tier.months is None and self.tier.per == BenefitPer.MONTH:
            return Months(1, limit)
        return Months(limit, limit)

    def share(self) -> Decimal:
        """The part of a figure for several years that comes in the first."""
        months = self.tier.months
        return (
            Decimal(self.within) / months
            if months and months > YEAR and self.tier.per in ONCE
            else Decimal(1)
        )

    @property
    def currency(self) -> str:
        """That of the tier; of the rent for a share of it without a sum of its own."""
        return self.tier.currency or (self.rent.currency if self.rent and self.cost == RENT else "")

    @property
    def base(self) -> int | None:
        """The cost that the rate is a share of, where a fact in the tier's currency says it."""
        name = self.reading.of
        return self.facts.get(name) if name and name.endswith(self.currency.lower()) else None

    def money(self, amount: Decimal) -> str:
        return money(amount, self.currency)

    def spread(self, words: str) -> str:
        """The same words, with how a figure for several years is cut to one."""
        months = self.tier.months
        if not months or self.share() == 1:
            return words
        told = {"sum": words, "counted": self.within, "months": in_months(months)}
        return _("%(sum)s, %(counted)s of %(months)s spread evenly") % told

    def each(self, words: str) -> str:
        """The same words, with what a figure is for one of."""
        per = self.reading.each or ("" if self.reading.count else self.tier.per)
        return str(EACH[per]) % {"sum": words} if per in EACH else words


def figure_of(case: Case) -> Figure | Unsaid | None:
    """What the tier brings; None where it says nothing of money."""
    tier, scheme = case.tier, case.scheme
    if case.reading.skip in SILENT:
        return None
    why = not_counted(case)
    if why:
        return Unsaid(str(why))
    if tier.amount is not None:
        return of_amount(case, tier.amount)
    if tier.rate is not None:
        return of_share(case, tier.rate)
    if tier.cap is not None:
        return of_cap(case, tier.cap)
    return Unsaid(_("What it saves depends on the tax.")) if scheme.category == TAX else None


def not_counted(case: Case) -> str | Promise:
    """Why the figures of a tier are no benefit in money; "" where they are."""
    tier, instrument = case.tier, case.scheme.instrument
    if case.reading.skip:
        return SKIPS[case.reading.skip]
    if instrument == Instrument.EQUITY:
        return SKIPS["equity"]
    if instrument == Instrument.LOAN_INTEREST and tier.rate is None and tier.cap is not None:
        return SKIPS["loan"]
    if case.scheme.category == TAX and tier.rate is not None and tier.cap is None:
        return _("What it saves depends on the tax.")
    if instrument == Instrument.RATE_REDUCTION and tier.amount is not None and tier.per in CHARGED:
        return _("It is a price to pay; what it saves is not known.")
    return ""


def of_amount(case: Case, amount: Decimal) -> Figure | Unsaid:
    """A fixed sum, counted by persons, months or square metres."""
    tier, reading = case.tier, case.reading
    factors, times = [case.money(amount)], [Decimal(1), Decimal(1)]
    missing: tuple[str, ...] = ()
    if reading.count:
        count = case.facts.get(reading.count)
        if count is None:
            return open_end(case, factors[0], reading.count)
        times = [each * count for each in times]
        factors.append(people(count))
    if tier.per == BenefitPer.SQM_MONTH:
        if case.area is None:
            return open_end(case, factors[0], AREA)
        times = [each * case.area for each in times]
        factors.insert(0, floor_area(case.area))
    if tier.per in MONTHLY:
        months = case.months()
        times = [times[0] * months.low, times[1] * months.high]
        factors.append(months.words)
        missing = months.missing
    low, high = (amount * each * case.share() for each in times)
    return finished(case, low, high, case.spread(" × ".join(factors)), missing)


def of_share(case: Case, rate: Decimal) -> Figure | Unsaid:
    """A share of a cost."""
    base = case.base
    if base is not None:
        told = {
            "rate": format_percent(rate),
            "base": case.money(Decimal(base)),
            "cost": BASES[case.reading.of],
        }
        words = _("%(rate)s of %(base)s (%(cost)s)") % told
        amount = rate * base * case.share()
        least = case.reading.least
        if least is not None and 0 < amount < least:
            amount = least
            words = _("%(sum)s, at least %(least)s") % {"sum": words, "least": case.money(least)}
        return finished(case, amount, amount, case.spread(words), most=yearly_most(case))
    rent = case.rent
    if case.cost == RENT and rent and rent.currency == case.currency and case.area is not None:
        months = case.months()
        factors = [floor_area(case.area), case.money(rent.amount), format_percent(rate), months.words]
        monthly = rate * rent.amount * case.area
        return finished(
            case, monthly * months.low, monthly * months.high, " × ".join(factors), months.missing
        )
    cost = BASES[case.reading.of] if case.reading.of else COSTS.get(case.cost, _("the cost"))
    told = {"rate": format_percent(rate), "cost": cost}
    missing = (case.reading.of,) if case.reading.of else ()
    if rent and case.cost == RENT:
        missing = (AREA,)
    most = yearly_most(case)
    if most is None:
        return Unsaid(_("%(rate)s of %(cost)s, which is not known.") % told, missing)
    words = _("%(rate)s of %(cost)s, which is not known, up to %(cap)s") % {**told, "cap": most[1]}
    return Figure(NOTHING, most[0], case.each(case.spread(words)), missing, is_limit=True)


def of_cap(case: Case, cap: Decimal) -> Figure | Unsaid:
    """Nothing but a limit."""
    most = yearly_most(case)
    if most is None:
        words = _("up to %(cap)s a month for each square metre") % {"cap": case.money(cap)}
        return Unsaid(words, (AREA,))
    least, told = case.reading.least, {"cap": most[1]}
    if least:
        words = _("from %(least)s to %(cap)s") % {**told, "least": case.money(least)}
    elif case.cost:
        words = _("up to %(cap)s for %(cost)s") % {**told, "cost": COSTS[case.cost]}
    else:
        words = _("up to %(sum)s") % {"sum": most[1]}
    return Figure((least or NOTHING) * case.share(), most[0], case.each(case.spread(words)), is_limit=True)


def yearly_most(case: Case) -> tuple[Decimal, str] | None:
    """The most that the limit allows in the first year, and how it is found; None without one or its floor area."""
    cap = case.tier.cap
    if cap is None:
        return None
    factors, high = [case.money(cap)], cap * case.share()
    if case.tier.per == BenefitPer.SQM_MONTH:
        if case.area is None:
            return None
        factors.insert(0, floor_area(case.area))
        high *= case.area
    if case.tier.per in MONTHLY:
        months = case.months().high
        factors.append(in_months(months))
        high *= months
    return high, " × ".join(factors)


def open_end(case: Case, figure: str, fact: str) -> Figure | Unsaid:
    """A sum for each of something, of which nobody has said how much or how many there is."""
    cap = case.tier.cap
    if fact == AREA:
        words = _("%(sum)s a month for each square metre, the area is not known") % {"sum": figure}
    else:
        words = _("%(sum)s for each person, how many is not known") % {"sum": figure}
    if cap is None:
        return Unsaid(words, (fact,))
    words = _("%(sum)s, at most %(cap)s") % {"sum": words, "cap": case.money(cap)}
    return Figure(NOTHING, cap, words, (fact,), is_limit=True)


def finished(
    case: Case,
    low: Decimal,
    high: Decimal,
    words: str,
    missing: Iterable[str] = (),
    *,
    most: tuple[Decimal, str] | None = None,
) -> Figure:
    """A computed sum under a limit: `most` with its words, or else the tier's own for all of it together."""
    if most is None and case.tier.cap is not None:
        most = case.tier.cap, case.money(case.tier.cap)
    if most and high > most[0]:
        low, high = min(low, most[0]), most[0]
        words = _("%(sum)s, at most %(cap)s") % {"sum": words, "cap": most[1]}
    if case.reading.up_to:
        low, words = NOTHING, _("up to %(sum)s") % {"sum": words}
    return Figure(low, high, case.each(words), tuple(missing))


def people(count: int) -> str:
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": format_figure(count)}
