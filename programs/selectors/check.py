"""What the pages of the check read."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from accounts.enums import FirmSide
from accounts.models import Firm, FirmFact, Membership
from accounts.rules import clean_fact_value
from accounts.selectors import askable_facts
from portal.catalogue import revision
from portal.catalogue.enums import FactSubject, Openness
from portal.catalogue.listed import Listed
from portal.catalogue.models import Entry, Fact
from portal.kernel.clock import ZONE, today
from programs.check.answers import Answers
from programs.check.state import Check
from programs.eligibility.ageing import aged
from programs.selectors.catalogue import open_intakes
from programs.selectors.group_facts import growing, merged, with_rows
from programs.selectors.schemes import schemes_of


def check_of(answers: Answers, membership: Membership | None = None) -> Check:
    """A check on these answers and the facts of the firm that a person works for. Two queries, two more for a firm.

    What does not fit the registry any more is left out.
    """
    asked = {fact.name: fact for fact in askable_facts()}
    token = revision.current()
    return Check(
        asked=asked,
        token=token,
        schemes=schemes_of(token),
        answers=replace(
            answers,
            said=fitting(answers.said, asked),
            unsure=tuple(name for name in answers.unsure if name in asked),
        ),
        known=fitting(known_to(membership.firm), asked) if membership else {},
        membership=membership,
    )


def fitting(values: Mapping[str, Any], asked: Mapping[str, Fact]) -> dict[str, Any]:
    """Those of the values that are answers to what is asked now: a question may change after it was answered."""
    found = {}
    for name, value in values.items():
        if name in asked:
            try:
                found[name] = clean_fact_value(asked[name], value)
            except ValidationError:
                continue
    return found


def entries_of(check: Check) -> dict[str, Listed]:
    """The catalogue's entries of a check's schemes by slug, each with its state today. One query.

    What takes applications on this portal counts as open. Each comes with its area and sources.
    """
    here = open_intakes()
    return {
        slug: Listed(entry, Openness.OPEN if entry.pk in here else entry.openness)
        for slug, entry in entries_under(
            check.token, frozenset(one.key for one in check.schemes.values())
        ).items()
    }


@lru_cache(maxsize=1)
def entries_under(token: str, keys: frozenset[int]) -> dict[str, Entry]:
    """The entries with these keys, loaded once for a revision of the catalogue. Two queries."""
    found = Entry.objects.filter(pk__in=keys).select_related("area").prefetch_related("sources")
    return {entry.slug: entry for entry in found}


def known_to(firm: Firm) -> dict[str, Any]:
    """What `group_facts` says of a firm in hand, in two queries: a page of the check has no room for more."""
    near = Q(pk=firm.pk) | Q(pk=firm.parent_id) | Q(parent=firm.pk)
    firms = {row.pk: row for row in Firm.objects.filter(near)}
    rows = FirmFact.objects.filter(
        firm__in=firms, superseded_at__isnull=True, fact__archived_at__isnull=True
    ).select_related("fact")
    said: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    for row in rows:
        said[row.firm_id][row.fact_id] = as_of_today(row)
    entities = [pk for pk, row in firms.items() if row.parent_id == firm.pk]
    entity = max(entities, key=lambda pk: (len(said[pk]), -pk), default=None)
    home: int | None = firm.pk
    if firm.side == FirmSide.SHENZHEN:
        home, entity = firm.parent_id, firm.pk
    of_entity = {row.fact_id for row in rows if row.fact.subject == FactSubject.SHENZHEN_ENTITY}
    facts = merged(said[home] if home else {}, said[entity] if entity else {}, of_entity)
    return with_rows(facts, firms[home or firm.pk].side, has_entity=entity is not None)


def as_of_today(row: FirmFact) -> Any:
    """A recorded value as it stands today: months and years have gone on since. The fact is loaded with it."""
    if row.fact_id not in growing():
        return row.value
    said_on = row.recorded_at.astimezone(ZONE).date()
    return aged(row.value, row.fact.unit, said_on=said_on, today=today(), most=row.fact.max)
