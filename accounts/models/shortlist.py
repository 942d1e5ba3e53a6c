"""What a firm has put aside in the catalogue, seen and edited by all its members."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.catalogue.models import Entry

from .firm import Firm

#: Most entries on a firm's list, and characters of a note.
MOST = 100
NOTE_LENGTH = 500


class ShortlistItem(models.Model):
    firm = models.ForeignKey(Firm, models.CASCADE, related_name="shortlist")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    note = models.TextField(_("note"), max_length=NOTE_LENGTH, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        ordering = ["-added_at", "-pk"]
        verbose_name = _("entry on a shortlist")
        verbose_name_plural = _("entries on shortlists")
        constraints = [models.UniqueConstraint(fields=["firm", "entry"], name="shortlist_entry_once")]

    def __str__(self) -> str:
        return str(self.entry)
