"""Which entries can be used together and which cannot, as far as a source says so."""

from django.db import models
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from portal.catalogue.enums import RelationKind

from .entry import Entry


class Relation(models.Model):
    """Read in both directions: which of the two is `entry` means nothing."""

    entry = models.ForeignKey(
        Entry, models.CASCADE, related_name="relations", verbose_name=_("catalogue entry")
    )
    other = models.ForeignKey(
        Entry, models.CASCADE, related_name="relations_of_others", verbose_name=_("other entry")
    )
    kind = models.CharField(_("how they go together"), max_length=10, choices=RelationKind)
    note = models.TextField(
        _("reason"), blank=True, help_text=_("Which entry's text says so, and on which terms.")
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("relation of two entries")
        verbose_name_plural = _("relations of entries")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(entry=models.F("other")),
                name="relation_of_two",
                violation_error_message=_("Choose two different entries."),
            ),
            models.UniqueConstraint(
                Least("entry", "other"),
                Greatest("entry", "other"),
                name="relation_once_per_pair",
                violation_error_message=_("These two entries have a relation already. Change that one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} {self.get_kind_display()} {self.other}"[:200]
