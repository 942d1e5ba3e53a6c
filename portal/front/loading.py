"""Loading entries for lists: with their kind's own columns, their newest source and tiers, in few queries."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from portal.catalogue.models import Entry, Source
from portal.kernel.languages import SUFFIXES
from programs.models import Intake
from programs.selectors.catalogue import tiers_by_entry

from .listing import Search
from .profiles import codes_of
from .rows import Row, row_of

#: Tables that rows take columns from: joined, so that a page of rows is one query.
KIND_TABLES = ("measure__current", "programme", "incubator", "place")
#: The columns that rows show. Reading and unpacking all of them takes twice as long.
SHOWN = (
    "slug",
    "kind",
    "area",
    "category",
    "is_sample",
    "status",
    "effective_from",
    "effective_to",
    "opens",
    "closes",
    "rolling",
    "as_of",
    *(f"{field}_{suffix}" for field in ("name", "summary") for suffix in SUFFIXES.values()),
    "measure__current__instrument",
    "programme__length_months",
    "programme__cohort_size",
    "incubator__firms_incubated",
    "incubator__total_sqm",
    "place__rent_amount",
    "place__rent_currency",
    "place__rent_per",
    "place__total_sqm",
    "place__space_type",
)


def with_kind_tables(entries):
    """The entries with each kind's own columns."""
    return entries.select_related(*KIND_TABLES)


def rows_from(
    entries: Sequence[Any], *, area_names: Mapping[str, str], intakes: Mapping[int, Intake]
) -> list[Row]:
    """The rows of entries that were loaded `with_kind_tables`, in their order. Two queries: tiers and sources.

    area_names: by code. intakes: those open for these entries, by the entry's id.
    """
    tiers = tiers_by_entry(entries)
    sources = newest_sources(entry.pk for entry in entries)
    return [
        row_of(
            entry,
            area_name=area_names.get(entry.area_id, ""),
            tiers=tiers[entry.pk],
            source=sources.get(entry.pk),
            intake=intakes.get(entry.pk),
        )
        for entry in entries
    ]


def newest_sources(keys: Iterable[int]) -> dict[int, Source]:
    """The newest source of each of these entries that has any. One query."""
    through: Any = Entry.sources.through
    cited = through.objects.filter(entry__in=list(keys)).select_related("source")
    # The order of sources backwards: the first of an entry's comes last, and stays.
    return {
        row.entry_id: row.source for row in cited.order_by("source__published", "-source__title", "-source")
    }


def rows_of(keys: Sequence[int], found: Search) -> list[Row]:
    """The rows of entries given by id: three queries however many. What they do not show is not loaded."""
    entries: dict[int, Any] = with_kind_tables(Entry.objects.public()).only(*SHOWN).in_bulk(keys)
    return rows_from(
        [entries[pk] for pk in keys if pk in entries],
        area_names={area.code: area.name for area in codes_of(found.revision).areas},
        intakes=found.intakes,
    )
