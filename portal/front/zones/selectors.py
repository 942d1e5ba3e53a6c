"""Reads for the pages of areas: what stands in one, and which crossing is nearest.

As many queries for 1 entry as for 30.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Case, CharField, Count, F, IntegerField, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.catalogue.enums import Kind, Openness
from portal.catalogue.models import Area, Entry
from portal.catalogue.selectors import OVER
from portal.front.filters import KINDS
from portal.front.loading import rows_from, with_kind_tables
from portal.front.rows import Row
from portal.kernel.clock import today
from programs.models import Intake
from programs.selectors.catalogue import closing, listed_entries, open_intakes
from spaces.models import Place

from .facts import BY_CROSSING, CROSSINGS, NEAR, SPANS_TOO_MUCH, CrossingFacts, Nearness

#: Rows shown of each group, and open intakes.
PER_GROUP, INTAKES = 3, 4
#: Measures and programmes stand in one group: what is open now.
SUPPORT = "support"
SUPPORT_KINDS = (Kind.MEASURE, Kind.PROGRAMME)
GROUPS = (Kind.SPACE, Kind.INCUBATOR, SUPPORT, Kind.PLATFORM, Kind.STORY)


@dataclass(frozen=True, slots=True)
class KindCount:
    kind: str
    label: str | Promise
    count: int


@dataclass(frozen=True, slots=True)
class Group:
    """The first few rows of a kind, and how many the catalogue has in all under `query`."""

    code: str
    label: str | Promise
    rows: list[Row]
    total: int
    query: str


@dataclass(frozen=True, slots=True)
class Gate:
    """A crossing as seen from one area: how many of its spaces name it as their nearest."""

    facts: CrossingFacts
    spaces: int


@dataclass(frozen=True, slots=True)
class Zone:
    area: Area
    areas: list[Area]
    kinds: list[KindCount]
    #: Closed and ended entries, which the catalogue hides until asked.
    hidden: int
    groups: list[Group]
    intakes: list[tuple[Intake, Entry]]
    near: Nearness
    gates: list[Gate]
    #: Spaces in the area, and those whose source names no crossing.
    spaces: int
    silent: int

    @property
    def total(self) -> int:
        return sum(row.count for row in self.kinds)


@dataclass(frozen=True, slots=True)
class AreaLine:
    area: Area
    total: int
    near: Nearness
    gates: list[Gate]


@dataclass(frozen=True, slots=True)
class CrossingLine:
    facts: CrossingFacts
    #: Areas with spaces that name it as their nearest, with how many.
    areas: list[tuple[Area, int]]


@dataclass(frozen=True, slots=True)
class Overview:
    areas: list[AreaLine]
    crossings: list[CrossingLine]


def overview() -> Overview:
    """All areas and all crossings, in four queries."""
    areas = list(Area.objects.all())
    entries: QuerySet = listed_entries(today(), list(open_intakes()))
    totals = dict(counted(entries.exclude(state__in=OVER), "area_id"))
    named = nearest_by_area()
    return Overview(
        areas=[
            AreaLine(area, totals.get(area.code, 0), near(area), gates(area, named[area.code]))
            for area in areas
        ],
        crossings=[
            CrossingLine(
                facts,
                [(area, number) for area in areas if (number := named[area.code].get(facts.crossing, 0))],
            )
            for facts in CROSSINGS
        ],
    )


def zone(code: str) -> Zone | None:
    """What stands in an area, in eight queries; None where there is no such area."""
    areas = list(Area.objects.all())
    area = next((each for each in areas if each.code == code), None)
    if area is None:
        return None
    intakes = open_intakes()
    entries = listed_entries(today(), list(intakes)).filter(area=area)
    tally = {(kind, state): number for kind, state, number in counted(entries, "kind", "state")}
    rows = first_rows(entries, intakes, area)
    named = nearest_by_area(area)[code]
    targets = entries.in_bulk(list(intakes))
    running = [(intake, targets[pk]) for pk, intake in intakes.items() if pk in targets]
    return Zone(
        area=area,
        areas=areas,
        kinds=kind_counts(tally),
        hidden=sum(number for (_kind, state), number in tally.items() if state in OVER),
        groups=groups_of(area, rows, tally),
        intakes=sorted(running, key=lambda pair: closing(pair[0]))[:INTAKES],
        near=near(area),
        gates=gates(area, named),
        spaces=sum(named.values()),
        silent=named.get("", 0),
    )


def near(area: Area) -> Nearness:
    """What the map says of an area."""
    return NEAR.get(area.code, SPANS_TOO_MUCH)


def gates(area: Area, named: dict[str, int]) -> list[Gate]:
    """An area's crossings: those its spaces name, most often named in front, then those the map adds."""
    of_spaces = [Gate(facts, named[facts.crossing]) for facts in CROSSINGS if facts.crossing in named]
    of_the_map = [Gate(BY_CROSSING[each], 0) for each in near(area).crossings if each not in named]
    return [*sorted(of_spaces, key=lambda gate: -gate.spaces), *of_the_map]


