"""Loading entries to stand side by side, and others that might stand beside them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, When, prefetch_related_objects

from portal.catalogue.enums import Openness
from portal.catalogue.models import Entry
from portal.catalogue.selectors import OVER
from portal.kernel.clock import today
from programs.models import Criterion, RequiredPaper
from programs.selectors.catalogue import listed_entries, parts_by_entry

from .comparing import Line, Parts, lines_of
from .picked import public_rows
from .rows import Row

#: Most entries named to take a place in a comparison.
SUGGESTED = 8


@dataclass(frozen=True)
class Comparison:
    rows: list[Row]
    lines: list[Line]
    #: Slugs that were asked for and that the catalogue does not have.
    missing: list[str]


def compare(slugs: Sequence[str]) -> Comparison:
    """The public ones of these entries, in the order given. Seven queries, however many entries."""
    found = public_rows(slugs)
    rows = [found[slug] for slug in slugs if slug in found]
    entries = [row.entry for row in rows]
    prefetch_related_objects(entries, "sectors")
    criteria, papers = (parts_by_entry(model, entries) for model in (Criterion, RequiredPaper))
    columns = [(row, Parts(row.tiers, criteria[row.entry.pk], papers[row.entry.pk])) for row in rows]
    return Comparison(
        rows=rows,
        lines=lines_of(columns),
        missing=[slug for slug in slugs if slug not in found],
    )


def suggestions(rows: Sequence[Row], saved: Collection[str]) -> list[Entry]:
    """Entries that might stand beside these: those put aside first, then what is like the first one of these.

    That is what helps with the same, then what is of the same kind in the same area. What is over is left out, unless
    it was put aside. One query.
    """
    nearness = [When(slug__in=list(saved), then=0)]
    beside = Q(slug__in=list(saved))
    if rows:
        first = rows[0].entry
        alike = Q(kind=first.kind) & Q(category=first.category_id) & Q(category__isnull=False)
        nearness.append(When(alike, then=1))
        beside |= (alike | Q(kind=first.kind, area=first.area_id)) & ~Q(state__in=OVER)
    entries = listed_entries(today(), []).filter(beside).exclude(pk__in=[row.entry.pk for row in rows])
    near = Case(*nearness, default=2, output_field=IntegerField())
    shut = Case(When(state=Openness.OPEN, then=0), default=1, output_field=IntegerField())
    return list(entries.annotate(near=near, shut=shut).order_by("near", "shut", "slug")[:SUGGESTED])
