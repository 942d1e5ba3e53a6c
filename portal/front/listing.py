"""Searching the catalogue: from a query string to the entries it finds, counted and in order.

The page, the API, the feeds and the calendar all ask here, so that the same parameters find the same entries.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise

from portal.catalogue import revision
from portal.catalogue.enums import Kind, Openness
from portal.catalogue.models import EntryIndex
from portal.catalogue.search.matching import (
    FIRST_PLACE,
    STEP,
    PlaceFound,
    Tier,
    found,
    rows_to_count,
    tiers_of,
    units_missed,
)
from portal.catalogue.search.query import Query, parse
from portal.catalogue.search.spelling import corrected
from portal.catalogue.vocabulary import groups
from programs.models import Intake
from programs.selectors.catalogue import intakes_to_come, target_id

from .facets import Cell, Counts, count_facets
from .filters import RELEVANCE, CatalogueFilter
from .profiles import codes_of, profiles_of

#: From so many entries on that hold the words, they are read place by place.
BROAD = 1500


class BadFilter(Exception):
    """A parameter of the query string that no filter understands: its name as typed, its label, and why."""

    def __init__(self, parameter: str, label: str | Promise, reasons: list[str]):
        super().__init__(parameter)
        self.parameter = parameter
        self.label = label
        self.reasons = reasons


@dataclass(frozen=True)
class Words:
    """What was looked for in place of what was typed."""

    query: Query
    #: The words put right; empty when those typed were found.
    corrected: str = ""
    #: False when no entry holds all the words, so that any of them will do.
    every: bool = True


@dataclass(frozen=True)
class Search:
    """What a query string finds. Nothing is read before it is asked for, but for whether the words find anything."""

    filters: CatalogueFilter
    #: None without words.
    words: Words | None
    #: Open intakes by the id of their entry.
    intakes: dict[int, Intake]
    #: The catalogue's revision that all of this is of.
    revision: str
    #: What the words find, where that was counted while looking for them.
    cells: list[Cell] | None = None

    @cached_property
    def counts(self) -> Counts:
        """How many entries each choice of each facet would leave, and the total."""
        cells = cells_of(self.filters, self.words) if self.cells is None else self.cells
        return count_facets(
            cells, self.filters.profiles, self.filters.chosen, hides_over=self.filters.hides_over
        )

    @property
    def total(self) -> int:
        return self.counts.total

    @property
    def rows(self) -> QuerySet:
        """The rows of the index that were found, in order."""
        return self.found.order_by(*self.order.values(), "pk")

    @property
    def found(self) -> QuerySet:
        """The same in any order."""
        return matching(self.filters.narrowed(), self.words)

    @property
    def by_relevance(self) -> bool:
        """Whether the best match comes first: words are looked for, and no other order is asked for."""
        has_words = self.words is not None and bool(self.words.query)
        return has_words and self.filters.chosen["sort"] in ("", RELEVANCE)

    @cached_property
    def order(self) -> dict[str, Any]:
        """What rows are sorted by before `pk`, first one first: ascending, none of it ever empty."""
        if not self.by_relevance or self.words is None:
            return self.filters.order()
        query = self.words.query
        best = PlaceFound(query) if self.words.every else units_missed(query)
        over_last = {} if self.filters.hides_over else {"order_0": self.filters.over_last()}
        # One more place for a loosened search, so that a position in the one order is no position in the other.
        loose = {} if self.words.every else {"order_4": Value(0)}
        return {**over_last, "order_1": best, "order_2": self.waiting(), "order_3": F("age"), **loose}

    def waiting(self) -> Case:
        """0 for what can be used today, 1 for the rest.

        Places are neither open nor closed, but there to be used; a story only tells.
        """
        stories = [pk for pk, has in self.filters.profiles.items() if Kind.STORY in has["kind"]]
        later = Q(starts__gt=self.filters.today.toordinal())
        idle = Q(base=Openness.UNKNOWN) | later | Q(profile__in=stories)
        open_here = [When(pk__in=self.filters.open_ids, then=Value(0))] if self.filters.open_ids else []
        return Case(*open_here, When(idle, then=Value(1)), default=Value(0), output_field=IntegerField())

    def keys(self, start: int = 0, stop: int | None = None) -> list[int]:
        """The ids of the entries found, in order; a slice of them."""
        if stop is not None and self.is_broad:
            return self.keys_by_tier(start, stop)
        return list(self.rows.values_list("pk", flat=True)[start:stop])

    @property
    def is_broad(self) -> bool:
        """Whether so many entries hold the words that finding the best place of each takes long."""
        if not self.by_relevance or not self.words or not self.words.every or not self.filters.hides_over:
            return False
        return sum(number for _profile, _state, number in self.cells or ()) > BROAD

    def keys_by_tier(self, start: int, stop: int) -> list[int]:
        """The same slice, read tier by tier until it is full: common words fill it from the best places."""
        assert self.words  # noqa: S101
        keys: list[int] = []
        for tier in tiers_of(self.words.query):
            # A tier is left only when all of it has been read, so that what is better is what is there already.
            rows = self.holding(tier).exclude(pk__in=keys).order_by(tier.value, self.waiting(), "age", "pk")
            keys += rows.values_list("pk", flat=True)[: stop - len(keys)]
            if len(keys) == stop:
                break
        return keys[start:]

    def holding(self, tier: Tier) -> QuerySet:
        """The rows found that meet the conditions of a tier, those of better tiers among them."""
        rows = self.filters.narrowed().filter(tier.condition)
        if tier.also is None:
            return rows
        # As a value it is hashed; as a condition PostgreSQL would join to it row by row, for it expects few rows.
        return rows.alias(also=Case(When(tier.also, then=Value(1)), default=Value(0))).filter(also=1)

    def after(self, last: Sequence[Any] | None, limit: int) -> list[EntryIndex]:
        """At most `limit` rows, each with its `state`, that come after one at the `position` last; None for the first.

        Raises ValueError for a position of another order.
        """
        if last is not None and len(last) != len(self.order) + 1:
            raise ValueError("a position of another order")
        if self.is_broad:
            return self.after_by_tier(last, limit)
        return list(self.behind(self.found, self.order, last)[:limit])

    def after_by_tier(self, last: Sequence[Any] | None, limit: int) -> list[EntryIndex]:
        """The same, read tier by tier from the position's own on: no better one holds anything that comes after it."""
        assert self.words  # noqa: S101
        query = self.words.query
        rows: list[EntryIndex] = []
        for tier in tiers_of(query):
            if last is not None and tier.rank < last[0] // STEP:
                continue
            here = self.holding(tier)
            if tier.rank >= FIRST_PLACE:
                # What is in a better place is there, or in front of the position.
                here = here.alias(best=PlaceFound(query)).filter(best__gte=tier.rank * STEP)
            rows += self.behind(here, self.order | {"order_1": tier.value}, last)[: limit - len(rows)]
            if len(rows) == limit:
                break
        return rows

    def behind(self, rows: QuerySet, order: dict[str, Any], last: Sequence[Any] | None) -> QuerySet:
        """These rows in an order, each with its `state`, from behind a position on."""
        names = [*order, "pk"]
        rows = rows.annotate(**order, state=self.filters.state()).order_by(*names)
        if last is None:
            return rows
        later = Q()
        for place, name in enumerate(names):
            same = dict(zip(names[:place], last[:place], strict=True))
            later |= Q(**same, **{f"{name}__gt": last[place]})
        return rows.filter(later)

    def position(self, row) -> list[Any]:
        """The values that `after` takes to go on behind a row that it gave."""
        return [getattr(row, name) for name in (*self.order, "pk")]