def nearest_by_area(area: Area | None = None) -> defaultdict[str, dict[str, int]]:
    """How many public spaces of each area name which crossing; under "" those that name none. One query."""
    places = Place.objects.public()
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for code, crossing, number in counted(
        places.filter(area=area) if area else places, "area_id", "nearest_crossing"
    ):
        found[code][crossing] = number
    return found


def counted(rows: QuerySet, *columns: str):
    """Rows of these columns' values and how many rows share them."""
    # modeltranslation's querysets mix up the columns of `values()`, so the question is put by a plain one.
    plain: QuerySet = QuerySet(rows.model, query=rows.query.chain())
    return plain.order_by().values(*columns).annotate(number=Count("pk")).values_list(*columns, "number")


def first_rows(entries: QuerySet, intakes: dict[int, Intake], area: Area) -> dict[str, list[Row]]:
    """The first rows of each group: what is open first, then the newest."""
    is_support = Q(kind__in=SUPPORT_KINDS)
    shut = Case(When(state=Openness.OPEN, then=0), default=1, output_field=IntegerField())
    newest = [shut.asc(), F("as_of").desc(nulls_last=True), F("slug").asc()]
    group = Case(When(is_support, then=Value(SUPPORT)), default=F("kind"), output_field=CharField())
    shown = entries.exclude(state__in=OVER).exclude(is_support & ~Q(state=Openness.OPEN))
    ranked = shown.annotate(rank=Window(RowNumber(), partition_by=[group], order_by=newest))
    found = list(with_kind_tables(ranked.filter(rank__lte=PER_GROUP)).order_by("rank"))
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows_from(found, area_names={area.code: area.name}, intakes=intakes):
        rows[SUPPORT if row.entry.kind in SUPPORT_KINDS else row.entry.kind].append(row)
    return rows


def kind_counts(tally: dict[tuple[str, str], int]) -> list[KindCount]:
    """How many entries of each kind the catalogue lists; kinds with none are left out."""
    counts: defaultdict[str, int] = defaultdict(int)
    for (kind, state), number in tally.items():
        if state not in OVER:
            counts[kind] += number
    return [KindCount(kind, label, counts[kind]) for kind, label in KINDS if counts[kind]]


def groups_of(area: Area, rows: dict[str, list[Row]], tally: dict[tuple[str, str], int]) -> list[Group]:
    """The groups that have anything in them, in the order of a founder's questions."""
    totals = {row.kind: row.count for row in kind_counts(tally)}
    totals[SUPPORT] = sum(tally.get((kind, Openness.OPEN), 0) for kind in SUPPORT_KINDS)
    labels = {str(kind): label for kind, label in KINDS} | {SUPPORT: _("Open measures and programmes")}
    queries = {str(kind): f"area={area.code}&kind={kind}" for kind, _label in KINDS}
    queries[SUPPORT] = f"area={area.code}&kind={Kind.MEASURE}&kind={Kind.PROGRAMME}&open={Openness.OPEN}"
    return [
        Group(code, labels[code], rows[code], totals[code], queries[code])
        for code in GROUPS
        if rows.get(code)
    ]
