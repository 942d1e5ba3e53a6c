"""The public history of entries: rows that are only ever added, one for each change that a reader could see."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.catalogue.enums import ChangeKind

from .entry import Entry


class Change(models.Model):
    """Written by `portal.catalogue.changes` alone. The database refuses to change a row: see the migration."""

    entry = models.ForeignKey(
        Entry, models.CASCADE, related_name="changes", verbose_name=_("catalogue entry")
    )
    at = models.DateTimeField(_("at"), default=timezone.now, db_index=True)
    what = models.CharField(_("what happened"), max_length=10, choices=ChangeKind)
    #: Codes of `portal.catalogue.change_fields`: what of the entry reads differently since.
    fields = models.JSONField(_("what changed"), default=list, blank=True)
    #: Number of the version that came into force with it; only measures have versions.
    version = models.PositiveSmallIntegerField(_("version"), null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("change of an entry")
        verbose_name_plural = _("changes of entries")
        indexes = [models.Index(fields=["entry", "-at"], name="change_of_entry")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.what} {self.at:%Y-%m-%d}"
