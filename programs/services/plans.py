"""Making landing plans: members for their firm, visitors for themselves."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Firm, User
from accounts.permissions import can_write
from accounts.selectors import membership_of
from portal.audit.record import record
from portal.kernel.clock import today
from portal.kernel.display import format_date
from portal.kernel.errors import InvalidInput, NotAllowed
from programs.eligibility.facts import FactSpec
from programs.eligibility.values import check_facts
from programs.models import Plan
from programs.planning.options import AREAS

from .limits import ADDRESS_DAYS, TooMany, free_again, hash_of

#: So many plans of one person, or from one network address, in so long.
LIMITS = ((timedelta(hours=1), 10), (timedelta(days=1), 40))
#: How far ahead a plan may begin.
FARTHEST = timedelta(days=365)
#: Pressing the button twice makes one plan.
AGAIN = timedelta(minutes=10)


class TooManyPlans(TooMany):
    """The plan is one too many of this person or network address."""

    kind = "too-many-plans"
    text = gettext_lazy(
        "You have made as many plans as we make at a time. Nothing was saved. "
        "Make this one after %(moment)s, Hong Kong time."
    )


@transaction.atomic
def create_plan(
    *,
    facts: Mapping[str, Any],
    area: str,
    starts_on: date,
    registry: Mapping[str, FactSpec],
    user: User | None,
    firm: Firm | None,
    address: str,
) -> Plan:
    """Keep the answers that a plan is made of. The same answers from the same hand within AGAIN give the same plan.

    facts: name -> value, as `values.check_facts` takes them; at least one. area: one of AREAS, or "" for wherever it is
    worth most. starts_on: from today to FARTHEST. user: who is signed in, None for a visitor. firm: whose plan it is;
    the user writes for it. address: the network address, kept only as a keyed hash, only of visitors and only for
    ADDRESS_DAYS.
    Raises InvalidInput, NotAllowed, TooManyPlans over LIMITS.
    """
    refuse_bad_input(facts, area, starts_on, registry)
    if firm is not None and (user is None or not can_write(membership_of(user, firm))):
        raise NotAllowed("not-a-writer", _("Only an owner or editor of the firm can make a plan for it."))
    plan = Plan(
        firm=firm,
        made_by=user,
        facts={name: value for name, value in facts.items() if value is not None},
        area=area,
        starts_on=starts_on,
        address_hash="" if user else hash_of(address),
    )
    if earlier := made_just_now(plan):
        return earlier
    plan.full_clean()
    before = transaction.savepoint()
    plan.save()
    # The record puts writers in a queue, so what is compared and counted after it sees everybody's before.
    record(actor=user, action="plan.create", target=plan, data={"area": area})
    if earlier := made_just_now(plan):
        transaction.savepoint_rollback(before)
        return earlier
    check_limits(plan)
    return plan


def made_just_now(plan: Plan) -> Plan | None:
    """The plan that the same hand made of the same answers within AGAIN."""
    since = timezone.now() - AGAIN
    same_hand = Plan.objects.filter(**hand_of(plan), created_at__gt=since, area=plan.area, firm=plan.firm)
    for each in same_hand.exclude(pk=plan.pk):
        if (each.facts, each.starts_on) == (plan.facts, plan.starts_on):
            return each
    return None


def hand_of(plan: Plan) -> dict[str, Any]:
    """The condition that a plan is by whoever made this one."""
    return {"made_by": plan.made_by} if plan.made_by_id else {"address_hash": plan.address_hash}


def check_limits(plan: Plan) -> None:
    """Refuse a plan that is one too many; undoing the transaction takes it away again."""
    now = plan.created_at
    mine = Plan.objects.filter(**hand_of(plan), created_at__gt=now - LIMITS[-1][0]).exclude(pk=plan.pk)
    retry_at = free_again(mine.values_list("created_at", flat=True), LIMITS, now)
    if retry_at:
        raise TooManyPlans(retry_at)


def refuse_bad_input(
    facts: Mapping[str, Any], area: str, starts_on: date, registry: Mapping[str, FactSpec]
) -> None:
    """Raise InvalidInput that names every field at fault; facts by their names."""
    errors = {name: [message] for name, message in check_facts(facts, registry).items()}
    if not any(value is not None for value in facts.values()):
        errors["facts"] = [_("Answer at least one question of the check first.")]
    if area and area not in AREAS:
        errors["area"] = [_("Choose one of the areas.")]
    if not today() <= starts_on <= today() + FARTHEST:
        errors["starts_on"] = [
            _("Choose a day from %(first)s to %(last)s.")
            % {"first": format_date(today()), "last": format_date(today() + FARTHEST)}
        ]
    if errors:
        raise InvalidInput("bad-plan", _("Nothing was saved. Correct the fields named below."), errors)


def forget_addresses() -> int:
    """Empty the hashes of addresses that are older than ADDRESS_DAYS; how many. One query, and nobody's doing."""
    before = timezone.now() - timedelta(days=ADDRESS_DAYS)
    return Plan.objects.filter(created_at__lt=before).exclude(address_hash="").update(address_hash="")
