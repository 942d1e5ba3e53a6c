"""From a firm's facts and everything there is to a landing plan: what to take, what to do for it, and when.

A scheme can be in a plan when it is not closed, is for the chosen area or for all of Shenzhen, the Greater Bay Area or
Hong Kong, and none of its criteria is unmet once the plan's own steps are done: registering a company in the area is a
step, hiring ten people is not. `bundle` chooses among them.

Sums count of what is eligible by our tests once the steps are done; for sure (`low`) only where it is in force, and
not where nothing shows that it still applies. What needs more facts can be in the plan too, and brings no sum until it
is settled. What only staff can judge is kept apart and takes no part in the choice.

Published limits are never added up: who gets one of them in full has spent more than it. What is settled is a sum, and
counts for the first twelve months only where its money comes within them.

Of incubators that a firm joins a plan holds one, on the Shenzhen side: those of Hong Kong do not help to land.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from portal.catalogue.enums import Openness
from programs.eligibility.benefits import YEAR, Estimate, estimate
from programs.eligibility.compiling import Facts
from programs.eligibility.logic import OUTCOMES
from programs.eligibility.readings import shared_ceilings
from programs.eligibility.schemes import Scheme

from .bundle import Bundle, Candidate, best_bundle
from .cash import Settled, Support, add_months, settled_by
from .money import CNY, Rate, Span
from .options import (
    AREAS,
    HONG_KONG,
    HOST,
    PLACE,
    USABLE,
    Market,
    Offer,
    Option,
    candidate_of,
    first_day,
    is_for,
    waits_for,
)
from .schedule import Scheduled, Step, needed, schedule

ENTITY, ENTITY_AREA, ENTITY_AGE = "has_shenzhen_entity", "shenzhen_entity_area", "shenzhen_entity_age_months"
PLANNED, LEASES = "planned_areas", "leases_in_area"
#: What differs between the areas of one firm.
AREA_FACTS = {ENTITY_AREA, PLANNED, LEASES}
#: The code that stands alone in an answer.
NONE = "none"
#: Codes of the steps whose outcome depends on the area, and of the one that is done once for each measure.
LEASE, APPLY = "sign-lease", "apply"


@dataclass(frozen=True)
class Draft:
    """A landing plan for one area."""

    area: str
    starts_on: date
    #: The firm's facts, and what they become when the steps are done.
    facts: Facts
    facts_then: Facts
    steps: tuple[Scheduled, ...]
    #: By slug, in the order of the catalogue.
    options: Mapping[str, Option]
    #: Hosts and places that could be chosen, by slug.
    offers: Mapping[str, Offer]
    bundle: Bundle
    rate: Rate
    #: What only staff can judge, by slug: no test of ours says anything of it.
    staff: Mapping[str, Option] = field(default_factory=dict)
    #: Slugs of schemes that open only after the first year; of those of other areas; of those that are over.
    too_late: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    over: tuple[str, ...] = ()

    @cached_property
    def sums(self) -> dict[str, Span]:
        """What counts of everything in the bundle, in CNY."""
        return {each.slug: Span(each.low, each.high) for each in self.bundle.chosen}

    @cached_property
    def supports(self) -> list[Support]:
        """The sums of the bundle that can be planned with, with when they can come."""
        return [
            Support(
                option.scheme.slug,
                self.sums[option.scheme.slug],
                CNY,
                option.scheme.instrument,
                option.begins,
                months_left(option.begins, self.starts_on),
            )
            for option in self.chosen
            if option.is_ready and self.sums[option.scheme.slug].high
        ]

    @property
    def end_of_year(self) -> date:
        """The first day after the plan's twelve months, the first of which is the one it starts in."""
        return add_months(self.starts_on.replace(day=1), YEAR)

    @cached_property
    def arrivals(self) -> dict[str, Settled]:
        """What is settled of each scheme of the bundle, in CNY."""
        return {each.key: settled_by(each, self.end_of_year) for each in self.supports}

    @property
    def settled(self) -> Settled:
        """What is settled of the whole bundle, in CNY."""
        return sum(self.arrivals.values(), Settled())

    @property
    def by_costs(self) -> list[Support]:
        """The sums of the bundle that are not settled: how much of a limit a firm gets depends on its costs."""
        return [each for each in self.supports if each.sum.low < each.sum.high]

    @property
    def chosen(self) -> list[Option]:
        """The schemes of the bundle, in the order of the catalogue."""
        return [option for slug, option in self.options.items() if slug in self.sums]

    @property
    def host(self) -> Offer | None:
        """The incubator of the bundle, where it is none of the chosen schemes that is one's host."""
        return self.offer_of(HOST)

    @property
    def place(self) -> Offer | None:
        return self.offer_of(PLACE)

    def offer_of(self, slot: str) -> Offer | None:
        return next((one for one in self.offers.values() if one.slot == slot and one.slug in self.sums), None)

    @property
    def eligible(self) -> int:
        """How many schemes the firm is eligible for once the steps are done."""
        return sum(option.counts for option in self.options.values())


def drafts_of(facts: Facts, starts_on: date, market: Market) -> dict[str, Draft]:
    """A draft for each of AREAS, by its code."""
    worth = Worth()
    return {area: assemble(facts, area, starts_on, market, worth) for area in AREAS}


def best_of(drafts: Iterable[Draft]) -> Draft:
    """The draft of which most is settled; of equals the one with more schemes, then with the higher limits."""
    return max(drafts, key=lambda each: (each.bundle.low, each.eligible, each.bundle.high))


