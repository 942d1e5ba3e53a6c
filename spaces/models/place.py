"""Buildings and parks, and the units in them that a firm can take."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.catalogue.enums import Currency
from portal.catalogue.models import Entry
from portal.kernel.models import Timestamped
from spaces.enums import Crossing, RentPer, SpaceType, UnitStatus

RENT_CURRENCIES = [(c.value, c.label) for c in (Currency.CNY, Currency.HKD)]


class Place(Entry):
    """A building or park with office, lab or production space."""

    operator = models.CharField(_("operator"), max_length=300, blank=True)
    address = models.CharField(_("address"), max_length=400)
    space_type = models.CharField(_("type of space"), max_length=20, choices=SpaceType)
    total_sqm = models.PositiveIntegerField(_("floor area in square metres"), null=True, blank=True)
    rent_amount = models.DecimalField(_("rent"), max_digits=12, decimal_places=2, null=True, blank=True)
    rent_currency = models.CharField(_("rent currency"), max_length=3, choices=RENT_CURRENCIES, blank=True)
    rent_per = models.CharField(_("rent counted"), max_length=12, choices=RentPer, blank=True)
    rent_note = models.TextField(_("note on the rent"), blank=True)
    amenities = models.TextField(_("amenities"), blank=True, help_text=_("One item a line."))
    nearest_crossing = models.CharField(_("nearest crossing"), max_length=30, choices=Crossing, blank=True)
    #: ISO date of any precision (2018, 2018-06, 2018-06-01).
    commissioned = models.CharField(_("in use since"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rent_amount__isnull=True, rent_currency="", rent_per="")
                | (models.Q(rent_amount__gte=0) & ~models.Q(rent_currency="") & ~models.Q(rent_per="")),
                name="place_rent_whole_or_none",
            )
        ]

    @property
    def amenity_items(self) -> list[str]:
        return self.amenities.splitlines()


class Unit(Timestamped):
    """A room, floor or desk block of a place."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="units", verbose_name=_("place"))
    code = models.CharField(_("unit"), max_length=40)
    floor = models.CharField(_("floor"), max_length=20, blank=True)
    area_sqm = models.DecimalField(_("area in square metres"), max_digits=9, decimal_places=2)
    rent_amount = models.DecimalField(_("rent"), max_digits=12, decimal_places=2, null=True, blank=True)
    rent_currency = models.CharField(_("rent currency"), max_length=3, choices=RENT_CURRENCIES, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=UnitStatus, default=UnitStatus.FREE)
    available_from = models.DateField(_("available from"), null=True, blank=True)
    is_sample = models.BooleanField(_("sample data"), default=False)

    class Meta:
        ordering = ["place", "code"]
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.UniqueConstraint(fields=["place", "code"], name="unit_once_per_place"),
            models.CheckConstraint(condition=models.Q(area_sqm__gt=0), name="unit_has_area"),
            models.CheckConstraint(
                condition=models.Q(rent_amount__isnull=True, rent_currency="")
                | (models.Q(rent_amount__gte=0) & ~models.Q(rent_currency="")),
                name="unit_rent_whole_or_none",
            ),
        ]

    def __str__(self) -> str:
        return self.code
