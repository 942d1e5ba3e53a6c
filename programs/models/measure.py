"""A measure is an identity; its versions are the content. Published versions are frozen."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.catalogue.models import Entry, EntryContent, Source
from portal.catalogue.models.entry import date_order_constraints
from portal.kernel.models import Timestamped
from programs.enums import Instrument, VersionState


class Measure(Entry):
    """A subsidy measure. Its name, summary and dates repeat those of the version in force: see `services.policies`."""

    #: The version in force; empty until the first is published.
    current = models.OneToOneField(
        "MeasureVersion",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("version in force"),
    )

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")


class MeasureVersion(EntryContent, Timestamped):
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="versions", verbose_name=_("measure"))
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=10, choices=VersionState, default=VersionState.DRAFT)
    authority = models.CharField(_("issuing body"), max_length=300)
    instrument = models.CharField(_("instrument"), max_length=20, choices=Instrument)
    stackable_note = models.TextField(_("use together with other measures"), blank=True)
    sources = models.ManyToManyField(Source, related_name="+", blank=True, verbose_name=_("sources"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    retired_at = models.DateTimeField(_("replaced"), null=True, blank=True)

    class Meta:
        ordering = ["measure", "-number"]
        verbose_name = _("version of a measure")
        verbose_name_plural = _("versions of measures")
        constraints = [
            *date_order_constraints("version"),
            models.UniqueConstraint(fields=["measure", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["measure"], condition=models.Q(state=VersionState.DRAFT), name="version_one_draft"
            ),
            models.UniqueConstraint(
                fields=["measure"],
                condition=models.Q(state=VersionState.PUBLISHED),
                name="version_one_in_force",
            ),
            models.CheckConstraint(
                condition=models.Q(state=VersionState.DRAFT, published_at__isnull=True)
                | (~models.Q(state=VersionState.DRAFT) & models.Q(published_at__isnull=False)),
                name="version_published_has_date",
            ),
            models.CheckConstraint(condition=~models.Q(status=""), name="version_has_status"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"
