"""Facets of the catalogue: how many entries each choice would leave, and which choices are on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.catalogue.enums import Openness
from portal.catalogue.selectors import ANY_SECTOR
from portal.kernel.display import LONG, format_date, format_figure

from .filters import FACETS, CatalogueFilter
from .profiles import PROFILE_FACETS, Values

#: (profile, state, how many entries).
Cell = tuple[int, str, int]


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    count: int
    is_on: bool

    @property
    def figure(self) -> str:
        """The count as all languages of the portal write it."""
        return f"{self.count:,}"

    @property
    def mark(self) -> str:
        """The attribute of its box."""
        return " checked" if self.is_on else "" if self.count else " disabled"

    @property
    def is_empty(self) -> bool:
        """Would leave nothing; one that is on stays usable, so that it can be taken off."""
        return self.count == 0 and not self.is_on


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: str | Promise
    options: list[Option]

    @property
    def is_on(self) -> bool:
        return any(option.is_on for option in self.options)

    @property
    def is_useless(self) -> bool:
        """No choice of it would leave anything."""
        return all(option.is_empty for option in self.options)


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on, with the query string that takes it off."""

    label: str | Promise
    query: str


@dataclass(frozen=True, slots=True)
class Counts:
    #: Entries that pass every filter.
    total: int
    #: (facet, value) -> entries that pass the other filters and have the value.
    values: Mapping[tuple[str, str], int]
    #: Facet -> entries that fail it and nothing else: what taking its filter off would add.
    lost: Mapping[str, int]
    #: Entries that are over and left out for nothing else.
    hidden: int

    def of(self, facet: str, value: str) -> int:
        """Entries left by this choice, whatever else is chosen of the same facet."""
        return self.values.get((facet, value), 0)


def count_facets(
    cells: Iterable[Cell],
    profiles: Mapping[int, Values],
    chosen: Mapping[str, list[str]],
    *,
    hides_over: bool,
) -> Counts:
    """Every facet counted with the other filters applied, in one pass over the cells.

    A cell that passes every filter counts for all facets; one that fails a single facet counts for that facet only.
    chosen: the values that are on, by facet.
    """
    wanted = {name: frozenset(chosen[name]) for name in PROFILE_FACETS if chosen[name]}
    open_wanted = frozenset(chosen["open"])
    values: dict[tuple[str, str], int] = {}
    lost: dict[str, int] = {}
    total = hidden = 0
    for profile, state, number in cells:
        has = profiles.get(profile)
        if has is None:
            continue
        failed = [name for name, codes in wanted.items() if not has[name] & codes]
        is_over = state in (Openness.CLOSED, Openness.EXPIRED)
        fails_open = state not in open_wanted if open_wanted else hides_over and is_over
        if fails_open:
            failed.append("open")
        if len(failed) > 1:
            continue
        if failed:
            (name,) = failed
            lost[name] = lost.get(name, 0) + number
            hidden += number if fails_open and is_over and not open_wanted else 0
            add(values, (name,), has, state, number)
            continue
        total += number
        add(values, FACETS, has, state, number)
    return Counts(total, values, lost, hidden)


def add(values: dict, names: Iterable[str], has: Values, state: str, number: int) -> None:
    """Count a cell for each of its values of the named facets."""
    for name in names:
        for value in (state,) if name == "open" else has[name]:
            key = (name, value)
            values[key] = values.get(key, 0) + number


def facets_of(filters: CatalogueFilter, counts: Counts) -> list[Facet]:
    """The facets in the order shown, each choice with its count."""
    found = []
    for name in FACETS:
        chosen = filters.chosen[name]
        options = [
            Option(value, str(label), counts.of(name, value), value in chosen)
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
    if day := filters.chosen["closing_before"]:
        label = _("Closes before %(date)s") % {"date": format_date(day, LONG)}
        found.append(Chip(label, without(query, "closing_before", None)))
    if amount := filters.chosen["amount"]:
        label = _("At least %(sum)s") % {"sum": format_figure(amount)}
        found.append(Chip(label, without(query, "amount", None)))
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


@dataclass(frozen=True, slots=True)
class Broader:
    """The same search with one filter off, and how many entries it finds."""

    label: str | Promise
    query: str
    count: int


def nearest_broader(filters: CatalogueFilter, counts: Counts, query: QueryDict) -> list[Broader]:
    """For an empty list: what taking off one filter would find, the most first."""
    names = [name for name in FACETS if filters.chosen[name] and counts.lost.get(name)]
    found = [
        Broader(filters.filters[name].label, without(query, name, None), counts.lost[name]) for name in names
    ]
    return sorted(found, key=lambda each: -each.count)
