"""Closed lists of places. Values are those of the catalogue format."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SpaceType(TextChoices):
    OFFICE = "office", _("Office")
    LAB = "lab", _("Laboratory")
    COWORKING = "coworking", _("Co-working")
    PILOT_LINE = "pilot-line", _("Pilot line")
    WAREHOUSE = "warehouse", _("Warehouse")
    MIXED = "mixed", _("Mixed use")


class Crossing(TextChoices):
    """Control points between the two cities."""

    LOK_MA_CHAU_FUTIAN = "lok-ma-chau-futian", _("Lok Ma Chau / Futian")
    HUANGGANG = "huanggang", _("Huanggang")
    SHENZHEN_BAY = "shenzhen-bay", _("Shenzhen Bay")
    WEST_KOWLOON_FUTIAN_HSR = "west-kowloon-futian-hsr", _("West Kowloon to Futian by high-speed rail")
    LIANTANG = "liantang", _("Liantang / Heung Yuen Wai")
    LUOHU = "luohu", _("Luohu / Lo Wu")


class RentPer(TextChoices):
    SQM_MONTH = "sqm-month", _("per square metre and month")
    DESK_MONTH = "desk-month", _("per desk and month")


class UnitStatus(TextChoices):
    FREE = "free", _("Free")
    HELD = "held", _("Held")
    LET = "let", _("Let")
