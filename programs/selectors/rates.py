"""Reads of exchange rates."""

from portal.kernel.clock import today
from programs.models import ExchangeRate
from programs.planning.money import Rate


def current_rate() -> Rate | None:
    """The newest rate that is not of a later day than today; None where there is none. One query."""
    row = ExchangeRate.objects.filter(as_of__lte=today()).order_by("-as_of").first()
    return Rate(row.hkd_per_cny, row.as_of, row.is_sample) if row else None
