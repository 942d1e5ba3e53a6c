"""The combined list and the home page: reads across every kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.functional import Promise

from portal.catalogue.models import Entry
from portal.catalogue.selectors import CodeLists, code_lists
from portal.kernel.clock import today
from programs.models import Intake
from programs.selectors.catalogue import closing, listed_entries, open_intakes, tiers_by_entry

from .facets import Chip, Counts, Facet, chips_of, count_facets, facets_of, over_count
from .filters import CatalogueFilter
from .rows import Row, row_of

PER_PAGE = 20
#: Rows on the home page.
LATEST, INTAKES = 5, 3
#: Tables that rows take columns from: joined, so that a page of rows is one query.
KIND_TABLES = ("measure__current", "programme", "incubator", "place")


class BadFilter(Exception):
    """A parameter of the query string that no filter understands: its name as typed, its label, and why."""

    def __init__(self, parameter: str, label: str | Promise, reasons: list[str]):
        super().__init__(parameter)
        self.parameter = parameter
        self.label = label
        self.reasons = reasons


@dataclass(frozen=True)
class Listing:
    """One page of the combined list with everything around it."""

    page: Page
    rows: list[Row]
    facets: list[Facet]
    chips: list[Chip]
    total: int
    #: How many closed and ended entries the present filters leave out.
    hidden: int
    words: str
    sort: str
    ended: bool


def listing(query: QueryDict) -> Listing:
    """The page of the catalogue that a query string asks for, in at most eight queries.

    Raises BadFilter for a value that no filter knows, and `InvalidPage` for a page that does not exist.
    """
    codes = code_lists()
    intakes = open_intakes()
    filters = CatalogueFilter(without_blanks(query), listed_entries(today(), list(intakes)), codes=codes)
    if not filters.form.is_valid():
        name, reasons = next(iter(filters.form.errors.items()))
        raise BadFilter(name, filters.filters[name].label, list(reasons))

    counts = count_facets(filters)
    paginator = Paginator(with_kind_tables(filters.in_order()), PER_PAGE)
    paginator.count = counts.total
    page = paginator.page(query.get("page") or 1)
    entries = list(page.object_list)
    hides = not (filters.chosen["open"] or filters.chosen["ended"])
    return Listing(
        page=page,
        rows=rows_of(entries, intakes, {area.code: area.name for area in codes.areas}),
        facets=facets_of(filters, counts),
        chips=chips_of(filters, query),
        total=counts.total,
        hidden=over_count(counts) if hides else 0,
        words=filters.chosen["q"],
        sort=filters.chosen["sort"],
        ended=bool(filters.chosen["ended"]),
    )


@dataclass(frozen=True)
class FrontPage:
    counts: Counts
    latest: list[Row]
    #: Open intakes and what they are on, first to close in front.
    intakes: list[tuple[Intake, Entry]]


def front_page() -> FrontPage:
    """What the home page shows of the catalogue, in seven queries."""
    intakes = open_intakes()
    filters = CatalogueFilter(
        QueryDict(), listed_entries(today(), list(intakes)), codes=CodeLists([], [], [])
    )
    filters.form.is_valid()
    latest = list(with_kind_tables(filters.in_order()).select_related("area", *KIND_TABLES)[:LATEST])
    return FrontPage(
        counts=count_facets(filters),
        latest=rows_of(latest, intakes, {entry.area_id: entry.area.name for entry in latest}),
        intakes=with_targets(dict(sorted(intakes.items(), key=lambda item: closing(item[1]))[:INTAKES])),
    )


def with_targets(intakes: dict[int, Intake]) -> list[tuple[Intake, Entry]]:
    """Intakes, by the id of their entry, with those entries that the public may see."""
    entries = Entry.objects.public().in_bulk(list(intakes))
    return [(intake, entries[pk]) for pk, intake in intakes.items() if pk in entries]


def with_kind_tables(entries):
    """The entries with each kind's own columns and their sources."""
    return entries.select_related(*KIND_TABLES).prefetch_related("sources")


def rows_of(entries: Sequence[Any], intakes: dict, area_names: dict[str, str]) -> list[Row]:
    """The rows of loaded entries; one query for all their benefit tiers."""
    tiers = tiers_by_entry(entries)
    return [
        row_of(
            entry,
            state=entry.state,
            area_name=area_names[entry.area_id],
            tiers=tiers[entry.pk],
            intake=intakes.get(entry.pk),
        )
        for entry in entries
    ]


def without_blanks(query: QueryDict) -> QueryDict:
    """The query less empty values: a form sends its unused fields too."""
    kept = query.copy()
    for name, values in query.lists():
        kept.setlist(name, [value for value in values if value.strip()])
    return kept
