"""What a firm has said about itself, with date and author. Earlier answers are kept."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.catalogue.models import Fact

from .firm import Firm


class FirmFact(models.Model):
    firm = models.ForeignKey(Firm, models.CASCADE, related_name="facts")
    fact = models.ForeignKey(Fact, models.PROTECT, related_name="+")
    #: true/false, a whole number, a code, or a list of codes, as the fact's type says.
    value = models.JSONField(_("value"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    superseded_at = models.DateTimeField(_("superseded"), null=True, blank=True)

    class Meta:
        ordering = ["fact", "-recorded_at"]
        verbose_name = _("fact of a firm")
        verbose_name_plural = _("facts of firms")
        constraints = [
            models.UniqueConstraint(
                fields=["firm", "fact"],
                condition=models.Q(superseded_at__isnull=True),
                name="firm_fact_one_current",
            )
        ]

    def __str__(self) -> str:
        return f"{self.fact_id} = {self.value}"
