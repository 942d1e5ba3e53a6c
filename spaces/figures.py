"""What a place costs, as one short figure."""

from django.utils.translation import gettext as _

from portal.catalogue.figures import money

from .enums import RentPer


def rent_in_words(place) -> str:
    """CNY 80 per square metre and month; empty where no rent is published."""
    if place.rent_amount is None:
        return ""
    sum_ = money(place.rent_amount, place.rent_currency)
    return _("%(figure)s %(per)s") % {"figure": sum_, "per": RentPer(place.rent_per).label}
