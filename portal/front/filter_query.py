"""Query strings of lists, put in one order, so that the same filters always make the same address."""

from django.http import QueryDict

from .filters import BOUNDS, FACETS
from .listing import Search, search

#: What narrows the catalogue without looking for words.
NARROWING = (*FACETS, *BOUNDS, "ended")


def in_order(query: QueryDict, *, words: bool = False) -> str:
    """The filters of a query string in a stable order, each value once; `words` keeps the search words too.

    Sorting, positions in the list and whatever else stands there say nothing about which entries are meant.
    """
    kept = QueryDict(mutable=True)
    for name in (*NARROWING, *(("q",) if words else ())):
        if values := sorted({value.strip() for value in query.getlist(name)} - {""}):
            kept.setlist(name, values)
    return kept.urlencode()


def search_with_over(query: QueryDict) -> Search:
    """What the filters find, what is closed or ended included: to those who follow a list that is news.

    A choice under `open` is kept to. Raises BadFilter as the page does.
    """
    wide = query.copy()
    if not any(value.strip() for value in [*wide.getlist("open"), *wide.getlist("ended")]):
        wide["ended"] = "1"
    return search(wide)


def is_narrowed(found: Search) -> bool:
    """Whether anything but what is over was left out."""
    return any(value for name, value in found.filters.chosen.items() if name not in ("ended", "sort"))
