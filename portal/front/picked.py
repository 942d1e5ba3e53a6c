"""Entries named in an address (`?e=slug&e=slug`), and their rows."""

from collections.abc import Collection

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.visitor_list import SLUG
from portal.catalogue.models import Entry
from portal.kernel.addresses import absolute
from programs.selectors.catalogue import open_intakes

from .loading import rows_from, with_kind_tables
from .rows import Row

PARAMETER = "e"


class BadPick(Exception):
    """A parameter that cannot be understood: its name, and why."""

    def __init__(self, parameter: str, reason: str):
        super().__init__(parameter)
        self.parameter = parameter
        self.reason = reason


def picked_slugs(query: QueryDict, *, most: int) -> list[str]:
    """The slugs in their order, each once; empty values are no choice. Raises BadPick."""
    named = list(dict.fromkeys(filter(None, (value.strip() for value in query.getlist(PARAMETER)))))
    if len(named) > most:
        raise BadPick(
            PARAMETER,
            _("It names %(count)s entries; %(most)s is the most.") % {"count": len(named), "most": most},
        )
    for value in named:
        if not SLUG.fullmatch(value):
            raise BadPick(PARAMETER, _("“%(value)s” is not the name of an entry.") % {"value": value[:80]})
    return named


def query_of(slugs: list[str], **more: str) -> str:
    """The query string that names these entries, and whatever else is not empty."""
    rest = [(name, value) for name, value in more.items() if value]
    return urlencode([*((PARAMETER, slug) for slug in slugs), *rest])


def address_of(route: str, slugs: list[str]) -> str:
    """The whole address, to send to somebody, of a page about these entries."""
    return absolute(f"{reverse(route)}?{query_of(slugs)}")


def public_rows(slugs: Collection[str]) -> dict[str, Row]:
    """The rows of those of these entries that the public may see, by slug. Five queries.

    With the entries come their area, category, sources and the columns of their kind.
    """
    if not slugs:
        return {}
    found = with_kind_tables(Entry.objects.public().filter(slug__in=list(slugs)))
    # A comparison also tells what these kinds say.
    entries = list(found.select_related("area", "category", "platform", "story").prefetch_related("sources"))
    area_names = {entry.area_id: entry.area.name for entry in entries}
    rows = rows_from(entries, area_names=area_names, intakes=open_intakes())
    return {row.entry.slug: row for row in rows}
