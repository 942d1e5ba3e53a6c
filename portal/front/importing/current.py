"""What the database says now, in the form of the files. A fixed number of queries, whatever the number of rows."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from portal.catalogue.enums import Kind
from portal.catalogue.models import Area, Category, Entry, Fact, Sector
from programs.models import Measure, MeasureVersion, Programme, Story, StoryUse
from spaces.models import Incubator, Place, Platform

from .checking import Known
from .columns import ENTRY, LANGUAGES, LIST_COLUMNS, PARTS, VERSION, Column, Snapshot

MODELS: dict[str, Any] = {
    Kind.INCUBATOR: Incubator,
    Kind.SPACE: Place,
    Kind.PLATFORM: Platform,
    Kind.MEASURE: Measure,
    Kind.PROGRAMME: Programme,
    Kind.STORY: Story,
}
LIST_MODELS: dict[str, Any] = {
    "areas": Area,
    "sectors": Sector,
    "categories": Category,
    "facts": Fact,
}


@dataclass(slots=True)
class Current:
    """Rows of the database by slug or code, and what they say."""

    entries: dict[str, Any] = field(default_factory=dict)
    said: dict[str, Snapshot] = field(default_factory=dict)
    lists: dict[str, dict[str, Any]] = field(default_factory=dict)
    lists_said: dict[str, dict[str, Snapshot]] = field(default_factory=dict)


def load_current(*, lock: bool) -> Current:
    """Everything the import may touch, sample data left out.

    lock: hold the entries until the transaction ends, so that nobody edits them between comparing and writing.
    """
    now = Current()
    for name in LIST_COLUMNS:
        load_list(name, now)
    if lock:
        list(Entry.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    sectors = related_values(Entry.sectors.through, "entry_id", "sector_id")
    sources = source_values(Entry.sources.through, "entry_id")
    for kind, model in MODELS.items():
        query = model.objects.filter(is_sample=False)
        if kind == Kind.MEASURE:
            query = query.select_related("current")
        if kind == Kind.PROGRAMME:
            query = query.select_related("host")
        rows = {row.pk: row for row in query}
        parts = load_parts(kind, rows)
        for pk, row in rows.items():
            now.entries[row.slug] = row
            said = {column.label: column.current(row) for column in ENTRY[kind]}
            if kind == Kind.MEASURE:
                said |= version_said(row)
            if kind == Kind.PROGRAMME:
                said["incubator"] = row.host.slug if row.host else None
            said |= {label: found.get(pk, []) for label, found in parts.items()}
            said["sectors"] = frozenset(sectors.get(pk, ()))
            said["sources"] = frozenset(sources.get(pk, ()))
            said["archived"] = row.archived_at is not None
            said["published"] = row.published_at is not None
            now.said[row.slug] = said
    return now


def version_said(measure: Measure) -> Snapshot:
    """What the version in force says; a measure without one says nothing yet."""
    if measure.current is None:
        return {column.label: None for column in VERSION}
    return {column.label: column.current(measure.current) for column in VERSION}


def load_list(name: str, now: Current) -> None:
    """The rows of one code list."""
    columns = LIST_COLUMNS[name][1]
    rows = {row.pk: row for row in LIST_MODELS[name].objects.all()}
    now.lists[name] = rows
    now.lists_said[name] = {
        code: {column.label: column.current(row) for column in columns}
        | {"position": row.position}
        | ({"archived": row.archived_at is not None} if name == "facts" else {})
        for code, row in rows.items()
    }


def load_parts(kind: str, rows: dict[int, Any]) -> dict[str, dict[int, list[Snapshot]]]:
    """Label to the rows of each entry: benefits, criteria and papers of what is in force, things a story used."""
    found: dict[str, dict[int, list[Snapshot]]] = {}
    owners = (
        {row.current_id: pk for pk, row in rows.items()} if kind == Kind.MEASURE else {pk: pk for pk in rows}
    )
    for label, related, columns in PARTS.get(kind, []):
        owner = "version_id" if kind == Kind.MEASURE else "programme_id"
        model = MeasureVersion if kind == Kind.MEASURE else Programme
        found[label] = part_rows(model._meta.get_field(related).related_model, owner, owners, columns)
    if kind == Kind.STORY:
        found["what_they_used"] = use_rows()
    return found


def part_rows(
    model: Any, owner: str, owners: dict[int, int], columns: list[Column]
) -> dict[int, list[Snapshot]]:
    """The rows of one part by entry."""
    found: dict[int, list[Snapshot]] = defaultdict(list)
    for part in model.objects.filter(**{f"{owner}__isnull": False}).order_by("position", "pk"):
        entry = owners.get(getattr(part, owner))
        if entry is not None:
            found[entry].append({column.label: column.current(part) for column in columns})
    return found


def use_rows() -> dict[int, list[Snapshot]]:
    """The things that stories used, by story."""
    found: dict[int, list[Snapshot]] = defaultdict(list)
    for use in StoryUse.objects.select_related("entry").order_by("position", "pk"):
        said = {lang: getattr(use, f"text_{lang}") or "" for lang in LANGUAGES}
        found[use.story_id].append({"entry": use.entry.slug if use.entry else None, **said})
    return found


def related_values(through: Any, owner: str, value: str) -> dict[int, list]:
    """The other side of a many-to-many relation, by owner."""
    found: dict[int, list] = defaultdict(list)
    for key, other in through.objects.values_list(owner, value):
        found[key].append(other)
    return found


def source_values(through: Any, owner: str) -> dict[int, list[tuple]]:
    """The sources of each entry."""
    found: dict[int, list[tuple]] = defaultdict(list)
    columns = ("source__title", "source__publisher", "source__url", "source__published")
    for key, *source in through.objects.values_list(owner, *columns):
        found[key].append(tuple(source))
    return found


def known_to(now: Current, directory_slugs: set[str], *, prune: bool) -> Known:
    """What the directory may refer to besides itself."""
    kinds, archived, samples = {}, set(), set()
    for slug, kind, is_sample, archived_at in Entry.objects.values_list(
        "slug", "kind", "is_sample", "archived_at"
    ):
        kinds[slug] = kind
        if is_sample:
            samples.add(slug)
        if archived_at or (prune and not is_sample and slug not in directory_slugs):
            archived.add(slug)
    lists = {
        name: {
            code: list_row(name, row) for code, row in rows.items() if not getattr(row, "archived_at", None)
        }
        for name, rows in now.lists.items()
    }
    return Known(lists, kinds, frozenset(archived), frozenset(samples))


def list_row(name: str, row: Any) -> dict[str, Any]:
    """A row of a code list with the parts that checks ask for."""
    if name != "facts":
        return {"code": row.pk}
    return {
        "name": row.name,
        "subject": row.subject,
        "type": row.type,
        "min": row.min,
        "max": row.max,
        "choices": row.choices or None,
    }
