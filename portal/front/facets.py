"""Facets of the catalogue: how many entries each choice would leave, and which choices are on."""

from dataclasses import dataclass

from django.db.models import CharField, Count, F, QuerySet, Value
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.catalogue.enums import Openness
from portal.catalogue.selectors import ANY_SECTOR, sector_rows

from .filters import FACETS, CatalogueFilter

TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str | Promise
    count: int
    is_on: bool

    @property
    def is_empty(self) -> bool:
        """Would leave nothing; one that is on stays usable, so that it can be taken off."""
        return self.count == 0 and not self.is_on


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: str | Promise
    options: list[Option]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, with the query string that takes it off."""

    label: str | Promise
    query: str


class Counts(dict):
    """(facet, value) -> number of entries."""

    def of(self, facet: str, value: str) -> int:
        """Entries left by this choice; an entry for every sector counts for each of them."""
        own = self.get((facet, value), 0)
        if facet == "sector" and value != ANY_SECTOR:
            return own + self.get((facet, ANY_SECTOR), 0)
        return own

    @property
    def total(self) -> int:
        """Entries that pass every filter."""
        return self.get((TOTAL, ""), 0)


def count_facets(filters: CatalogueFilter) -> Counts:
    """Every facet counted with the other filters applied, and the total: one query.

    The filters must have been found valid.
    """
    columns = {"kind": "kind", "area": "area_id", "category": "category_id", "open": "state"}
    parts = [tally(filters.narrowed(), TOTAL, Value("", CharField()))]
    parts += [tally(filters.narrowed(name), name, F(column)) for name, column in columns.items()]
    parts.append(tally(sector_rows(filters.narrowed("sector")), "sector", F("sector_id")))
    rows = parts[0].union(*parts[1:], all=True)
    return Counts({(facet, value or ""): number for facet, value, number in rows})


def tally(rows: QuerySet, facet: str, value) -> QuerySet:
    """Rows (facet, value, how many of each value)."""
    # modeltranslation's querysets mix up the columns of `values()`, so the question is put by a plain one.
    plain: QuerySet = QuerySet(rows.model, query=rows.query.chain())
    return (
        plain.order_by()
        .values(facet=Value(facet, CharField()), value=value)
        .annotate(number=Count("pk"))
        .values_list("facet", "value", "number")
    )


def facets_of(filters: CatalogueFilter, counts: Counts) -> list[Facet]:
    """The facets in the order shown, each choice with its count."""
    found = []
    for name in FACETS:
        chosen = filters.chosen[name]
        options = [
            Option(value, label, counts.of(name, value), value in chosen)
            for value, label in filters.filters[name].extra["choices"]
            # "Any field" is no choice to make: entries for every field stand under each of them.
            if value != ANY_SECTOR or value in chosen
        ]
        found.append(Facet(name, filters.filters[name].label, options))
    return found


def chips_of(filters: CatalogueFilter, query: QueryDict) -> list[Chip]:
    """One chip for every filter that is on, search words first."""
    found = []
    if words := filters.chosen["q"]:
        found.append(Chip(_("Search: %(words)s") % {"words": words}, without(query, "q", None)))
    for name in FACETS:
        labels = dict(filters.filters[name].extra["choices"])
        found += [
            Chip(labels[value], without(query, name, value)) for value in dict.fromkeys(filters.chosen[name])
        ]
    if filters.chosen["ended"] and not filters.chosen["open"]:
        found.append(Chip(_("Closed and ended shown too"), without(query, "ended", None)))
    return found


def without(query: QueryDict, name: str, value: str | None) -> str:
    """The query string less one value of a parameter, or less the whole parameter, and back on page 1."""
    left = query.copy()
    left.pop("page", None)
    values = [each for each in left.getlist(name) if value is not None and each != value]
    if values:
        left.setlist(name, values)
    else:
        left.pop(name, None)
    return left.urlencode()


def over_count(counts: Counts) -> int:
    """Entries that are left out because they are closed or ended, whatever `open` says."""
    return counts.of("open", Openness.CLOSED) + counts.of("open", Openness.EXPIRED)
