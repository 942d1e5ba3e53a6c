"""Asking the database's own full-text index: one interface over FTS5 (SQLite) and tsvector with GIN (PostgreSQL)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import NotSupportedError, connection
from django.db.models import BooleanField, Case, Expression, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from portal.catalogue.models import EntryIndex, EntryTokens

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

    def as_sqlite(self, compiler, connection):
        column, params = compiler.compile(self.source)
        sql, asked = self.within(column, FTS5)
        return sql, [*params, *asked]

    def as_postgresql(self, compiler, connection):
        column, params = compiler.compile(self.source)
        sql, asked = self.within(column, TSQUERY)
        return sql, [*params, *asked]

    def as_sql(self, compiler, connection):
        raise NotSupportedError(f"no full-text index on {connection.vendor}")

    def within(self, column: str, dialect: Dialect) -> tuple[str, list[str]]:
        """The condition on a column of ids, in SQL with its parameters."""
        asked = dialect.units(self.units, wide=self.wide, every=self.every)
        if dialect is FTS5:
            sql = f"{column} IN (SELECT rowid FROM catalogue_entrytext WHERE catalogue_entrytext MATCH %s)"  # noqa: S608
            return sql, [f"{{{SCOPES[self.scope]}}} : {asked}"]
        found = f"SELECT pk FROM catalogue_found_{self.scope}(%s::tsquery) AS pk"  # noqa: S608
        # An array is walked along the primary key, and only one can be; a subquery is hashed.
        return f"{column} = ANY (ARRAY({found}))" if self.leads else f"{column} IN ({found})", [asked]


def found(query: Query, *, every: bool = True) -> Matches:
    """The condition that an entry is found by all units of a query, or by any."""
    return Matches(query.units, every=every, leads=True)


class Holds(Matches):
    """The same of a queryset over `EntryTokens`, whose rows are fetched by it. PostgreSQL only."""

    def as_sqlite(self, compiler, connection):
        return self.as_sql(compiler, connection)

    def as_postgresql(self, compiler, connection):
        asked = TSQUERY.units(self.units, wide=self.wide, every=self.every)
        # Out of a subquery, the planner does not know how common the words are and always asks the index.
        table = compiler.quote_name_unless_alias(self.source.alias)
        return f"{table}.{self.scope}_tsv @@ (SELECT %s::tsquery)", [asked]


def rows_to_count(query: Query, *, every: bool = True) -> QuerySet:
    """The entries found by all units of a query, or by any, as rows with a profile and phases.

    Where PostgreSQL reads what a word leads to, it finds them at hand; SQLite looks them up in its narrower table.
    """
    if connection.vendor == "postgresql":
        return EntryTokens.objects.filter(Holds(query.units, every=every))
    return EntryIndex.objects.filter(found(query, every=every))


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
#: Rank of the first place; before it come those whose name is, or begins with, what was typed.
FIRST_PLACE = 2


@dataclass(frozen=True)
class Place:
    """A place where the words of a query may be found: all of these say yes."""

    rank: int
    matches: tuple[Matches, ...]
    by_breadth: bool = False


@dataclass(frozen=True)
class Tier:
    """The rows that meet its conditions and those of no better tier."""

    #: The last of its ranks.
    rank: int
    #: What its rows are sorted by, smaller than that of any later tier.
    value: Any
    #: What its rows are fetched by.
    condition: Any
    #: What has to hold of them too.
    also: Matches | None = None


def places_of(query: Query, *, lead: bool = False) -> list[Place]:
    """The places where the words of a query may be found, the best first; the last holds whatever is found at all.

    lead: for conditions that rows are fetched by, see `Matches`.
    """
    units = query.units
    # Its name says so and so do its kind or category: the thing itself, not something about it.
    itself = (Matches(units, "names", wide=False, leads=lead), Matches(units, "labels"))
    places = [Place(FIRST_PLACE, itself)]
    has_other_words = any(unit.wider for unit in units)
    for number, (scope, wide) in enumerate(PLACES):
        if has_other_words or (scope, not wide) not in PLACES[:number]:
            match = Matches(units, scope, wide=wide, leads=lead)
            places.append(Place(FIRST_PLACE + 1 + number, (match,), by_breadth=scope == BY_BREADTH))
    return places


def tiers_of(query: Query) -> list[Tier]:
    """Every tier of a query to fetch rows by, the best first: names that are or begin with it, then the places."""
    whole = Case(When(is_name(query.key), then=Value(0)), default=Value(STEP), output_field=IntegerField())
    # A name may begin with letters that are no word of it.
    tiers = [Tier(FIRST_PLACE - 1, whole, begins_name(query.key), Matches(query.units))]
    for place in places_of(query, lead=True):
        base = Value(place.rank * STEP)
        value = F("breadth") + base if place.by_breadth else base
        tiers.append(Tier(place.rank, value, *place.matches))
    return tiers


class PlaceFound(Expression):
    """How good a place the query was found in, the smaller the better: the value of the first of `tiers_of` that holds.

    Written as one expression: as a `Case` of `When`s, Django would take longer to write it than a database to answer.
    """

    COLUMNS = ("pk", "key_en", "key_zh_hant", "key_zh_hans", "breadth")

    def __init__(self, query: Query):
        super().__init__(output_field=IntegerField())
        self.query = query
        self.columns: list[Any] = [F(name) for name in self.COLUMNS]

    def get_source_expressions(self):
        return self.columns

    def set_source_expressions(self, exprs):
        self.columns = exprs

    def as_sqlite(self, compiler, connection):
        return self.cases(compiler, FTS5)

    def as_postgresql(self, compiler, connection):
        return self.cases(compiler, TSQUERY)

    def as_sql(self, compiler, connection):
        raise NotSupportedError(f"no full-text index on {connection.vendor}")

    def cases(self, compiler, dialect: Dialect) -> tuple[str, list[Any]]:
        pk, *keys, breadth = (compiler.compile(column)[0] for column in self.columns)
        key = self.query.key
        is_name = " OR ".join(f"{name} = %s" for name in keys)
        begins_name = " OR ".join(f"{name} >= %s AND {name} < %s" for name in keys)
        whens = [f"WHEN {is_name} THEN 0", f"WHEN {begins_name} THEN {STEP}"]
        params: list[Any] = [key] * len(keys) + [key, key + LAST] * len(keys)
        *places, last = places_of(self.query)
        for place in places:
            asked = [match.within(pk, dialect) for match in place.matches]
            value = f"{breadth} + {place.rank * STEP}" if place.by_breadth else place.rank * STEP
            whens.append(f"WHEN {' AND '.join(sql for sql, _params in asked)} THEN {value}")
            params += [each for _sql, values in asked for each in values]
        return f"CASE {' '.join(whens)} ELSE {last.rank * STEP} END", params


def units_missed(query: Query):
    """How badly an entry that holds only some units fits: the smaller, the more units in the better places."""
    score: Any = Value(0)
    for unit in query.units:
        for scope, points in (("names", 3), ("whole", 4)):
            hit = Case(When(Matches([unit], scope), then=Value(points)), default=Value(0))
            score = score + Cast(hit, IntegerField())
    return Value(0) - score
