"""Papers that firms upload. Files are private and never overwritten."""

import secrets

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Firm
from programs.enums import Attestation, PaperKind, PaperLanguage, ScanState, Translation


def private_storage():
    return storages["private"]


def random_name(instance, filename: str) -> str:
    """A path that tells nothing and cannot be guessed; the given name is kept in the row only."""
    token = secrets.token_hex(16)
    return f"documents/{token[:2]}/{token}"


class Document(models.Model):
    firm = models.ForeignKey(Firm, models.PROTECT, related_name="documents", verbose_name=_("firm"))
    file = models.FileField(_("file"), storage=private_storage, upload_to=random_name)
    original_name = models.CharField(_("file name"), max_length=255)
    #: As found in the content, never as claimed by the browser.
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    kind = models.CharField(_("kind of paper"), max_length=24, choices=PaperKind, default=PaperKind.OTHER)
    title = models.CharField(_("title"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=PaperLanguage, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    attestation = models.CharField(
        _("attestation"), max_length=9, choices=Attestation, default=Attestation.NONE
    )
    translation = models.CharField(
        _("translation"), max_length=10, choices=Translation, default=Translation.NOT_NEEDED
    )
    scan = models.CharField(
        _("virus scan"), max_length=11, choices=ScanState, default=ScanState.UNSCANNED, db_index=True
    )
    scanned_at = models.DateTimeField(_("scanned"), null=True, blank=True)
    #: What the scanner called it; for staff.
    scan_note = models.CharField(_("found by the scanner"), max_length=200, blank=True)
    #: When the firm was told that it expires soon.
    reminded_at = models.DateTimeField(null=True, blank=True)
    #: Out of the library; applications that hold it keep it.
    archived_at = models.DateTimeField(_("put away"), null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    #: The application it was uploaded for: what the zone sees of them is in `selectors.documents`.
    application = models.ForeignKey(
        "programs.Application", models.PROTECT, null=True, blank=True, related_name="documents"
    )
    #: The older paper that this one replaces.
    supersedes = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("replaces"),
    )

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes = [models.Index(fields=["firm", "kind"], name="document_library")]
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="document_not_empty"),
            models.CheckConstraint(
                condition=models.Q(issued_on__isnull=True)
                | models.Q(expires_on__isnull=True)
                | models.Q(expires_on__gte=models.F("issued_on")),
                name="document_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.original_name
