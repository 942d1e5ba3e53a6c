"""The combined list and the home page: reads across every kind."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import QueryDict

from portal.catalogue.models import Entry
from programs.models import Intake
from programs.selectors.catalogue import closing

from .facets import Broader, Chip, Counts, Facet, chips_of, facets_of, nearest_broader, without
from .filters import BOUNDS, FACETS, NEWEST, RELEVANCE
from .fragments import Fragment, fragments_of
from .listing import Search, Words, search
from .loading import rows_of
from .rows import Row

PER_PAGE = 20
#: Searches of their own to find one that is less narrow.
TRIES = 3
#: Rows on the home page.
LATEST, INTAKES = 5, 3


@dataclass(frozen=True)
class Listing:
    """One page of the combined list with everything around it."""

    page: Page
    rows: list[Fragment]
    facets: list[Facet]
    chips: list[Chip]
    #: For an empty list: filters to take off.
    broader: list[Broader]
    total: int
    #: How many closed and ended entries the present filters leave out.
    hidden: int
    words: str
    #: What was looked for in place of the words; None without words.
    found_by: Words | None
    sort: str
    #: The values of the filters with one value, as typed.
    closing_before: str
    amount: str
    ended: bool


def listing(query: QueryDict) -> Listing:
    """The page of the catalogue that a query string asks for, in at most ten queries on an unchanged catalogue.

    Raises BadFilter for a value that no filter knows, and `InvalidPage` for a page that does not exist.
    """
    found = search(query)
    filters, counts = found.filters, found.counts
    page = Paginator(range(counts.total), PER_PAGE).page(query.get("page") or 1)
    keys = found.keys(page.start_index() - 1, page.end_index()) if counts.total else []
    return Listing(
        page=page,
        rows=fragments_of(keys, found),
        facets=facets_of(filters, counts),
        chips=chips_of(filters, query),
        broader=broader(found, query) if not counts.total else [],
        total=counts.total,
        hidden=counts.hidden,
        words=filters.chosen["q"],
        found_by=found.words,
        sort=filters.chosen["sort"] or (RELEVANCE if found.words else NEWEST),
        closing_before=query.get("closing_before", "").strip(),
        amount=query.get("amount", "").strip(),
        ended=bool(filters.chosen["ended"]),
    )


def broader(found: Search, query: QueryDict) -> list[Broader]:
    """For an empty list: less narrow searches that find something, the most first.

    One facet less, which is known already. Where none of them helps: without the words, the date or the sum, or the
    words without any filter (the one with no label).
    """
    chosen = found.filters.chosen
    if near := nearest_broader(found.filters, found.counts, query):
        return near
    others = [name for name in (*FACETS, *BOUNDS) if chosen[name]]
    if len(others) + bool(chosen["q"]) < 2:
        return []
    labels = {chip.query: chip.label for chip in chips_of(found.filters, query)}
    left = [without(query, name, None) for name in ("q", *BOUNDS) if chosen[name]]
    wider = [(labels[each], each) for each in left]
    if chosen["q"] and len(others) > 1:
        wider.insert(0, ("", urlencode({"q": chosen["q"]})))
    rows = [Broader(label, each, search(QueryDict(each)).total) for label, each in wider[:TRIES]]
    return sorted((row for row in rows if row.count), key=lambda row: -row.count)


@dataclass(frozen=True)
class FrontPage:
    counts: Counts
    latest: list[Row]
    #: Open intakes and what they are on, first to close in front.
    intakes: list[tuple[Intake, Entry]]


def front_page() -> FrontPage:
    """What the home page shows of the catalogue, in seven queries."""
    found = search(QueryDict())
    return FrontPage(
        counts=found.counts,
        latest=rows_of(found.keys(0, LATEST), found),
        intakes=with_targets(
            dict(sorted(found.intakes.items(), key=lambda item: closing(item[1]))[:INTAKES])
        ),
    )


def with_targets(intakes: dict[int, Intake]) -> list[tuple[Intake, Entry]]:
    """Intakes, by the id of their entry, with those entries that the public may see."""
    entries = Entry.objects.public().in_bulk(list(intakes))
    return [(intake, entries[pk]) for pk, intake in intakes.items() if pk in entries]