def search(query: QueryDict) -> Search:
    """What the parameters of a query string find, in at most six queries on an unchanged catalogue.

    Raises BadFilter for a value that no filter knows. Unknown parameters and empty values are passed over.
    """
    token = revision.current()
    intakes = open_intakes_of(token)
    profiles = profiles_of(token)
    filters = CatalogueFilter(
        without_blanks(query), codes=codes_of(token), profiles=profiles, intakes=intakes
    )
    if not filters.form.is_valid():
        name, reasons = next(iter(filters.form.errors.items()))
        raise BadFilter(name, filters.filters[name].label, list(reasons))
    words, cells = look_for(filters, token)
    return Search(filters, words, intakes, token, cells)


def open_intakes_of(token: str) -> dict[int, Intake]:
    """`open_intakes()` without a query while the catalogue stays as it is."""
    now = timezone.now()
    return {target_id(row): row for row in intakes_to_come_of(token) if row.is_open(now)}


@lru_cache(maxsize=1)
def intakes_to_come_of(token: str) -> list[Intake]:
    return intakes_to_come()


@lru_cache(maxsize=1)
def groups_of(token: str) -> tuple[tuple[str, ...], ...]:
    """The words of the vocabulary that mean the same, kept while the catalogue stays as it is."""
    return tuple(group.words for group in groups())


def look_for(filters: CatalogueFilter, token: str) -> tuple[Words | None, list[Cell] | None]:
    """How the words of a query find anything, and the cells that they find; None and None without words.

    All words as typed; else with mistyped ones put right; else any of them.
    """
    typed = filters.chosen["q"]
    if not typed:
        return None, None
    same = groups_of(token)
    words = Words(parse(typed, same))
    cells = cells_of(filters, words)
    if cells or not words.query or (filters.is_bounded and matching(filters.queryset, words).exists()):
        return words, cells
    if right := corrected(words.query, token, same):
        words = Words(parse(right, same), corrected=right)
        cells = cells_of(filters, words)
    loose = words.query.loosened()
    if not cells and len(loose.units) > 1:
        words = Words(loose, words.corrected, every=False)
        cells = cells_of(filters, words)
    return words, cells


def cells_of(filters: CatalogueFilter, words: Words | None) -> list[Cell]:
    """How many entries of each profile and state the words find, before any facet. One query."""
    if words and words.query and not filters.is_bounded:
        rows = rows_to_count(words.query, every=words.every)
    else:
        rows = matching(filters.bounded(), words)
    states = rows.annotate(state=filters.state()).order_by()
    return list(states.values_list("profile", "state").annotate(Count("pk")))


def matching(rows: QuerySet, words: Words | None) -> QuerySet:
    """The rows that hold the words."""
    if words is None:
        return rows
    return rows.filter(found(words.query, every=words.every)) if words.query else rows.none()


def without_blanks(query: QueryDict) -> QueryDict:
    """The query less empty values: a form sends its unused fields too."""
    kept = query.copy()
    for name, values in query.lists():
        kept.setlist(name, [value for value in values if value.strip()])
    return kept
