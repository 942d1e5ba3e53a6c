"""Firms that did it, told as far as published."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.catalogue.models import Entry, Sector
from portal.kernel.models import Ordered


class Story(Entry):
    firm = models.CharField(_("firm"), max_length=300, blank=True)
    founders_described_as = models.TextField(_("founders, as described"), blank=True)
    sector = models.ForeignKey(Sector, models.PROTECT, related_name="+", verbose_name=_("main sector"))
    outcome = models.TextField(_("outcome"))

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")


class StoryUse(Ordered):
    """One thing the firm used: an entry of this catalogue, or something told in words."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="uses")
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, blank=True, related_name="used_in")
    text = models.TextField(_("text"), blank=True)

    class Meta(Ordered.Meta):
        verbose_name = _("thing used")
        verbose_name_plural = _("things used")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(entry__isnull=False, text="")
                | (models.Q(entry__isnull=True) & ~models.Q(text="")),
                name="story_use_entry_or_text",
            )
        ]

    def __str__(self) -> str:
        return str(self.entry or self.text)