def home_of(facts: Facts) -> str:
    """The one of AREAS that the firm's Shenzhen company is registered in; "" for none of them."""
    area = facts.get(ENTITY_AREA) if facts.get(ENTITY) else ""
    return area if area in AREAS else ""


class Worth:
    """Estimates, made once for all areas where the area plays no part in them."""

    def __init__(self) -> None:
        self.found: dict[tuple, Estimate] = {}

    def of(self, scheme: Scheme, facts: Facts, within: int) -> Estimate:
        rules = (tier.rule for tier in scheme.tiers)
        asked = {name for rule in rules if rule for name in rule.facts} & AREA_FACTS
        key = (scheme.slug, within, *(str(facts.get(name)) for name in sorted(asked)))
        if key not in self.found:
            self.found[key] = estimate(scheme, facts, within=within)
        return self.found[key]


def assemble(facts: Facts, area: str, starts_on: date, market: Market, worth: Worth | None = None) -> Draft:
    """The best plan for one area.

    facts: what the firm says of itself, of the registry's types. area: one of AREAS. starts_on: the day that the steps
    are counted from. worth: shared between the areas of one firm. Raises schedule.Cycle for steps that wait for one
    another.
    """
    worth = worth or Worth()
    steps = [placed(step, facts, area) for step in market.steps]
    # Whatever else the firm thinks of, this plan is for this area: what only another one asks for is no step of it.
    todo = schedule(needed(steps, {**facts, PLANNED: [area]}), starts_on)
    then = facts_after(facts, [each.step for each in todo], area)
    settled = {name: each.step.code for each in todo for name in each.step.settles}
    # What waits for a step of the way waits until the firm can apply: for its seals, tax number and account too.
    ready = next((each.starts for each in todo if each.step.code == APPLY), starts_on)
    last = add_months(starts_on.replace(day=1), YEAR) - timedelta(1)
    options: dict[str, Option] = {}
    staff: dict[str, Option] = {}
    too_late, elsewhere, over = [], [], []
    for slug, scheme in market.schemes.items():
        standing = market.standings.get(slug)
        truth = scheme.truth(then)
        if standing is None or truth is False:
            continue
        if standing.state not in USABLE:
            over.append(slug)
            continue
        if not is_for(scheme.area, area) or (slug in market.hosts and scheme.area == HONG_KONG):
            elsewhere.append(slug)
            continue
        waits = waits_for(scheme, facts, settled)
        begins = first_day(scheme, standing, ready if waits else starts_on)
        if begins > last or (standing.state == Openness.LATER and standing.opens is None):
            too_late.append(slug)
            continue
        brings = worth.of(scheme, then, months_left(begins, starts_on))
        (options if scheme.tests else staff)[slug] = Option(
            scheme=scheme,
            standing=standing,
            now=scheme.outcome(facts),
            outcome=OUTCOMES[truth],
            waits_for=waits,
            begins=begins,
            worth=brings,
            candidate=candidate_of(scheme, standing, OUTCOMES[truth], brings, market),
        )
    offers = offers_for(area, options, market)
    candidates = [option.candidate for option in options.values()]
    candidates += [Candidate(each.slug, slot=each.slot, fit=each.fit) for each in offers.values()]
    return Draft(
        area=area,
        starts_on=starts_on,
        facts=facts,
        facts_then=then,
        steps=tuple(todo),
        options=options,
        offers=offers,
        bundle=best_bundle(
            candidates,
            excludes=market.excludes,
            stacks=market.stacks,
            ceilings=ceilings_in_cny(market.rate),
        ),
        rate=market.rate,
        staff=staff,
        too_late=tuple(too_late),
        elsewhere=tuple(elsewhere),
        over=tuple(over),
    )


def placed(step: Step, facts: Facts, area: str) -> Step:
    """A step with what it settles in one area: a company is registered there, and premises are leased there."""
    settles = dict(step.settles)
    if settles.get(ENTITY) and facts.get(ENTITY) is not True:
        settles |= {ENTITY_AREA: area, ENTITY_AGE: 0}
    if step.code == LEASE:
        settles[LEASES] = with_code(facts.get(LEASES), area)
    return replace(step, settles=settles)


def facts_after(facts: Facts, steps: Iterable[Step], area: str) -> dict[str, Any]:
    """The facts once the steps are done. A company that stands in another area is taken to have moved."""
    then = {**facts, PLANNED: with_code(facts.get(PLANNED), area)}
    for step in steps:
        then |= step.settles
    if then.get(ENTITY):
        then[ENTITY_AREA] = area
    return then


def with_code(codes: Iterable[str] | None, code: str) -> list[str]:
    """The codes of an answer with one more."""
    return [*dict.fromkeys([*(each for each in codes or () if each != NONE), code])]


def months_left(begins: date, starts_on: date) -> int:
    """In how many of the plan's twelve months something can be used that begins on a day of them."""
    return YEAR - (begins.year - starts_on.year) * YEAR - (begins.month - starts_on.month)


def offers_for(area: str, options: Mapping[str, Option], market: Market) -> dict[str, Offer]:
    """The hosts and places of an area; an incubator whose programme is among the options is represented by it."""
    represented = {market.hosts[slug] for slug in options if slug in market.hosts}
    return {
        each.slug: each
        for each in market.offers
        if each.slug not in represented
        and (each.area == area or (each.slot == HOST and each.area != HONG_KONG and is_for(each.area, area)))
    }


def ceilings_in_cny(rate: Rate) -> dict[str, Decimal]:
    """The sums that several schemes share, in CNY."""
    found = {each.code: rate.convert(each.cap, each.currency, CNY) for each in shared_ceilings()}
    return {code: cap for code, cap in found.items() if cap is not None}
