"""What all six kinds of catalogue entry share.

`Entry` is a table of its own (each kind's table extends it), so that slugs are unique across kinds, the combined list
is one query, and anything may point at an entry without knowing its kind.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.catalogue.enums import Confidence, Kind, Status
from portal.catalogue.openness import openness
from portal.kernel.clock import today
from portal.kernel.models import Timestamped

from .codes import Area, Category, Sector
from .source import Source


class EntryContent(models.Model):
    """The words and dates that change from one version of an entry to the next."""

    name = models.CharField(_("name"), max_length=300)
    summary = models.TextField(_("summary"))
    caveat = models.TextField(_("caveat"), blank=True)
    #: Empty for kinds that are neither open nor closed (places, platforms, stories).
    status = models.CharField(_("status"), max_length=10, choices=Status, blank=True)
    effective_from = models.DateField(_("in force from"), null=True, blank=True)
    effective_to = models.DateField(_("in force until"), null=True, blank=True)
    opens = models.DateField(_("opens"), null=True, blank=True)
    closes = models.DateField(_("closes"), null=True, blank=True)
    rolling = models.BooleanField(_("no fixed window"), null=True, blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence)

    class Meta:
        abstract = True

    #: Columns copied when a version is published, per language where translated.
    TRANSLATED = ("name", "summary", "caveat")
    PLAIN = ("status", "effective_from", "effective_to", "opens", "closes", "rolling", "as_of", "confidence")

    @property
    def openness(self) -> str:
        """One of Openness as of today in Hong Kong; empty for kinds without a window."""
        return openness(self, today())


def date_order_constraints(prefix: str) -> list[models.CheckConstraint]:
    """Constraints that keep each pair of dates in order; the prefix keeps their names apart between tables."""
    pairs = (("effective_from", "effective_to"), ("opens", "closes"))
    return [
        models.CheckConstraint(
            condition=models.Q(**{f"{first}__isnull": True})
            | models.Q(**{f"{last}__isnull": True})
            | models.Q(**{f"{first}__lte": models.F(last)}),
            name=f"{prefix}_{first}_in_order",
        )
        for first, last in pairs
    ]


class PublicEntry(models.QuerySet):
    """Reads that respect what the public may see."""

    def public(self):
        """Entries that are neither archived nor still waiting for their first published version."""
        return self.filter(archived_at__isnull=True, published_at__isnull=False)


class Entry(EntryContent, Timestamped):
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, editable=False)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("category")
    )
    sectors = models.ManyToManyField(Sector, related_name="+", verbose_name=_("sectors"))
    sources = models.ManyToManyField(Source, related_name="+", blank=True, verbose_name=_("sources"))
    is_sample = models.BooleanField(_("sample data"), default=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)

    objects = PublicEntry.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("catalogue entry")
        verbose_name_plural = _("catalogue entries")
        indexes = [
            models.Index(fields=["kind", "area"], name="entry_kind_area"),
            models.Index(fields=["-as_of", "slug"], name="entry_newest"),
        ]
        constraints = [
            *date_order_constraints("entry"),
            models.CheckConstraint(
                condition=models.Q(kind=Kind.MEASURE, category__isnull=False)
                | (~models.Q(kind=Kind.MEASURE) & models.Q(category__isnull=True)),
                name="entry_category_of_measures",
            ),
            models.CheckConstraint(
                condition=(models.Q(kind__in=[Kind.MEASURE, Kind.PROGRAMME]) & ~models.Q(status=""))
                | (~models.Q(kind__in=[Kind.MEASURE, Kind.PROGRAMME]) & models.Q(status="")),
                name="entry_status_of_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.name
