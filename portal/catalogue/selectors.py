"""Reads of what all six kinds share. Only entries the public may see come out of here."""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_, or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.kernel.languages import SUFFIXES

from .enums import Openness
from .models import Area, Category, Entry, Sector
from .openness import openness_expression
from .wording import search_words

#: Entries of this sector are for every sector.
ANY_SECTOR = "any"
#: States that the list leaves out unless asked.
OVER = (Openness.CLOSED, Openness.EXPIRED)

EntrySector = Entry.sectors.through


@dataclass(frozen=True, slots=True)
class CodeLists:
    """The three code lists in their published order, with names."""

    areas: list[Area]
    sectors: list[Sector]
    categories: list[Category]


def code_lists() -> CodeLists:
    """All areas, sectors and categories: three queries."""
    return CodeLists(list(Area.objects.all()), list(Sector.objects.all()), list(Category.objects.all()))


def entries_with_state(today: date) -> QuerySet[Entry]:
    """Public entries, each with its `state` on the given day: one of `Openness`, or empty."""
    return Entry.objects.public().annotate(state=openness_expression(today))


def is_public(entry: Entry) -> bool:
    """`PublicEntry.public()` for a row in hand."""
    return entry.archived_at is None and entry.published_at is not None


def with_words(entries: QuerySet[Entry], query: str) -> QuerySet[Entry]:
    """The entries whose name or summary, in any of the languages, holds every word of the query."""
    columns = [
        f"{field}_{suffix}__icontains" for field in ("name", "summary") for suffix in SUFFIXES.values()
    ]
    conditions = [reduce(or_, (Q(**{column: word}) for column in columns)) for word in search_words(query)]
    return entries.filter(reduce(and_, conditions)) if conditions else entries


def of_sectors(entries: QuerySet[Entry], codes: list[str]) -> QuerySet[Entry]:
    """The entries of any of these sectors, and those that are for every sector."""
    rows = EntrySector.objects.filter(entry_id=OuterRef("pk"), sector_id__in=[*codes, ANY_SECTOR])
    return entries.filter(Exists(rows))


def sector_rows(entries: QuerySet[Entry]) -> QuerySet:
    """Rows (entry, sector) of these entries for counting: an entry for every sector counts as that one only."""
    every = EntrySector.objects.filter(entry_id=OuterRef("entry_id"), sector_id=ANY_SECTOR)
    return EntrySector.objects.filter(entry_id__in=entries.order_by().values("pk")).filter(
        Q(sector_id=ANY_SECTOR) | ~Exists(every)
    )
