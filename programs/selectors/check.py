"""What the pages of the check read."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import FirmFact, Membership
from accounts.rules import clean_fact_value
from accounts.selectors import askable_facts
from portal.catalogue import revision
from portal.catalogue.enums import Openness
from portal.catalogue.listed import Listed
from portal.catalogue.models import Entry, Fact
from portal.kernel.clock import today
from programs.check.answers import Answers
from programs.check.state import Check
from programs.selectors.catalogue import open_intakes
from programs.selectors.group_facts import as_of, told_in_groups
from programs.selectors.schemes import schemes_of


def check_of(answers: Answers, membership: Membership | None = None) -> Check:
    """A check on these answers and the facts of the group that a person works for. Two queries, three more for a firm.

    What does not fit the registry any more is left out.
    """
    asked = {fact.name: fact for fact in askable_facts()}
    token = revision.current()
    known = {}
    if membership:
        known = told_in_groups([membership.firm_id], today(), asked).get(membership.firm_id, {})
    return Check(
        asked=asked,
        token=token,
        schemes=schemes_of(token),
        answers=replace(
            answers,
            said=fitting(answers.said, asked),
            unsure=tuple(name for name in answers.unsure if name in asked),
        ),
        known=fitting(known, asked),
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


def as_of_today(row: FirmFact) -> Any:
    """A recorded value as it stands today. The fact is loaded with it."""
    return as_of(row.fact, row.value, row.recorded_at, today())
