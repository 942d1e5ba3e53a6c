"""When money comes and goes, month by month, as a table and as a drawing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from portal.kernel.display import MONTH, format_date
from programs.eligibility.words import listed
from programs.planning.assembling import LEASE, Draft
from programs.planning.cash import Cost, Flow, Timeline, cash_timeline
from programs.planning.money import NOTHING, Span

from .schemes import Line
from .sums import Sum, settled_sum, span_in_words

RENT = "rent"
#: The drawing: its height, the height of a bar, and a bar's share of its column.
TALL, BAR, WIDE = 140, 120, 0.7


@dataclass(frozen=True, slots=True)
class Row:
    """A month with money in it: what is settled then and up to then, each None where nothing is."""

    month: str
    here: Sum | None
    so_far: Sum | None
    #: How many measures can pay then by the firm's costs.
    by_costs: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A month in the drawing: x and width in per cent, y and height in pixels."""

    x: str
    width: str
    top: int
    high: int


@dataclass(frozen=True, slots=True)
class Coming:
    """When something first comes or goes, and on what that rests."""

    name: str
    month: str
    sum: str
    times: int
    basis: str


@dataclass(frozen=True, slots=True)
class Cash:
    rows: list[Row]
    bars: list[Bar]
    coming: list[Coming]
    first: str
    last: str
    #: Costs that nobody has put a sum to, in words.
    unknown: str
    tall: int = TALL

    def __bool__(self) -> bool:
        return bool(self.rows)


def cash_of(draft: Draft, lines: Iterable[Line]) -> Cash:
    """The cash of a plan. Only what is settled comes in; only rents with a published price go out."""
    names = {line.entry.slug: line.entry.name for line in lines}
    timeline = cash_timeline(draft.starts_on, draft.supports, costs_of(draft), draft.rate)
    names[RENT] = _("Rent of the place")
    return Cash(
        rows=[
            Row(
                month_in_words(each.first),
                settled_sum(each.cny.low, draft.rate),
                settled_sum(each.cny_so_far.low, draft.rate),
                sum(flow.sum.low < flow.sum.high for flow in each.flows),
            )
            for each in timeline.months
            if each.flows
        ],
        bars=bars_of(timeline),
        coming=coming_of(timeline, names),
        first=month_in_words(timeline.months[0].first),
        last=month_in_words(timeline.months[-1].first),
        unknown=listed([*([_("the rent")] if RENT in timeline.unknown else []), _("fees, wages and travel")]),
    )


def costs_of(draft: Draft) -> list[Cost]:
    """The rent of the plan's place, where it publishes one and the firm has said how much space it needs."""
    place, space = draft.place, draft.facts.get("leased_sqm")
    if place is None:
        return []
    begins = next((each.ends for each in draft.steps if each.step.code == LEASE), draft.starts_on)
    if place.rent is None or not space:
        return [Cost(RENT, begins)]
    monthly = place.rent.amount * space
    return [Cost(RENT, begins, Span(monthly, monthly), place.rent.currency, times=12)]


def month_in_words(first: date) -> str:
    return format_date(first, MONTH)


def bars_of(timeline: Timeline) -> list[Bar]:
    """A bar a month of what is settled and comes in."""
    highest = max((each.cny.low for each in timeline.months), default=NOTHING)
    if highest <= 0:
        return []
    column = 100 / len(timeline.months)
    found = []
    for number, each in enumerate(timeline.months):
        high = int(BAR * max(each.cny.low, NOTHING) / highest)
        found.append(
            Bar(
                x=f"{number * column + column * (1 - WIDE) / 2:.2f}%",
                width=f"{column * WIDE:.2f}%",
                top=TALL - high,
                high=high,
            )
        )
    return found


def coming_of(timeline: Timeline, names: Mapping[str, str]) -> list[Coming]:
    """Each flow once, at its first month, in the order of the months."""
    flows: dict[str, list[tuple[date, Flow]]] = {}
    dated = [(month.first, flow) for month in timeline.months for flow in month.flows]
    for day, flow in [*dated, *timeline.later]:
        flows.setdefault(flow.key, []).append((day, flow))
    return [
        Coming(
            name=str(names.get(key, key)),
            month=month_in_words(those[0][0]),
            sum=span_in_words(those[0][1].sum, those[0][1].currency),
            times=len(those),
            basis=those[0][1].basis,
        )
        for key, those in flows.items()
    ]
