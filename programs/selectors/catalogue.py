"""Reads for the public pages of all kinds: few queries, and as many for 1 row as for 30."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.utils import timezone

from portal.catalogue.enums import Kind, Openness
from portal.catalogue.history import history_of
from portal.catalogue.models import Change, Entry
from portal.catalogue.relations import Related, relations_of
from portal.catalogue.selectors import OVER, entries_with_state
from programs.enums import VersionState
from programs.models import (
    Benefit,
    Intake,
    Measure,
    MeasureVersion,
    Programme,
    RequiredPaper,
    Story,
    StoryUse,
)
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


def version_and_successor(
    measure: Measure, number: int
) -> tuple[MeasureVersion | None, MeasureVersion | None]:
    """A published or replaced version with its parts, and the one that replaced it; None for what is not there."""
    rows = (
        measure.versions.exclude(state=VersionState.DRAFT)
        .filter(number__gte=number)
        .order_by("number")
        .prefetch_related("benefits", "criteria", "papers", "sources")
    )
    found = list(rows[:2])
    if not found or found[0].number != number:
        return None, None
    return found[0], found[1] if len(found) > 1 else None


@dataclass(frozen=True)
class Intakes:
    """The published intakes of one entry, by how they stand."""

    open: list[Intake] = field(default_factory=list)
    later: list[Intake] = field(default_factory=list)
    closed: list[Intake] = field(default_factory=list)

    @property
    def first(self) -> Intake | None:
        """The open one that closes first, else the first to open."""
        return next(iter([*self.open, *self.later]), None)


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


def intakes_to_come() -> list[Intake]:
    """The published intakes that are open or will be, the one that closes last at the end. One query."""
    over = Q(closes_at__lte=timezone.now())
    rows = Intake.objects.filter(is_published=True).exclude(over)
    return list(rows.order_by(F("closes_at").asc(nulls_last=True)))


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
    return parts_by_entry(Benefit, entries)


def parts_by_entry(model, entries: Sequence[Any]) -> Mapping[int, list]:
    """The benefits, criteria or papers (`model`) of these entries, in order, by the entry's id. One query.

    Only measures, which say it in their version in force, and programmes have any; programmes have no papers. The
    measure of an entry of that kind has been loaded with it.
    """
    measures = {entry.measure.current_id: entry.pk for entry in entries if entry.kind == Kind.MEASURE}
    owned = Q(version__in=measures)
    if model is not RequiredPaper:
        owned |= Q(programme__in=[entry.pk for entry in entries if entry.kind == Kind.PROGRAMME])
    parts: defaultdict[int, list] = defaultdict(list)
    for row in model.objects.filter(owned).order_by("position", "pk"):
        owner = measures[row.version_id] if row.version_id else row.programme_id
        parts[owner].append(row)
    return parts


@dataclass(frozen=True)
class Neighbours:
    stories: Sequence[Any]
    #: With their `state`.
    related: Sequence[Any]
    relations: Sequence[Related] = ()
    history: Sequence[Change] = ()


def neighbours_of(entry: Entry, today: date) -> Neighbours:
    """What stands around an entry: stories of firms that used it, a few entries of its kind and area, what it can and
    cannot be used with, and its history. Three queries.

    Related entries come nearest first: the same category, then what is open, then the newest. What is over is left out.
    """
    relations = relations_of(entry)
    named = [entry.pk, *(row.entry.pk for row in relations)]
    told = StoryUse.objects.filter(story_id=OuterRef("pk"), entry_id=entry.pk)
    rows = (
        entries_with_state(today)
        .annotate(
            tells=Exists(told),
            near=Case(
                When(Q(category=entry.category_id) & Q(category__isnull=False), then=0),
                default=1,
                output_field=IntegerField(),
            ),
            shut=Case(When(state=Openness.OPEN, then=0), default=1, output_field=IntegerField()),
        )
        .filter(
            Q(tells=True) | (Q(kind=entry.kind, area=entry.area_id) & ~Q(state__in=OVER) & ~Q(pk__in=named))
        )
        .order_by("-tells", "near", "shut", F("as_of").desc(nulls_last=True), "slug")
    )
    found = list(rows[: RELATED + STORIES])
    return Neighbours(
        stories=[row for row in found if row.tells][:STORIES],
        related=[row for row in found if not row.tells][:RELATED],
        relations=relations,
        history=history_of(entry),
    )
