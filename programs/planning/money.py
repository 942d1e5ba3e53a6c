"""Sums in both currencies, at a rate with a date."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

CNY, HKD = "CNY", "HKD"
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Rate:
    """HKD for one CNY, above 0, on a day."""

    hkd_per_cny: Decimal
    as_of: date
    #: Made up for demonstrations.
    is_sample: bool = False

    def convert(self, amount: Decimal, currency: str, into: str) -> Decimal | None:
        """A sum in the other currency, to whole units; unchanged in its own; None for a third currency."""
        if currency == into:
            return amount
        if (currency, into) == (CNY, HKD):
            exact = amount * self.hkd_per_cny
        elif (currency, into) == (HKD, CNY):
            exact = amount / self.hkd_per_cny
        else:
            return None
        return exact.to_integral_value(ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Span:
    """A sum that is not known better than from `low` to `high`, in one currency."""

    low: Decimal = NOTHING
    high: Decimal = NOTHING

    def __add__(self, other: "Span") -> "Span":
        return Span(self.low + other.low, self.high + other.high)

    def __neg__(self) -> "Span":
        """What it costs, as what it brings: the largest cost is the lowest gain."""
        return Span(-self.high, -self.low)

    def converted(self, rate: Rate, currency: str, into: str) -> "Span | None":
        """In the other currency; None for a third one."""
        low, high = rate.convert(self.low, currency, into), rate.convert(self.high, currency, into)
        return None if low is None or high is None else Span(low, high)
