"""What firms have allowed: which body gets what, on which side, for which purpose, under which text."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Bank, ConsentPurpose
from portal.kernel.models import Timestamped

from .firm import Firm


class ConsentText(Timestamped):
    """The words that people agree to. A published version is never changed; a new number replaces it."""

    purpose = models.CharField(_("purpose"), max_length=10, choices=ConsentPurpose)
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)
    #: `{body}` and `{side}` stand for the body and the side of the boundary.
    body = models.TextField(_("text"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    class Meta:
        ordering = ["purpose", "-number"]
        verbose_name = _("text of a consent")
        verbose_name_plural = _("texts of consents")
        constraints = [models.UniqueConstraint(fields=["purpose", "number"], name="consent_text_once")]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class Consent(models.Model):
    """One line of the ledger; only its revocation is ever written later."""

    firm = models.ForeignKey(Firm, models.CASCADE, related_name="consents", verbose_name=_("firm"))
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="consents", verbose_name=_("text"))
    #: The body by its English name, which is its key, and as it was called then in each language.
    body = models.CharField(_("body"), max_length=200)
    body_names = models.JSONField(default=dict)
    side = models.CharField(_("side"), max_length=5, choices=Bank)
    #: Reference of the application that it is about.
    about = models.CharField(_("application"), max_length=20, blank=True)
    given_at = models.DateTimeField(_("given"), auto_now_add=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-given_at", "-pk"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["firm", "text", "body", "about"],
                condition=Q(revoked_at__isnull=True),
                name="consent_once_in_force",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="consent_revoked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.firm_id} → {self.body}"
