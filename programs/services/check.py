"""Answers of a check that become facts of a firm and its group."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.enums import FirmSide
from accounts.models import Firm, FirmFact, Membership, User
from accounts.permissions import can_write
from accounts.services.facts import lock_for_writing, record_fact, withdraw_fact
from accounts.wording import fact_in_words
from portal.catalogue.enums import FactSubject
from portal.catalogue.models import Fact
from portal.kernel.errors import Conflict, InvalidInput
from programs.check.state import Check, makes_sense
from programs.eligibility.facts import FactSpec
from programs.eligibility.traits import traits
from programs.eligibility.values import check_facts
from programs.selectors.check import as_of_today
from programs.selectors.group_facts import HAS_ENTITY


@dataclass(frozen=True, slots=True)
class Homes:
    """Whose facts the answers become: those about the Shenzhen company, and all others."""

    entity: Firm
    others: Firm

    def of(self, fact: Fact) -> Firm:
        return self.entity if fact.subject == FactSubject.SHENZHEN_ENTITY else self.others

    @property
    def are_two(self) -> bool:
        return self.entity != self.others


@dataclass(frozen=True, slots=True)
class Proposal:
    """One answer beside what the firm has recorded."""

    fact: Fact
    value: Any
    firm: Firm
    #: What is recorded, if anything.
    stored: FirmFact | None

    @property
    def in_words(self) -> str:
        return fact_in_words(self.fact, self.value)

    @property
    def is_same(self) -> bool:
        return self.stored is not None and as_of_today(self.stored) == self.value

    @property
    def is_conflict(self) -> bool:
        return self.stored is not None and not self.is_same


def entities_for(firm: Firm, memberships: Iterable[Membership]) -> list[Firm]:
    """The Shenzhen companies of a parent that the person of these memberships writes for."""
    return [m.firm for m in memberships if m.firm.parent_id == firm.pk and can_write(m)]


def homes_of(firm: Firm, memberships: Iterable[Membership], entity_id: int | None = None) -> Homes:
    """Whose facts the answers given for a firm become.

    Those about the Shenzhen company go to the linked Shenzhen firm, the one with this key where there are several; all
    others to the Hong Kong parent. Where the person writes for no such firm, they stay with the firm asked.
    """
    memberships = list(memberships)
    if firm.side == FirmSide.SHENZHEN:
        parents = [m.firm for m in memberships if m.firm_id == firm.parent_id and can_write(m)]
        return Homes(entity=firm, others=parents[0] if parents else firm)
    entities = entities_for(firm, memberships)
    chosen = [entity for entity in entities if entity.pk == entity_id]
    return Homes(entity=(chosen or entities or [firm])[0], others=firm)


@dataclass(frozen=True)
class Proposals:
    """What is proposed to a firm and its group, beside what they have recorded."""

    homes: Homes
    registry: Mapping[str, FactSpec]
    all: list[Proposal]
    #: Everything that is recorded, by firm and fact.
    stored: Mapping[tuple[int, str], FirmFact]
    #: Answers that the rows of the firms show to be wrong: no Shenzhen company, where there is one.
    refuted: tuple[str, ...] = ()

    @property
    def new(self) -> list[Proposal]:
        return [each for each in self.all if each.stored is None]

    @property
    def same(self) -> list[Proposal]:
        return [each for each in self.all if each.is_same]

    @property
    def conflicts(self) -> list[Proposal]:
        return [each for each in self.all if each.is_conflict]

    @property
    def mark(self) -> str:
        """Stands for all of it: what is confirmed has to be what was seen."""
        seen = [
            (each.fact.name, each.value, each.firm.pk, each.stored and each.stored.pk) for each in self.all
        ]
        return blake2b(repr(seen).encode(), digest_size=12).hexdigest()

    @cached_property
    def recorded(self) -> dict[str, Any]:
        """What the group has recorded, as it stands today: each fact from the firm that it is about, else the other."""
        rows = sorted(self.stored.values(), key=lambda row: row.firm_id == self.homes.of(row.fact).pk)
        return {row.fact_id: as_of_today(row) for row in rows}


def proposals_for(check: Check, homes: Homes) -> Proposals:
    """Everything that was said in a check, for these firms. One query."""
    stored = recorded_by(homes)
    has_company = homes.entity.side == FirmSide.SHENZHEN
    refuted = (HAS_ENTITY,) if has_company and check.own.get(HAS_ENTITY) is False else ()
    found = [
        Proposal(fact, check.own[name], home, stored.get((home.pk, name)))
        for name, fact in check.asked.items()
        for home in [homes.of(fact)]
        if name in check.own and name not in refuted
    ]
    return Proposals(homes, check.registry, found, stored, refuted)


def recorded_by(homes: Homes) -> dict[tuple[int, str], FirmFact]:
    """What these firms have recorded, by firm and fact. One query."""
    rows = FirmFact.objects.filter(
        firm__in={homes.entity.pk, homes.others.pk},
        superseded_at__isnull=True,
        fact__archived_at__isnull=True,
    ).select_related("fact", "recorded_by")
    return {(row.firm_id, row.fact_id): row for row in rows}


@transaction.atomic
def keep_answers(*, actor: User, proposals: Proposals, replaced: Collection[str]) -> int:
    """Record the new answers among the proposals, and those of the conflicts that are named in `replaced`.

    What is recorded and makes no sense beside them any more is taken back. Returns how many were recorded; all or
    nothing. Raises Conflict (something else is recorded by now), InvalidInput (the answers contradict what stays
    recorded; errors by fact), NotAllowed, DomainError.
    """
    # Firm after firm in one order, so that two who keep answers at once never wait for each other in a circle.
    for firm in sorted({proposals.homes.entity, proposals.homes.others}, key=lambda firm: firm.pk):
        lock_for_writing(actor=actor, firm=firm)
    if recorded_by(proposals.homes) != proposals.stored:
        raise Conflict(
            "facts-changed", _("Something has changed since this page was shown. Look at it again.")
        )
    kept = [*proposals.new, *(each for each in proposals.conflicts if each.fact.name in replaced)]
    after = {**proposals.recorded, **{each.fact.name: each.value for each in kept}}
    outdated = [name for name in proposals.recorded if not makes_sense(name, after, traits())]
    for name in outdated:
        after.pop(name)
    refuse_contradictions(proposals, after)
    for each in kept:
        record_fact(actor=actor, firm=each.firm, fact=each.fact, value=each.value)
    for (_firm, name), row in proposals.stored.items():
        if name in outdated:
            withdraw_fact(actor=actor, firm=row.firm, fact=row.fact)
    return len(kept)


def refuse_contradictions(proposals: Proposals, after: Mapping[str, Any]) -> None:
    """Raise InvalidInput where facts would contradict each other that do not do so now."""
    now = check_facts(proposals.recorded, proposals.registry)
    found = check_facts(after, proposals.registry)
    errors = {name: [message] for name, message in found.items() if now.get(name) != message}
    if errors:
        raise InvalidInput("contradiction", _("Nothing was saved. Correct the fields named below."), errors)
