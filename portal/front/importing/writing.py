"""Carrying out a plan. Runs in the caller's transaction; entries are written one by one, all else in bulk."""

from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone

from portal.catalogue.changes import Noted, note_changes
from portal.catalogue.enums import ChangeKind, Kind
from portal.catalogue.models import Entry, Fact, Source
from portal.catalogue.search.indexing import index_entries, rebuild_index
from programs.enums import VersionState
from programs.models import Benefit, Criterion, Measure, MeasureVersion, RequiredPaper, StoryUse

from .building import Built
from .current import MODELS
from .planning import ARCHIVED, CREATED, Item, Plan
from .relations import Kept, write_relations

PART_MODELS: dict[str, Any] = {"benefit": Benefit, "eligibility": Criterion, "documents": RequiredPaper}


def write(
    plan: Plan, lists: list[tuple[Item, Any]], built: list[Built], kept: Kept, *, actor
) -> dict[str, Entry]:
    """Save everything; the entries that changed, by slug. kept: the relations as they were."""
    now = timezone.now()
    for item, row in lists:
        if item.group == "facts":
            row.archived_at = None
        row.save(force_insert=item.action == CREATED)
    gone_facts = [item.slug for item in plan.lists if item.action == ARCHIVED]
    Fact.objects.filter(pk__in=gone_facts).update(archived_at=now)

    order = list(MODELS)
    built = sorted(built, key=lambda one: order.index(one.item.group))
    hosts: dict[str, int] = {}
    for one in built:
        save_entry(one, hosts, now)
    write_versions([one for one in built if one.version], actor, now)
    write_parts(built)
    write_uses([one for one in built if "what_they_used" in one.parts])
    write_sectors([one for one in built if one.item.touches("sectors")])
    write_sources([one for one in built if one.item.touches("sources") or one.version])

    touched = {one.item.slug: one.entry for one in built}
    gone = [item.slug for item in plan.entries if item.action == ARCHIVED]
    for entry in Entry.objects.filter(slug__in=gone):
        touched[entry.slug] = entry
    Entry.objects.filter(slug__in=gone).update(archived_at=now, updated_at=now)
    related = write_relations(plan.relations, kept)
    write_history(built, [touched[slug] for slug in gone], related, now)
    # Entries are found by the names of their codes too, so a change of a code list concerns them all.
    if lists:
        rebuild_index()
    else:
        index_entries(entry.pk for entry in touched.values())
    return touched


def write_history(built: list[Built], gone: list[Entry], related: dict[str, Entry], now: datetime) -> None:
    """What readers can tell of the import, entry by entry. related: entries whose relations changed, by slug."""
    rows = []
    for one in built:
        fields = [difference.field for difference in one.item.differences]
        if one.item.action != CREATED and one.item.slug in related:
            fields.append("relations")
        number = one.version.number if one.version else None
        rows.append(Noted(one.entry, what_happened(one.item), fields, number))
    rows += [Noted(entry, ChangeKind.ARCHIVED) for entry in gone]
    told = {row.entry.slug for row in rows}
    rows += [
        Noted(entry, ChangeKind.CHANGED, ["relations"]) for slug, entry in related.items() if slug not in told
    ]
    note_changes(rows, at=now)


def what_happened(item: Item) -> ChangeKind:
    """An entry that was only a draft is new to readers, and one that was archived comes back."""
    moves = {difference.field for difference in item.differences} & {"published", "archived"}
    if item.action == CREATED or "published" in moves:
        return ChangeKind.ADDED
    return ChangeKind.RESTORED if moves else ChangeKind.CHANGED


def save_entry(one: Built, hosts: dict[str, int], now: datetime) -> None:
    """The entry's own rows. Incubators come before the programmes that they host."""
    entry, kind = one.entry, one.item.group
    entry.archived_at = None
    entry.published_at = entry.published_at or now
    if kind == Kind.PROGRAMME:
        entry.host_id = host_of(one.item.said["incubator"], hosts)
    entry.save(force_insert=one.item.action == CREATED)
    if kind == Kind.INCUBATOR:
        hosts[one.item.slug] = entry.pk


