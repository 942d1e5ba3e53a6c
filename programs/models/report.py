"""What readers report about entries: something is wrong, with the page they saw."""

from django.conf import settings
from django.core.validators import MaxLengthValidator, MinLengthValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.catalogue.models import Entry
from programs.enums import ReportAbout, ReportState


class EntryReport(models.Model):
    SHORTEST, LONGEST = 10, 2000

    entry = models.ForeignKey(
        Entry, models.PROTECT, related_name="reports", verbose_name=_("catalogue entry")
    )
    about = models.CharField(_("what is wrong"), max_length=10, choices=ReportAbout)
    text = models.TextField(
        _("report"),
        max_length=LONGEST,
        validators=[MinLengthValidator(SHORTEST), MaxLengthValidator(LONGEST)],
    )
    source_url = models.URLField(_("source"), max_length=1000, blank=True)
    #: Where the answer goes; empty where nobody asked for one.
    email = models.EmailField(_("e-mail"), blank=True)
    #: The language of the page, for the answer.
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reported by"),
    )
    #: Keyed hash of a stranger's network address, for the limit, and emptied some days later; the address itself is
    #: not kept.
    address_hash = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(_("reported"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=ReportState, default=ReportState.NEW)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("report about an entry")
        verbose_name_plural = _("reports about entries")
        indexes = [
            models.Index(fields=["state", "created_at"], name="report_state"),
            models.Index(fields=["address_hash", "created_at"], name="report_address"),
            models.Index(fields=["reporter", "created_at"], name="report_reporter"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=ReportState.NEW, answered_at__isnull=True)
                | (~models.Q(state=ReportState.NEW) & models.Q(answered_at__isnull=False)),
                name="report_answered_has_date",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """What the reader is told and staff can look for, such as ER-000123."""
        return f"ER-{self.pk:06d}"
