from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.catalogue.models import Entry


class Incubator(Entry):
    """A body that takes young firms in."""

    operator = models.CharField(_("operator"), max_length=300, blank=True)
    address = models.CharField(_("address"), max_length=400)
    #: ISO date of any precision (2018, 2018-06, 2018-06-01).
    established = models.CharField(_("established"), max_length=10, blank=True)
    total_sqm = models.PositiveIntegerField(_("floor area in square metres"), null=True, blank=True)
    firms_incubated = models.PositiveIntegerField(_("firms taken in so far"), null=True, blank=True)
    offers = models.TextField(_("what it offers"), blank=True, help_text=_("One item a line."))
    website = models.URLField(_("website"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("incubator")
        verbose_name_plural = _("incubators")

    @property
    def offer_items(self) -> list[str]:
        return self.offers.splitlines()