def host_of(slug: str | None, hosts: dict[str, int]) -> int | None:
    """The key of an incubator; one that this run did not touch is looked up once."""
    if slug and slug not in hosts:
        hosts[slug] = Entry.objects.values_list("pk", flat=True).get(slug=slug)
    return hosts[slug] if slug else None


def write_versions(built: list[Built], actor, now: datetime) -> None:
    """Retire what was in force and bring the new versions into force."""
    keys = [one.entry.pk for one in built]
    last = dict(
        MeasureVersion.objects.filter(measure__in=keys)
        .order_by()
        .values_list("measure")
        .annotate(last=Max("number"))
        .values_list("measure", "last")
    )
    MeasureVersion.objects.filter(measure__in=keys, state=VersionState.PUBLISHED).update(
        state=VersionState.RETIRED, retired_at=now
    )
    for one in built:
        one.version.measure_id = one.entry.pk
        one.version.number = last.get(one.entry.pk, 0) + 1
        one.version.published_at, one.version.published_by = now, actor
    MeasureVersion.objects.bulk_create([one.version for one in built])
    for one in built:
        one.entry.current = one.version
    Measure.objects.bulk_update([one.entry for one in built], ["current"], batch_size=200)


def write_parts(built: list[Built]) -> None:
    """Benefits, criteria and papers. A version's are new; a programme's replace those before."""
    for label, model in PART_MODELS.items():
        owners = [one for one in built if label in one.parts]
        programmes = [one.entry.pk for one in owners if not one.version]
        if programmes:
            model.objects.filter(programme__in=programmes).delete()
        rows = []
        for one in owners:
            for part in one.parts[label]:
                if one.version:
                    part.version_id = one.version.pk
                else:
                    part.programme_id = one.entry.pk
                rows.append(part)
        model.objects.bulk_create(rows)


def write_uses(built: list[Built]) -> None:
    """What stories used. All entries are saved by now, so that a story may name any of them."""
    wanted = {said["entry"] for one in built for said in one.item.said["what_they_used"] if said["entry"]}
    keys = dict(Entry.objects.filter(slug__in=wanted).values_list("slug", "pk"))
    StoryUse.objects.filter(story__in=[one.entry.pk for one in built]).delete()
    rows = []
    for one in built:
        for use, said in zip(one.parts["what_they_used"], one.item.said["what_they_used"], strict=True):
            use.story_id, use.entry_id = one.entry.pk, keys.get(said["entry"])
            rows.append(use)
    StoryUse.objects.bulk_create(rows)


def write_sectors(built: list[Built]) -> None:
    """Replace the sectors of these entries."""
    through = Entry.sectors.through
    through.objects.filter(entry__in=[one.entry.pk for one in built]).delete()
    through.objects.bulk_create(
        through(entry_id=one.entry.pk, sector_id=code)
        for one in built
        for code in sorted(one.item.said["sectors"])
    )


def write_sources(built: list[Built]) -> None:
    """Replace the sources of these entries and of their new versions. Sources are shared and never removed."""
    columns = ("title", "publisher", "url", "published")
    known = {tuple(key): pk for pk, *key in Source.objects.values_list("pk", *columns)}
    wanted = sorted({key for one in built for key in one.item.said["sources"]} - known.keys())
    fresh = Source.objects.bulk_create(Source(**dict(zip(columns, key, strict=True))) for key in wanted)
    known |= {key: source.pk for key, source in zip(wanted, fresh, strict=True)}

    of_entries: Any = Entry.sources.through
    of_versions: Any = MeasureVersion.sources.through
    of_entries.objects.filter(entry__in=[one.entry.pk for one in built]).delete()
    of_entries.objects.bulk_create(
        of_entries(entry_id=one.entry.pk, source_id=known[key])
        for one in built
        for key in one.item.said["sources"]
    )
    of_versions.objects.bulk_create(
        of_versions(measureversion_id=one.version.pk, source_id=known[key])
        for one in built
        if one.version
        for key in one.item.said["sources"]
    )
