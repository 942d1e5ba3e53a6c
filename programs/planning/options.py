"""What a plan can be made of: schemes, hosts and places, as they stand on one day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from portal.catalogue.enums import Openness
from programs.eligibility.benefits import Estimate, Part, Rent
from programs.eligibility.compiling import Facts
from programs.eligibility.logic import Outcome
from programs.eligibility.readings import shared_ceilings
from programs.eligibility.schemes import Scheme, Texts

from .bundle import Candidate, Claim
from .money import CNY, HKD, NOTHING, Rate
from .schedule import Step
from .working_days import next_working_day

#: Areas that a plan can settle in.
AREAS = ("hetao", "qianhai", "futian", "nanshan")
#: Areas whose schemes are for everybody.
HONG_KONG, GREATER_BAY_AREA = "hong-kong", "gba"
EVERYWHERE = frozenset({"shenzhen", GREATER_BAY_AREA, HONG_KONG})
#: The Hetao Shenzhen Park lies in Futian District, so its firms can use the district's schemes too.
WITHIN = {"hetao": frozenset({"futian"})}
USABLE = (Openness.OPEN, Openness.LATER, Openness.UNKNOWN)
#: Of each of these a bundle holds one at most.
HOST, PLACE = "host", "place"
NORTH, SOUTH = "north", "south"
#: The most that `Offer.fit` may be.
BEST_OFFER = 8
THOUSAND = 1000


@dataclass(frozen=True, slots=True)
class NoRate(Rate):
    """Where no rate is entered: sums in the other currency are not counted."""

    def convert(self, amount: Decimal, currency: str, into: str) -> Decimal | None:
        return amount if currency == into else None


NO_RATE = NoRate(NOTHING, date.min)


@dataclass(frozen=True, slots=True)
class Standing:
    """When an entry can be applied for."""

    #: One of `Openness`.
    state: str
    opens: date | None = None
    closes: date | None = None
    #: False where nothing shows that it still applies.
    is_in_force: bool = True


@dataclass(frozen=True, slots=True)
class Offer:
    """An incubator or a place."""

    slug: str
    name: Texts
    area: str
    #: HOST or PLACE.
    slot: str
    #: At least 1; the larger, the better it fits where no money decides.
    fit: int = 1
    #: What a place publishes as its rent.
    rent: Rent | None = None
    #: Units that are free now.
    free: int = 0
    #: A code of `spaces.enums.Crossing`, or "".
    crossing: str = ""


@dataclass(frozen=True)
class Market:
    """Everything that a plan can be made of, on a day."""

    schemes: Mapping[str, Scheme]
    standings: Mapping[str, Standing]
    #: Programme -> the incubator that runs it, by slug.
    hosts: Mapping[str, str]
    offers: tuple[Offer, ...]
    steps: tuple[Step, ...]
    excludes: frozenset[frozenset[str]]
    stacks: frozenset[frozenset[str]]
    rate: Rate


@dataclass(frozen=True, slots=True)
class Option:
    """A scheme that the plan could use."""

    scheme: Scheme
    standing: Standing
    #: On the facts as they are, and once the steps are done.
    now: Outcome
    outcome: Outcome
    #: Codes of the steps it waits for.
    waits_for: tuple[str, ...]
    #: The earliest day it can be used or asked for.
    begins: date
    worth: Estimate
    candidate: Candidate

    @property
    def counts(self) -> bool:
        """Whether its sum counts: it is eligible by tests of ours, not only for want of any."""
        return self.outcome == Outcome.ELIGIBLE and bool(self.scheme.tests)

    @property
    def is_ready(self) -> bool:
        """Whether a plan can tell the firm to apply: its sum counts, and the scheme is known to be in force."""
        return self.counts and self.standing.is_in_force


def is_for(entry_area: str, area: str) -> bool:
    """Whether what belongs to one area can be used by a firm that settles in another."""
    return entry_area == area or entry_area in EVERYWHERE or entry_area in WITHIN.get(area, ())


def side_of(scheme: Scheme) -> str:
    """The side of the river on which a scheme is applied for.

    Of those for the whole Greater Bay Area, the ones that pay Hong Kong dollars are Hong Kong's own.
    """
    if scheme.area == GREATER_BAY_AREA:
        return SOUTH if any(tier.currency == HKD for tier in scheme.tiers) else NORTH
    return SOUTH if scheme.area == HONG_KONG else NORTH


def waits_for(scheme: Scheme, facts: Facts, settled: Mapping[str, str]) -> tuple[str, ...]:
    """The steps that meet a criterion of a scheme, by code. settled: fact -> the step that settles it."""
    found: dict[str, None] = {}
    for criterion in scheme.criteria:
        rule = criterion.rule
        if rule and rule.test(facts) is not True:
            found |= dict.fromkeys(settled[name] for name in rule.facts if name in settled)
    return tuple(found)


def first_day(scheme: Scheme, standing: Standing, ready: date) -> date:
    """The first working day on which a scheme can be asked for: the firm is ready, and it is open."""
    later = standing.opens if standing.state == Openness.LATER else None
    return next_working_day(max(ready, later or ready), side_of(scheme))


def candidate_of(
    scheme: Scheme, standing: Standing, outcome: Outcome, worth: Estimate, market: Market
) -> Candidate:
    """What a bundle may count of a scheme, in CNY.

    What is not known to be eligible, or has no test at all, brings no sum, and what it could bring decides only between
    such schemes.
    """
    is_eligible = outcome == Outcome.ELIGIBLE and bool(scheme.tests)
    is_host = scheme.slug in market.hosts and side_of(scheme) == NORTH
    claims = [claim_of(part, worth.currency, market.rate) for part in worth.parts]
    possible = 0 if is_eligible else int(sum(claim.high for claim in claims)) // THOUSAND
    return Candidate(
        slug=scheme.slug,
        claims=tuple(
            Claim(
                claim.cost,
                claim.low if is_eligible and standing.is_in_force else NOTHING,
                claim.high if is_eligible else NOTHING,
            )
            for claim in claims
        ),
        slot=HOST if is_host else "",
        # Ahead of an incubator without a programme that one can apply to.
        fit=BEST_OFFER + 1 + is_eligible + possible,
        ceiling=ceilings_by_slug().get(scheme.slug, ""),
    )


def claim_of(part: Part, currency: str, rate: Rate) -> Claim:
    low, high = (rate.convert(amount, currency, CNY) or NOTHING for amount in (part.low, part.high))
    return Claim(part.cost, low, high)


@cache
def ceilings_by_slug() -> dict[str, str]:
    """The ceiling that each scheme shares with others."""
    return {slug: each.code for each in shared_ceilings() for slug in each.entries}
