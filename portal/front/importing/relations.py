"""Relations of entries (`relations.yaml`): checked, compared and written apart, as each one needs two entries."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.catalogue.models import Entry, Relation

from .checking import Known, check_values, has_slug
from .columns import Snapshot, text, words
from .current import Current
from .faults import Faults
from .planning import ARCHIVED, CHANGED, CREATED, UNCHANGED, Difference, Item, compare
from .reading import RELATIONS, Directory, name_of
from .shape import check_shape, shown

FILE = f"{RELATIONS}.yaml"
COLUMNS = [words("kind"), *text("note")]
#: The two slugs in the order of the alphabet: a relation has no direction.
Pair = tuple[str, str]


@dataclass(slots=True)
class Kept:
    """The relations in the database by pair, sample entries left out, and what they say."""

    rows: dict[Pair, Relation] = field(default_factory=dict)
    said: dict[Pair, Snapshot] = field(default_factory=dict)


def pair_of(first: str, second: str) -> Pair:
    return (first, second) if first <= second else (second, first)


def label_of(pair: Pair) -> str:
    """How messages and records call a relation."""
    return "+".join(pair)


def check_relations(found: Directory, known: Known, faults: Faults) -> None:
    """Both entries exist and differ, and no two relations are of the same pair."""
    here = {row.data["slug"] for row in found.rows if has_slug(row)}
    there = known.kinds.keys() - known.archived
    seen: set[Pair] = set()
    for number, data in enumerate(found.relations or (), 1):
        label = relation_name(data, number)
        check_shape(data, "relation", FILE, label, faults)
        if not isinstance(data, dict):
            continue
        check_values(data, FILE, label, faults)
        ends = [data.get("entry"), data.get("other")]
        for name, slug in zip(("entry", "other"), ends, strict=True):
            if isinstance(slug, str) and slug not in here and slug not in there:
                gone = slug in known.archived
                faults.add(
                    FILE, label, name, f"entry {slug} is archived" if gone else f"no entry {shown(slug)}"
                )
            elif isinstance(slug, str) and slug in known.samples:
                faults.add(FILE, label, name, f"entry {slug} is sample data")
        first, second = ends
        if not isinstance(first, str) or not isinstance(second, str):
            continue
        pair = pair_of(first, second)
        if pair[0] == pair[1]:
            faults.add(FILE, label, "other", "is the entry itself")
        if pair in seen:
            faults.add(FILE, label, "other", "the relation of these two is given twice")
        seen.add(pair)


def relation_name(data: Any, number: int) -> str:
    """Both slugs; the number where they cannot be used."""
    ends = [name_of(data, key, number) for key in ("entry", "other")]
    return label_of(pair_of(*ends)) if not any(end.startswith("#") for end in ends) else f"#{number}"


def load_relations(now: Current) -> Kept:
    """Those between entries that an import may touch. One query."""
    slugs = {entry.pk: slug for slug, entry in now.entries.items()}
    kept = Kept()
    for row in Relation.objects.all():
        if row.entry_id in slugs and row.other_id in slugs:
            pair = pair_of(slugs[row.entry_id], slugs[row.other_id])
            kept.rows[pair] = row
            kept.said[pair] = {column.label: column.current(row) for column in COLUMNS}
    return kept


def plan_relations(found: Directory, kept: Kept, *, prune: bool) -> Iterator[Item]:
    """What to do with each relation. Without the file nothing is done; `prune` takes away what the file lacks."""
    if found.relations is None:
        return
    held = set()
    for data in found.relations:
        pair = pair_of(data["entry"], data["other"])
        held.add(pair)
        said = {column.label: column.read(data) for column in COLUMNS}
        yield compare(RELATIONS, label_of(pair), FILE, kept.said.get(pair), said)
    for pair in sorted(kept.rows.keys() - held if prune else ()):
        gone = [Difference("kind", kept.said[pair]["kind"], None)]
        yield Item(RELATIONS, label_of(pair), "-", ARCHIVED, differences=gone)


def write_relations(items: Iterable[Item], kept: Kept) -> dict[str, Entry]:
    """Carry it out, once the entries are saved; the entries whose relations changed, by slug."""
    todo = [item for item in items if item.action != UNCHANGED]
    pairs: dict[str, Pair] = {item.slug: pair_of(*item.slug.split("+")) for item in todo}
    wanted = {slug for pair in pairs.values() for slug in pair}
    entries = {entry.slug: entry for entry in Entry.objects.filter(slug__in=wanted)}
    gone = [kept.rows[pairs[item.slug]].pk for item in todo if item.action == ARCHIVED]
    Relation.objects.filter(pk__in=gone).delete()
    for item in todo:
        if item.action == CHANGED:
            row = kept.rows[pairs[item.slug]]
            fill(row, item.said)
            row.save()
    Relation.objects.bulk_create(
        fill(Relation(entry=entries[first], other=entries[second]), item.said)
        for item in todo
        if item.action == CREATED
        for first, second in [pairs[item.slug]]
    )
    return entries


def fill(row: Relation, said: Mapping[str, Any]) -> Relation:
    """The row with what was said."""
    for column in COLUMNS:
        setattr(row, column.attr, said[column.label])
    return row
