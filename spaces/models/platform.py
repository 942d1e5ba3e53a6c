from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.catalogue.models import Entry


class Platform(Entry):
    """A technology platform: shared labs, computing, data, testing."""

    operator = models.CharField(_("operator"), max_length=300, blank=True)
    address = models.CharField(_("address"), max_length=400)
    offers = models.TextField(_("what it offers"), blank=True, help_text=_("One item a line."))
    access = models.TextField(_("how to use it"), blank=True)

    class Meta:
        verbose_name = _("technology platform")
        verbose_name_plural = _("technology platforms")

    @property
    def offer_items(self) -> list[str]:
        return self.offers.splitlines()
