"""Reads for the public pages of all kinds: few queries, and as many for 1 row as for 30."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.utils import timezone

from portal.catalogue.enums import Kind, Openness
from portal.catalogue.models import Entry
from portal.catalogue.selectors import OVER, entries_with_state
from programs.enums import VersionState
from programs.models import Benefit, Intake, Measure, MeasureVersion, Programme, Story, StoryUse
from spaces.models import Incubator, Place, Platform

#: Most neighbours and stories that a page names.
RELATED = 4
STORIES = 6


def public_of(model, sources: str = "sources") -> QuerySet:
    """Public entries of one kind, with what every detail page shows."""
    return model.objects.public().select_related("area", "category").prefetch_related("sectors", sources)


def public_measures() -> QuerySet[Measure]:
    """Measures with the version in force, its parts and its sources."""
    return (
        public_of(Measure, "current__sources")
        .select_related("current")
        .prefetch_related("current__benefits", "current__criteria", "current__papers")
    )


def public_programmes() -> QuerySet[Programme]:
    """Programmes with their incubator, tiers and criteria."""
    return public_of(Programme).select_related("host").prefetch_related("benefits", "criteria")


def public_stories() -> QuerySet[Story]:
    """Stories with what the firm used; a thing that is no longer public keeps its name and loses its link."""
    uses = StoryUse.objects.select_related("entry")
    return public_of(Story).select_related("sector").prefetch_related(Prefetch("uses", queryset=uses))


def public_incubators() -> QuerySet[Incubator]:
    """Incubators with the public programmes they run."""
    programmes = Programme.objects.public().order_by("slug")
    return public_of(Incubator).prefetch_related(Prefetch("programmes", queryset=programmes))


def public_places() -> QuerySet[Place]:
    """Places with their units."""
    return public_of(Place).prefetch_related("units")


def public_platforms() -> QuerySet[Platform]:
    return public_of(Platform)


def versions_of(measure: Measure) -> list[MeasureVersion]:
    """Published and replaced versions, newest first. Drafts are nobody's business but the editors'."""
    return list(measure.versions.exclude(state=VersionState.DRAFT).order_by("-number"))


@dataclass(frozen=True)
class Intakes:
    """The published intakes of one entry, by how they stand."""

    open: list[Intake] = field(default_factory=list)
    later: list[Intake] = field(default_factory=list)
    closed: list[Intake] = field(default_factory=list)


def intakes_of(entry: Measure | Programme | Place, now: datetime | None = None) -> Intakes:
    """The entry's published intakes, first to close and first to open in front, last closed first. One query."""
    now = now or timezone.now()
    rows = list(entry.intakes.filter(is_published=True).order_by("opens_at", "code"))
    running = [row for row in rows if row.is_open(now)]
    over = [row for row in rows if row.closes_at and row.closes_at <= now]
    return Intakes(
        open=sorted(running, key=closing),
        later=[row for row in rows if row.opens_at > now],
        closed=sorted(over, key=closing, reverse=True),
    )


def closing(intake: Intake) -> datetime:
    """The moment an intake closes; one without a closing date closes after all others."""
    return intake.closes_at or datetime.max.replace(tzinfo=UTC)


def open_intakes(now: datetime | None = None) -> dict[int, Intake]:
    """Every open intake by the id of its entry; of several, the one that closes last. One query."""
    rows = Intake.objects.open(now).order_by(F("closes_at").asc(nulls_last=True))
    return {target_id(row): row for row in rows}


def target_id(intake: Intake) -> int:
    """The id of the entry that an intake is on; a constraint sees to it that there is exactly one."""
    return intake.measure_id or intake.programme_id or intake.place_id or 0


def listed_entries(today: date, open_ids: list[int]) -> QuerySet[Entry]:
    """Public entries with their `state`; whatever takes applications on this portal (`open_ids`) counts as open."""
    entries = entries_with_state(today)
    if not open_ids:
        return entries
    return entries.alias(said=F("state")).annotate(
        state=Case(When(pk__in=open_ids, then=Value(Openness.OPEN)), default=F("said"))
    )


def tiers_by_entry(entries: Sequence[Entry]) -> Mapping[int, list[Benefit]]:
    """The benefit tiers of the measures (in force) and programmes among these entries. One query."""
    ids = [entry.pk for entry in entries if entry.kind in (Kind.MEASURE, Kind.PROGRAMME)]
    rows = (
        Benefit.objects.filter(
            Q(version__measure__in=ids, version__state=VersionState.PUBLISHED) | Q(programme__in=ids)
        )
        .select_related("version")
        .order_by("position", "pk")
    )
    tiers: defaultdict[int, list[Benefit]] = defaultdict(list)
    for row in rows:
        owner = row.version.measure_id if row.version else row.programme_id
        tiers[owner or 0].append(row)
    return tiers


@dataclass(frozen=True)
class Neighbours:
    stories: Sequence[Any]
    #: With their `state`.
    related: Sequence[Any]


def neighbours_of(entry: Entry, today: date) -> Neighbours:
    """Stories of firms that used the entry, and a few entries of its kind and area. One query for both.

    Nearest first: the same category, then what is open, then the newest. What is over is left out.
    """
    told = StoryUse.objects.filter(story_id=OuterRef("pk"), entry_id=entry.pk)
    rows = (
        entries_with_state(today)
        .exclude(pk=entry.pk)
        .annotate(
            tells=Exists(told),
            near=Case(
                When(Q(category=entry.category_id) & Q(category__isnull=False), then=0),
                default=1,
                output_field=IntegerField(),
            ),
            shut=Case(When(state=Openness.OPEN, then=0), default=1, output_field=IntegerField()),
        )
        .filter(Q(tells=True) | (Q(kind=entry.kind, area=entry.area_id) & ~Q(state__in=OVER)))
        .order_by("-tells", "near", "shut", F("as_of").desc(nulls_last=True), "slug")
    )
    found = list(rows[: RELATED + STORIES])
    return Neighbours(
        stories=[row for row in found if row.tells][:STORIES],
        related=[row for row in found if not row.tells][:RELATED],
    )
