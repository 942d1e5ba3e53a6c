"""What publishing a draft would do to firms, in numbers only: an editor learns how many, never which.

An editor writes the rules, so exact numbers would answer questions about single firms: a rule made to fit one firm
and no other counts it, or counts nobody. What is shown is therefore rounded to STEP, and below it, nobody included,
only that it is fewer. A group of companies shares its facts and counts once a company; STEP is more than a group
has, so that a number that is shown is always of several.
"""

from dataclasses import dataclass

from portal.kernel.clock import today
from programs.eligibility.logic import Outcome
from programs.models import MeasureVersion

from .group_facts import facts_of_groups, firms_to_match
from .schemes import current_schemes, scheme_of_version

#: Firms looked at together.
BATCH = 500
#: The least number of firms that is shown, and what numbers are rounded to.
STEP = 10


@dataclass(frozen=True, slots=True)
class DraftEffect:
    """Numbers of firms by what the draft changes for them. For `shown_count` to round, not to be shown.

    Only firms whose facts decide it are counted as gaining or losing: eligible under one version and known not to be,
    or not known to be, under the other.
    """

    #: Firms that have said something of themselves.
    firms: int = 0
    gain: int = 0
    #: Were eligible and would certainly not be.
    lose: int = 0
    #: Were eligible and would have to say more.
    unsettled: int = 0
    #: Eligible under both.
    keep: int = 0


def shown_count(firms: int) -> int:
    """A number of firms rounded to STEP; 0 where it is below, or nobody."""
    return 0 if firms < STEP else (firms + STEP // 2) // STEP * STEP


def effect_of(draft: MeasureVersion) -> DraftEffect:
    """How many firms would gain or lose a measure by this draft, on their facts today.

    Reads every firm that has said something (half a second for 10,000), so it is for those who ask for it. The memory
    it takes does not depend on their number.
    """
    measure = draft.measure
    after = scheme_of_version(draft, measure)
    before = current_schemes().get(measure.slug)
    names = {*after.facts, *(before.facts if before else ())}
    firms = gain = lose = unsettled = keep = last = 0
    while ids := next_firms(last):
        last, firms = ids[-1], firms + len(ids)
        for facts in facts_of_groups(ids, today(), names).values():
            had = before is not None and before.outcome(facts) == Outcome.ELIGIBLE
            becomes = after.outcome(facts)
            has = becomes == Outcome.ELIGIBLE
            keep += had and has
            gain += has and not had
            lose += had and becomes == Outcome.NOT_ELIGIBLE
            unsettled += had and becomes == Outcome.NEEDS_FACTS
    return DraftEffect(firms, gain, lose, unsettled, keep)


def next_firms(last: int) -> list[int]:
    """Keys of the next BATCH firms that have said something."""
    rows = firms_to_match().filter(pk__gt=last).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:BATCH])
