"""What a benefit tier is worth, as one short figure."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.catalogue.figures import money, months
from portal.kernel.display import format_percent
from programs.enums import BenefitPer, Instrument

TAX = "tax"
#: Counted by these, a figure says so even in a row; "per firm" and "once" go without saying.
SPOKEN = {BenefitPer.PERSON, BenefitPer.PROJECT, BenefitPer.MONTH, BenefitPer.YEAR, BenefitPer.SQM_MONTH}
#: Where a price is reduced, a sum counted by these is the price left to pay; any other sum is paid to the firm.
CHARGED = {BenefitPer.MONTH, BenefitPer.SQM_MONTH}


def rate_in_words(tier, instrument: str = "", category: str = "") -> str:
    """The rate of a tier with what it does: what comes off a price, what is paid back, the tax rate charged instead.

    `instrument` is one of `Instrument`, `category` the code of the measure's category. Empty without a rate. A grant
    may be a share of a cost, a prize or other support; the data do not say of which, so neither do the words.
    """
    if tier.rate is None:
        return ""
    rate = {"rate": format_percent(tier.rate)}
    if instrument == Instrument.RATE_REDUCTION and category == TAX:
        return _("%(rate)s tax rate") % rate if tier.rate else _("No tax")
    if instrument == Instrument.RATE_REDUCTION:
        return pgettext("nothing is charged", "Free") if tier.rate == 1 else _("%(rate)s off") % rate
    if instrument == Instrument.REIMBURSEMENT:
        return _("%(rate)s of the cost") % rate
    if instrument == Instrument.GRANT:
        return _("Grant of %(rate)s") % rate
    return rate["rate"]


def amount_in_words(tier, instrument: str = "") -> str:
    """The sum paid to the firm, or the reduced price the firm is charged. Empty without an amount."""
    if tier.amount is None:
        return ""
    if instrument == Instrument.RATE_REDUCTION and tier.per in CHARGED:
        return _("You pay %(sum)s") % {"sum": money(tier.amount, tier.currency)}
    return money(tier.amount, tier.currency)


def tier_figure(tier, instrument: str = "", category: str = "") -> str:
    """One line for a tier, such as "50% off, up to CNY 1,000,000, 24 months"; empty when it carries no figure."""
    figure = ", ".join(
        filter(None, [rate_in_words(tier, instrument, category), amount_in_words(tier, instrument)])
    )
    if tier.cap is not None:
        cap = money(tier.cap, tier.currency)
        figure = (
            _("%(figure)s, up to %(cap)s") % {"figure": figure, "cap": cap}
            if figure
            else _("Up to %(cap)s") % {"cap": cap}
        )
    has_sum = tier.cap is not None or tier.amount is not None
    if has_sum and tier.per in SPOKEN:
        figure = _("%(figure)s %(per)s") % {"figure": figure, "per": BenefitPer(tier.per).label}
    if not tier.months:
        return figure
    return (
        _("%(figure)s, %(months)s") % {"figure": figure, "months": months(tier.months)}
        if figure
        else months(tier.months)
    )


def best_figure(tiers: Iterable, instrument: str = "", category: str = "") -> str:
    """The figure of the first tier that has one; empty when none has."""
    return next(filter(None, (tier_figure(tier, instrument, category) for tier in tiers)), "")
