"""Asking the database's own full-text index: one interface over FTS5 (SQLite) and tsvector with GIN (PostgreSQL)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import NotSupportedError
from django.db.models import BooleanField, Case, Expression, F, IntegerField, Q, Value, When
from django.db.models.functions import Cast

from .query import Atom, Phrase, Query, Unit

#: Where to look -> the columns of FTS5. PostgreSQL keeps a vector for each of these (see the migration).
SCOPES = {
    "labels": "labels",
    "names": "names sounds",
    "head": "names sounds labels",
    "near": "names sounds labels summary",
    "whole": "names sounds labels summary details",
}
#: Higher than any character, so that a range of bytes holds whatever begins with a text.
LAST = b"\xff"
#: Between two places where words are found; more than there are sectors.
STEP = 1000


class Dialect:
    """How a database writes what is asked of its full-text index."""

    def __init__(self, both: str, either: str, atom: Callable[[Atom], str]):
        self.both = both
        self.either = either
        self.atom = atom

    def phrase(self, phrase: Phrase) -> str:
        return self.join(self.both, (self.join(self.either, map(self.atom, choice)) for choice in phrase))

    def unit(self, unit: Unit, *, wide: bool) -> str:
        phrases = [unit.literal, *(unit.wider if wide else ())]
        return self.join(self.either, map(self.phrase, phrases))

    def units(self, units: Iterable[Unit], *, wide: bool, every: bool) -> str:
        return self.join(self.both if every else self.either, (self.unit(unit, wide=wide) for unit in units))

    @staticmethod
    def join(operator: str, parts: Iterable[str]) -> str:
        parts = list(dict.fromkeys(parts))
        return parts[0] if len(parts) == 1 else f"({operator.join(parts)})"


# Tokens are letters and digits only, so that a quoted one needs no escapes.
FTS5 = Dialect(" AND ", " OR ", lambda atom: f'"{atom.token}"{" *" if atom.prefix else ""}')
TSQUERY = Dialect(" & ", " | ", lambda atom: f"'{atom.token}'{':*' if atom.prefix else ''}")


class Matches(Expression):
    """Whether the entry of an `EntryIndex` row is found by these units within a scope.

    wide: by what means the same too. every: by all units, else by any. leads: the rows are to be fetched by this
    condition; without it, it is asked of rows that others lead to. Of a queryset over `EntryIndex` only.
    """

    conditional = True

    def __init__(
        self,
        units: Iterable[Unit],
        scope: str = "whole",
        *,
        wide: bool = True,
        every: bool = True,
        leads: bool = False,
    ):
        super().__init__(output_field=BooleanField())
        self.leads = leads
        self.units = tuple(units)
        self.scope = scope
        self.wide = wide
        self.every = every
        self.source = F("pk")

    def get_source_expressions(self):
        return [self.source]

    def set_source_expressions(self, exprs):
        (self.source,) = exprs

    def ask(self, dialect: Dialect) -> str:
        return dialect.units(self.units, wide=self.wide, every=self.every)

    def as_sqlite(self, compiler, connection):
        column, params = compiler.compile(self.source)
        sql = f"{column} IN (SELECT rowid FROM catalogue_entrytext WHERE catalogue_entrytext MATCH %s)"  # noqa: S608
        return sql, [*params, f"{{{SCOPES[self.scope]}}} : {self.ask(FTS5)}"]

    def as_postgresql(self, compiler, connection):
        column, params = compiler.compile(self.source)
        found = f"SELECT pk FROM catalogue_found_{self.scope}(%s::tsquery) AS pk"  # noqa: S608
        # An array is walked along the primary key, and only one can be; a subquery is hashed.
        sql = f"{column} = ANY (ARRAY({found}))" if self.leads else f"{column} IN ({found})"
        return sql, [*params, self.ask(TSQUERY)]

    def as_sql(self, compiler, connection):
        raise NotSupportedError(f"no full-text index on {connection.vendor}")


def found(query: Query, *, every: bool = True) -> Matches:
    """The condition that an entry is found by all units of a query, or by any."""
    return Matches(query.units, every=every, leads=True)


def is_name(key: bytes) -> Q:
    """The name, in any language, is exactly what was typed."""
    return Q(key_en=key) | Q(key_zh_hant=key) | Q(key_zh_hans=key)


def begins_name(key: bytes) -> Q:
    """A name begins with what was typed."""
    columns = ("key_en", "key_zh_hant", "key_zh_hans")
    return Q(
        *(Q(**{f"{column}__gte": key, f"{column}__lt": key + LAST}) for column in columns), _connector=Q.OR
    )


#: Where a query may be found, the best place first: the scope, and whether other words for the same will do.
PLACES = (
    ("names", False),
    ("names", True),
    ("head", True),
    ("near", False),
    ("whole", False),
    ("near", True),
    ("whole", True),
)
#: Among entries that say it in their labels only, the narrower come first: a robotics lab before a scheme for all.
BY_BREADTH = "head"


@dataclass(frozen=True)
class Tier:
    """A place where a query may be found: the rows that meet its condition and that of no better place."""

    rank: int
    condition: Any
    by_breadth: bool = False

    @property
    def is_of_name(self) -> bool:
        """Whether it compares whole names, not words."""
        return self.rank < 2

    @property
    def value(self) -> Any:
        """What its rows are sorted by, smaller than that of any later tier."""
        base = Value(self.rank * STEP)
        return F("breadth") + base if self.by_breadth else base


def tiers_of(query: Query, *, lead: bool = False) -> list[Tier]:
    """The places where a query may be found, the best first; the last one holds whatever is found at all.

    lead: for conditions that rows are fetched by, see `Matches`.
    """
    units = query.units
    # Its name says so and so do its kind or category: the thing itself, not something about it.
    itself = Q(Matches(units, "names", wide=False, leads=lead)) & Q(Matches(units, "labels"))
    conditions: list[Any] = [is_name(query.key), begins_name(query.key), itself]
    tiers = [Tier(rank, condition) for rank, condition in enumerate(conditions)]
    has_other_words = any(unit.wider for unit in units)
    for rank, (scope, wide) in enumerate(PLACES, len(tiers)):
        if has_other_words or (scope, not wide) not in PLACES[: rank - len(conditions)]:
            condition = Matches(units, scope, wide=wide, leads=lead)
            tiers.append(Tier(rank, condition, by_breadth=scope == BY_BREADTH))
    return tiers


def place_found(query: Query) -> Case:
    """How good a place the query was found in, the smaller the better: see `tiers_of`."""
    *tiers, last = tiers_of(query)
    whens = [When(tier.condition, then=tier.value) for tier in tiers]
    return Case(*whens, default=last.value, output_field=IntegerField())


def units_missed(query: Query):
    """How badly an entry that holds only some units fits: the smaller, the more units in the better places."""
    score: Any = Value(0)
    for unit in query.units:
        for scope, points in (("names", 3), ("whole", 4)):
            hit = Case(When(Matches([unit], scope), then=Value(points)), default=Value(0))
            score = score + Cast(hit, IntegerField())
    return Value(0) - score
