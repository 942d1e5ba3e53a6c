"""Loading entries for lists: with their kind's own columns, their sources and tiers, in few queries."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.catalogue.models import Entry
from programs.models import Intake
from programs.selectors.catalogue import tiers_by_entry

from .listing import Search
from .profiles import codes_of
from .rows import Row, row_of

#: Tables that rows take columns from: joined, so that a page of rows is one query.
KIND_TABLES = ("measure__current", "programme", "incubator", "place")


def with_kind_tables(entries):
    """The entries with each kind's own columns and their sources."""
    return entries.select_related(*KIND_TABLES).prefetch_related("sources")


def rows_from(
    entries: Sequence[Any], *, area_names: Mapping[str, str], intakes: Mapping[int, Intake]
) -> list[Row]:
    """The rows of entries that were loaded `with_kind_tables`, in their order. One query, for the tiers.

    area_names: by code. intakes: those open for these entries, by the entry's id.
    """
    tiers = tiers_by_entry(entries)
    return [
        row_of(
            entry,
            area_name=area_names.get(entry.area_id, ""),
            tiers=tiers[entry.pk],
            intake=intakes.get(entry.pk),
        )
        for entry in entries
    ]


def rows_of(keys: Sequence[int], found: Search) -> list[Row]:
    """The rows of entries given by id: three queries however many."""
    entries: dict[int, Any] = with_kind_tables(Entry.objects.public()).in_bulk(keys)
    return rows_from(
        [entries[pk] for pk in keys if pk in entries],
        area_names={area.code: area.name for area in codes_of(found.revision).areas},
        intakes=found.intakes,
    )
