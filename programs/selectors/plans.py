"""What the pages of landing plans read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Count, QuerySet

from accounts.models import Firm
from portal.catalogue.enums import Openness, RelationKind, Status
from portal.catalogue.models import Area, Entry, Relation
from portal.kernel.clock import ZONE, today
from portal.kernel.languages import texts_of
from programs.check.answers import Answers
from programs.check.links import Shared, grown
from programs.check.state import Check
from programs.eligibility.benefits import Rent
from programs.models import Intake, Plan, Programme
from programs.planning.options import AREAS, BEST_OFFER, HOST, NO_RATE, PLACE, Market, Offer, Standing
from programs.selectors.catalogue import open_intakes
from programs.selectors.check import entries_under, fitting
from programs.selectors.group_facts import group_facts, growing
from programs.selectors.rates import current_rate
from programs.selectors.schemes import schemes_of
from programs.selectors.steps import steps_of
from spaces.enums import RentPer, UnitStatus
from spaces.models import Incubator, Place, Unit

#: How an address of the Hong Kong Park of Hetao ends: no Shenzhen company has its seat there.
HONG_KONG = "Hong Kong"


@dataclass(frozen=True)
class Catalogue:
    """What plans need of the catalogue besides its schemes, the same for a day or until its revision changes."""

    hosts: Mapping[str, str]
    offers: tuple[Offer, ...]
    excludes: frozenset[frozenset[str]]
    stacks: frozenset[frozenset[str]]


@dataclass(frozen=True)
class Shelf:
    """All that a plan is made of, with the rows that its page names."""

    market: Market
    #: Public entries by slug, with their area and `state`; those of schemes only.
    entries: Mapping[str, Entry]
    #: Open intakes by the id of their entry.
    intakes: Mapping[int, Intake]
    #: The areas that one can settle in, by code.
    areas: Mapping[str, Area]


def plan_of(code: str) -> Plan | None:
    """The plan with this code, with its firm; None where there is none."""
    return Plan.objects.filter(code=code).select_related("firm").first()


def plans_of(firm: Firm) -> QuerySet[Plan]:
    """The plans that members made for a firm, the newest first."""
    return Plan.objects.filter(firm=firm).select_related("made_by").order_by("-created_at", "-pk")


def check_of_plan(plan: Plan, check: Check) -> Check:
    """A check on the answers of a plan as they are today: what time alone changes has gone on since it was made.

    check: any check of today; its registry and schemes are used.
    """
    made_on = plan.created_at.astimezone(ZONE).date()
    said = grown(Shared(facts=fitting(plan.facts, check.asked), day=made_on), check.registry)
    return replace(check, answers=Answers(said=said), known={}, membership=None)


def unrecorded(check: Check, firm: Firm) -> dict[str, Any]:
    """What was said in a check and the firm and its group have not recorded, or otherwise."""
    known = group_facts(firm)
    return {name: value for name, value in check.own.items() if not is_recorded(name, value, known.get(name))}


def is_recorded(name: str, value: Any, known: Any) -> bool:
    """Whether a value is what is recorded. Months that are counted on from two different days can be one apart."""
    if name in growing() and isinstance(value, int) and isinstance(known, int):
        return abs(known - value) <= 1
    return bool(value == known)


def shelf(token: str) -> Shelf:
    """Everything as it stands today. Five queries where the catalogue is known under this token of its revision."""
    schemes = schemes_of(token)
    entries = entries_under(token, frozenset(scheme.key for scheme in schemes.values()))
    intakes = open_intakes()
    known = catalogue_of(token, today())
    free = dict(
        Unit.objects.filter(status=UnitStatus.FREE)
        .order_by()
        .values_list("place__slug")
        .annotate(free=Count("pk"))
    )
    market = Market(
        schemes=schemes,
        standings={slug: standing_of(entry, entry.pk in intakes) for slug, entry in entries.items()},
        hosts=known.hosts,
        offers=tuple(with_units(offer, free.get(offer.slug, 0)) for offer in known.offers),
        steps=steps_of(token),
        excludes=known.excludes,
        stacks=known.stacks,
        rate=current_rate() or NO_RATE,
    )
    return Shelf(market, entries, intakes, areas())


def areas() -> dict[str, Area]:
    """The areas that a plan can settle in, by code, in the order of AREAS."""
    found = Area.objects.in_bulk(AREAS)
    return {code: found[code] for code in AREAS if code in found}


def standing_of(entry: Entry, is_open_here: bool) -> Standing:
    """How an entry stands today. What takes applications on this portal is open."""
    first = max((day for day in (entry.opens, entry.effective_from) if day), default=None)
    state = Openness.OPEN if is_open_here else entry.openness
    return Standing(state, first, entry.closes, is_open_here or entry.status != Status.UNKNOWN)


def with_units(offer: Offer, free: int) -> Offer:
    """A place with its free units, which make it the best choice."""
    return replace(offer, free=free, fit=BEST_OFFER) if free else offer


@lru_cache(maxsize=1)
def catalogue_of(token: str, day: date) -> Catalogue:
    """The hosts, places and relations of a revision of the catalogue, as they stand on a day. Four queries."""
    relations = [
        (row.kind, frozenset((row.entry.slug, row.other.slug)))
        for row in Relation.objects.select_related("entry", "other")
    ]
    incubators = [
        Offer(row.slug, texts_of(row, "name"), row.area_id, HOST)
        for row in Incubator.objects.public().order_by("slug")
    ]
    places = Place.objects.public().exclude(address_en__endswith=HONG_KONG).order_by("slug")
    return Catalogue(
        hosts={
            row.slug: row.host.slug
            for row in Programme.objects.public().filter(host__isnull=False).select_related("host")
        },
        offers=(*incubators, *(offer_of(place, day) for place in places)),
        excludes=frozenset(pair for kind, pair in relations if kind == RelationKind.EXCLUDES),
        stacks=frozenset(pair for kind, pair in relations if kind == RelationKind.STACKS),
    )


def offer_of(place: Place, day: date) -> Offer:
    """A place. Where no unit is known to be free, one in use with a published rent comes first."""
    amount = place.rent_amount if place.rent_per == RentPer.SQM_MONTH else None
    in_use = place.commissioned and place.commissioned <= str(day)
    return Offer(
        slug=place.slug,
        name=texts_of(place, "name"),
        area=place.area_id,
        slot=PLACE,
        fit=1 + 3 * bool(in_use) + 2 * (amount is not None) + bool(place.nearest_crossing),
        rent=Rent(amount, place.rent_currency) if amount is not None else None,
        crossing=place.nearest_crossing,
    )
