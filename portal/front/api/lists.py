"""One page of the catalogue, or of one kind: the same search as the page for people."""

from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from portal.catalogue.models import Entry
from portal.front.filters import CatalogueFilter
from portal.front.listing import BadFilter, Search, search
from portal.front.loading import with_kind_tables
from portal.front.rows import figure_of
from programs.selectors.catalogue import tiers_by_entry

from .paging import PAGING, list_token, next_url, read_cursor, write_cursor
from .problems import bad_parameter
from .schemas.entries import Page, Summary
from .serialising import head, localised
from .voices import OneLanguage

#: What the catalogue's lists understand, beside the language.
FILTERS = frozenset(CatalogueFilter.base_filters)
LIST_PARAMETERS = FILTERS | frozenset(PAGING)
#: The lists of one kind know the kind already.
KIND_LIST_PARAMETERS = LIST_PARAMETERS - {"kind"}


def list_page(request: HttpRequest, *, limit: int, cursor: str | None, kind: str = "") -> Page:
    """One page of what the query string finds, of one kind if given.

    Raises Problem for values nobody understands, and for a cursor of an order that the list no longer has.
    """
    query = request.GET.copy()
    if kind:
        query.setlist("kind", [kind])
    found = find(query)
    token = list_token(request.path, request.GET)
    last = read_cursor(token, cursor) if cursor else None
    try:
        rows: list[Any] = found.after(last, limit + 1)
    except ValueError as error:
        # Words that nothing held together are held by an entry now, or no longer.
        reason = _("The catalogue has changed, and this list with it. Start again without the cursor.")
        raise bad_parameter("cursor", reason) from error
    more = write_cursor(token, found.position(rows[limit - 1])) if len(rows) > limit else None
    return Page(
        total=found.total,
        limit=limit,
        next=next_url(request, more) if more else None,
        items=summaries({row.pk: row.state for row in rows[:limit]}),
    )


def find(query: QueryDict) -> Search:
    """What the parameters find. Raises Problem that names the parameter nobody understands."""
    try:
        return search(query)
    except BadFilter as error:
        reason = " ".join(error.reasons) or _("This value is not understood.")
        raise bad_parameter(error.parameter, reason) from error


def summaries(states: dict[int, str]) -> list[Summary]:
    """Entries as lists give them, in the order of their ids here; five queries however many."""
    rows = with_kind_tables(Entry.objects.public()).select_related("area", "category")
    entries: dict[int, Any] = rows.prefetch_related("sectors", "sources").in_bulk(states)
    in_order = [entries[pk] for pk in states if pk in entries]
    tiers = tiers_by_entry(in_order)
    return [summary(entry, states[entry.pk], tiers[entry.pk]) for entry in in_order]


def summary(entry: Any, state: str, tiers: list) -> Summary:
    """One row of a list in the active language."""
    voice = OneLanguage()
    fields = head(entry, voice, state=state, sources=entry.sources.all())
    return Summary(**localised(fields, voice), figure=str(figure_of(entry, tiers)) or None)
