"""Saving made-up entries in batches, each kind with a few parts, and indexing them as any others."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from portal.catalogue.enums import Kind
from portal.catalogue.models import Entry
from portal.catalogue.search.indexing import index_entries
from portal.kernel.languages import SUFFIXES
from programs.enums import VersionState
from programs.models import Benefit, Criterion, Measure, MeasureVersion, Programme, Story
from spaces.models import Incubator, Place, Platform

from .mixing import Mixed

BATCH = 1000
MODELS: dict[str, Any] = {
    Kind.MEASURE: Measure,
    Kind.PROGRAMME: Programme,
    Kind.INCUBATOR: Incubator,
    Kind.SPACE: Place,
    Kind.PLATFORM: Platform,
    Kind.STORY: Story,
}
#: Columns of an entry that a made-up one takes from its template as they are.
SAME = ("kind", "category_id", *Entry.PLAIN)


class Templates:
    """The real entries that made-up ones are mixed from, with all that these take over."""

    def __init__(self) -> None:
        real = Entry.objects.public().filter(is_sample=False).order_by("pk")
        self.entries = list(real.prefetch_related("sectors", "sources"))
        self.versions = {
            version.measure_id: version
            for version in MeasureVersion.objects.filter(state=VersionState.PUBLISHED).prefetch_related(
                "benefits", "criteria"
            )
        }
        self.programmes = Programme.objects.prefetch_related("benefits", "criteria").in_bulk()


def save_mixed(mixed: Iterable[Mixed], templates: Templates, *, told=lambda count: None) -> int:
    """Save made-up entries in batches of BATCH; how many. `told` hears the count after each batch."""
    rest, done = iter(mixed), 0
    while batch := list(islice(rest, BATCH)):
        with transaction.atomic():
            save_batch(batch, templates)
        done += len(batch)
        told(done)
    return done


def save_batch(batch: list[Mixed], templates: Templates) -> None:
    now = timezone.now()
    entries = Entry.objects.bulk_create([entry_of(each, now) for each in batch])
    save_codes(batch, entries)
    pairs = list(zip(batch, entries, strict=True))
    for kind, model in MODELS.items():
        copy_rows(model, [(entry.pk, each.template.pk) for each, entry in pairs if entry.kind == kind])
    versions = MeasureVersion.objects.bulk_create(
        version_of(templates.versions[each.template.pk], entry, now)
        for each, entry in pairs
        if entry.kind == Kind.MEASURE
    )
    only = MeasureVersion.objects.filter(measure=OuterRef("pk")).values("pk")
    Measure.objects.filter(pk__in=[version.measure_id for version in versions]).update(current=Subquery(only))
    save_parts(batch, entries, versions, templates)
    index_entries(entry.pk for entry in entries)


def copy_rows(model, pairs: list[tuple[int, int]]) -> None:
    """Rows of a kind's own table for new entries, each with the columns of its template: (new id, template's id).

    In SQL, for no bulk insert of Django's knows tables that extend another.
    """
    columns = [
        connection.ops.quote_name(field.column)
        for field in model._meta.local_concrete_fields
        if not field.primary_key and field.attname != "current_id"
    ]
    table, listed = connection.ops.quote_name(model._meta.db_table), ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} (entry_ptr_id, {listed}) "  # noqa: S608
            f"SELECT %s, {listed} FROM {table} WHERE entry_ptr_id = %s"
            if columns
            else f"INSERT INTO {table} (entry_ptr_id) SELECT %s FROM {table} WHERE entry_ptr_id = %s",  # noqa: S608
            pairs,
        )


def entry_of(each: Mixed, now) -> Entry:
    texts = {f"name_{suffix}": name for suffix, name in each.names.items()}
    texts |= {f"summary_{suffix}": getattr(each.told, f"summary_{suffix}") for suffix in SUFFIXES.values()}
    same = {name: getattr(each.template, name) for name in SAME}
    return Entry(slug=each.slug, area_id=each.area_id, is_sample=True, published_at=now, **texts, **same)


def version_of(template: MeasureVersion, entry: Entry, now) -> MeasureVersion:
    """Version 1 of a made-up measure, with the words of the entry and the rest of its template's."""
    copied = {
        field.attname: getattr(template, field.attname)
        for field in MeasureVersion._meta.concrete_fields
        if not field.primary_key
    }
    texts = {
        f"{name}_{suffix}": getattr(entry, f"{name}_{suffix}")
        for name in ("name", "summary")
        for suffix in SUFFIXES.values()
    }
    changed = {"measure_id": entry.pk, "number": 1, "published_at": now, "published_by_id": None, **texts}
    return MeasureVersion(**{**copied, **changed})


def save_codes(batch: list[Mixed], entries: list[Entry]) -> None:
    """Sectors and one source, as the template has them."""
    sectors: Any = Entry.sectors.through
    sources: Any = Entry.sources.through
    pairs = list(zip(batch, entries, strict=True))
    sectors.objects.bulk_create(
        sectors(entry_id=entry.pk, sector_id=row.pk)
        for each, entry in pairs
        for row in each.template.sectors.all()
    )
    sources.objects.bulk_create(
        sources(entry_id=entry.pk, source_id=row.pk)
        for each, entry in pairs
        for row in list(each.template.sources.all())[:1]
    )


def save_parts(batch: list[Mixed], entries: list[Entry], versions, templates: Templates) -> None:
    """One benefit and up to two criteria for each measure and programme."""
    by_measure = {version.measure_id: version for version in versions}
    benefits, criteria = [], []
    source: Any
    for each, entry in zip(batch, entries, strict=True):
        key = each.template.pk
        if entry.pk in by_measure:
            source, owner = templates.versions[key], {"version_id": by_measure[entry.pk].pk}
        elif key in templates.programmes:
            source, owner = templates.programmes[key], {"programme_id": entry.pk}
        else:
            continue
        benefits += [copy_part(part, owner) for part in list(source.benefits.all())[:1]]
        criteria += [copy_part(part, owner) for part in list(source.criteria.all())[:2]]
    Benefit.objects.bulk_create(benefits)
    Criterion.objects.bulk_create(criteria)


def copy_part(part, owner: dict[str, int]):
    """An unsaved copy of a benefit or criterion for another owner."""
    values = {
        field.attname: getattr(part, field.attname)
        for field in part._meta.concrete_fields
        if not field.primary_key and field.attname not in ("version_id", "programme_id")
    }
    return type(part)(**values, **owner)
