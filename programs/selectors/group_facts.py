"""What firms are matched by: the facts of a firm and its group, each from the right company, as they stand today.

A Hong Kong parent and its Shenzhen companies make a group. Facts whose subject is the Shenzhen entity are the
Shenzhen company's to tell, all others the Hong Kong parent's; what that one has not said, the other may have. Of
several Shenzhen companies a parent is matched with the one that has said most, never with a mixture; a Shenzhen
company is matched with its parent and not with its sisters. So a member of either may learn what the other has
recorded: that is decided, and said where firms are linked and where members are invited.

The rows of the firms are facts too. They fill in where it is registered and that a Shenzhen company exists, and they
outdo an answer that there is no company yet, which is older than the company. Any other answer stands: a firm knows
better than we what "Hong Kong company" means in its case.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.enums import FirmSide
from accounts.models import Firm, FirmFact
from accounts.selectors import askable_facts
from portal.catalogue.enums import FactSubject
from portal.catalogue.models import Fact
from portal.kernel.clock import ZONE, today
from programs.check.state import with_ruled_out
from programs.eligibility.ageing import aged
from programs.eligibility.nodes import facts_of
from programs.eligibility.traits import read_traits, traits
from programs.models import Match

INCORPORATED, HAS_ENTITY, ENTITY_AREA = (
    "place_of_incorporation",
    "has_shenzhen_entity",
    "shenzhen_entity_area",
)
#: Facts that the rows of firms tell, or contradict.
TOLD_BY_ROWS = frozenset({INCORPORATED, HAS_ENTITY, ENTITY_AREA})
INCORPORATED_IN: dict[str, str] = {
    FirmSide.HONG_KONG: "hong-kong",
    FirmSide.SHENZHEN: "mainland",
    FirmSide.NOT_YET: "not-yet",
}


class Company(NamedTuple):
    """The columns of a firm that matching needs."""

    pk: int
    side: str
    parent: int | None


def group_facts(
    firm: Firm, names: Collection[str] | None = None, *, registry: Mapping[str, Fact] | None = None
) -> dict[str, Any]:
    """The facts of a firm and its group by name, as rules read them today. Four queries, three with a registry.

    names: only these are asked for; None: all. registry: the facts that are asked, where the caller has read them.
    """
    return facts_of_groups([firm.pk], today(), names, registry=registry)[firm.pk]


@lru_cache(maxsize=1)
def registry_at(token: str) -> Mapping[str, Fact]:
    """The facts that are asked, by name, in a revision of the catalogue. One query, or none."""
    return askable_facts().in_bulk()


def facts_of_groups(
    firm_ids: Collection[int],
    day: date,
    names: Collection[str] | None = None,
    *,
    registry: Mapping[str, Fact] | None = None,
) -> dict[int, dict[str, Any]]:
    """The same for many firms by their keys on a day in Hong Kong, in as many queries. A firm that is gone is left out.

    names: only these facts are asked for; None: all. Answers that the others settle (`state.with_ruled_out`) are there.
    """
    if names is not None:
        names = {*names, *TOLD_BY_ROWS, *deciding()}
    if registry is None:
        registry = askable_facts().in_bulk(names)
    told = told_in_groups(firm_ids, day, registry, names)
    return {pk: with_ruled_out(facts, traits()) for pk, facts in told.items()}


def told_in_groups(
    firm_ids: Collection[int],
    day: date,
    registry: Mapping[str, Fact],
    names: Collection[str] | None = None,
) -> dict[int, dict[str, Any]]:
    """What the groups of these firms have told, and their rows. Three queries, four where `names` leaves rivals open.

    registry: the facts that are asked, by name; names: only these of them count.
    """
    firms = with_relatives(firm_ids)
    said = said_by(list(firms), day, registry, names)
    entities = entities_by_parent(firms.values(), said if names is None else None)
    of_entity = {name for name, fact in registry.items() if fact.subject == FactSubject.SHENZHEN_ENTITY}
    found = {}
    for firm in (firms[pk] for pk in firm_ids if pk in firms):
        in_shenzhen = firm.side == FirmSide.SHENZHEN
        home = firm.parent if in_shenzhen else firm.pk
        entity = firm.pk if in_shenzhen else entities.get(firm.pk)
        facts = merged(said.get(home or 0, {}), said.get(entity or 0, {}), of_entity)
        found[firm.pk] = with_rows(facts, firms[home or firm.pk].side, has_entity=entity is not None)
    return found


def firms_to_match() -> QuerySet[Firm]:
    """Firms whose group has said something, and those that were matched when it had. The others are all unknown."""
    said = FirmFact.objects.filter(superseded_at__isnull=True)
    return Firm.objects.filter(
        Exists(said.filter(firm=OuterRef("pk")))
        | Exists(said.filter(firm=OuterRef("parent")))
        | Exists(said.filter(firm__parent=OuterRef("pk")))
        | Exists(Match.objects.filter(firm=OuterRef("pk")))
    )


def with_relatives(firm_ids: Collection[int]) -> dict[int, Company]:
    """These firms with their parents and their Shenzhen companies, by key. Two queries."""
    columns = ("pk", "side", "parent")
    found = {row[0]: Company(*row) for row in Firm.objects.filter(pk__in=firm_ids).values_list(*columns)}
    parents = {firm.parent for firm in found.values() if firm.parent}
    relatives = Firm.objects.filter(Q(pk__in=parents) | Q(parent__in=firm_ids)).values_list(*columns)
    return found | {row[0]: Company(*row) for row in relatives}


def entities_by_parent(
    firms: Iterable[Company], said: Mapping[int, Mapping[str, Any]] | None
) -> dict[int, int]:
    """The Shenzhen company that each parent among these firms is matched with: the one that has said most.

    said: everything they have said; None where that is not at hand, which costs a query if a parent has several.
    """
    companies = defaultdict(list)
    for firm in firms:
        if firm.parent:
            companies[firm.parent].append(firm.pk)
    rivals = [pk for those in companies.values() if len(those) > 1 for pk in those]
    if said is not None:
        answers = {pk: len(said.get(pk, ())) for pk in rivals}
    else:
        asked = {"superseded_at__isnull": True, "fact__archived_at__isnull": True}
        current = FirmFact.objects.filter(firm__in=rivals, **asked).order_by()
        answers = dict(current.values_list("firm").annotate(Count("pk"))) if rivals else {}
    return {
        parent: max(those, key=lambda pk: (answers.get(pk, 0), -pk)) for parent, those in companies.items()
    }


def merged(home: Mapping[str, Any], entity: Mapping[str, Any], of_entity: Collection[str]) -> dict[str, Any]:
    """The facts of two companies, each from the one that it is about where that one has told it."""
    return {**entity, **home, **{name: value for name, value in entity.items() if name in of_entity}}


def with_rows(facts: dict[str, Any], side: str, *, has_entity: bool) -> dict[str, Any]:
    """Facts with what the rows of the firms say: see the top."""
    if facts.get(INCORPORATED) in (None, "not-yet"):
        facts[INCORPORATED] = INCORPORATED_IN[side]
    if has_entity:
        facts[HAS_ENTITY] = True
        if facts.get(ENTITY_AREA) == "none":
            del facts[ENTITY_AREA]
    return facts


def said_by(
    firm_ids: Collection[int],
    day: date,
    registry: Mapping[str, Fact],
    names: Collection[str] | None = None,
) -> dict[int, dict[str, Any]]:
    """What each firm has said itself and has not taken back, months and years as they stand on a day. One query."""
    rows = FirmFact.objects.filter(firm__in=firm_ids, superseded_at__isnull=True).order_by()
    if names is not None:
        rows = rows.filter(fact__in=names)
    said: dict[int, dict[str, Any]] = defaultdict(dict)
    for firm, name, value, at in rows.values_list("firm_id", "fact_id", "value", "recorded_at"):
        if name in registry:
            said[firm][name] = as_of(registry[name], value, at, day)
    return said


def as_of(fact: Fact, value: Any, recorded_at: datetime, day: date) -> Any:
    """A recorded value as it stands on a day in Hong Kong: months and years have gone on since."""
    if fact.name not in growing():
        return value
    return aged(value, fact.unit, said_on=recorded_at.astimezone(ZONE).date(), today=day, most=fact.max)


@cache
def growing() -> frozenset[str]:
    """Names of the facts that grow by themselves as time passes."""
    return frozenset(name for name, trait in traits().items() if trait.grows)


@cache
def deciding() -> frozenset[str]:
    """Names of the facts that can settle others without being asked, or tell whether those make sense."""
    hinges = [each for each in read_traits().contradictions if each.hinges]
    told = {name for each in hinges if each.node for name in facts_of(each.node)}
    rules = [traits()[name].asked_when for each in hinges for name in each.hinges]
    return frozenset(told.union(*(rule.facts for rule in rules if rule)))
