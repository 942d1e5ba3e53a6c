"""How a firm stands with each scheme, as it was last computed: what news is measured against."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Firm
from portal.catalogue.models import Entry
from programs.eligibility.logic import Outcome


class Match(models.Model):
    firm = models.ForeignKey(Firm, models.CASCADE, related_name="matches")
    #: A measure or a programme.
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="matches")
    outcome = models.CharField(_("outcome"), max_length=12, choices=[(each, each) for each in Outcome])
    #: The measure's version it was computed under; empty for a programme.
    version = models.PositiveBigIntegerField(null=True, blank=True)
    computed_at = models.DateTimeField(_("computed"), auto_now=True)

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        indexes = [models.Index(fields=["entry", "outcome"], name="match_entry_outcome")]
        constraints = [models.UniqueConstraint(fields=["firm", "entry"], name="match_once")]

    def __str__(self) -> str:
        return f"{self.firm_id} {self.entry_id} {self.outcome}"
