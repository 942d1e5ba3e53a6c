"""Reads of what all six kinds share. Only entries the public may see come out of here."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from .enums import Openness
from .models import Area, Category, Entry, Sector
from .openness import openness_expression

#: Entries of this sector are for every sector.
ANY_SECTOR = "any"
#: States that the list leaves out unless asked.
OVER = (Openness.CLOSED, Openness.EXPIRED)


@dataclass(frozen=True, eq=False, slots=True)
class CodeLists:
    """The three code lists in their published order, with names. Equal only to itself, so that it can be a key."""

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
