"""Plans in a list, each with what it is worth today."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.catalogue.models import Area
from programs.check.state import Check
from programs.models import Plan
from programs.planning.assembling import Draft, assemble, drafts_of, home_of
from programs.selectors.plans import Shelf, check_of_plan

from .page import chosen_of
from .sums import Worth, worth_of


@dataclass(frozen=True, slots=True)
class ListedPlan:
    plan: Plan
    area: Area
    worth: Worth
    #: How many schemes it tells the firm to apply for.
    ready: int


def listed_plans(plans: Iterable[Plan], check: Check, shelf: Shelf) -> list[ListedPlan]:
    """The plans as they stand today. No query of their own. check: any check of today."""
    return [listed(plan, check_of_plan(plan, check), shelf) for plan in plans]


def listed(plan: Plan, check: Check, shelf: Shelf) -> ListedPlan:
    draft = draft_of(plan, check, shelf)
    return ListedPlan(
        plan=plan,
        area=shelf.areas[draft.area],
        worth=worth_of(draft),
        ready=sum(option.is_ready for option in draft.chosen),
    )


def draft_of(plan: Plan, check: Check, shelf: Shelf) -> Draft:
    """The draft of a plan. Where its area is clear, the others are not worked out."""
    home = home_of(check.facts)
    if code := plan.area or home:
        return assemble(check.facts, code, plan.starts_on, shelf.market)
    return chosen_of(plan, drafts_of(check.facts, plan.starts_on, shelf.market), home)
