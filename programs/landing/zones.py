"""The areas beside each other, each with the best plan for this very firm."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from portal.catalogue.models import Area, Entry
from portal.catalogue.texts import Text, text_of
from programs.planning.assembling import Draft
from spaces.crossings import NEAREST

from .schemes import possible_of
from .sums import Worth, worth_of

#: So many schemes are named that only one area brings.
NAMED = 3


@dataclass(frozen=True, slots=True)
class Zone:
    area: Area
    #: Whether the plan is for this one.
    is_chosen: bool
    #: Schemes that the firm is eligible for there, and those that may be once questions are answered.
    eligible: int
    open_questions: int
    worth: Worth
    crossings: list[str | Promise]
    #: Schemes of this area that the chosen one does not bring, what is worth most first; of the chosen one: those that
    #: no other area brings.
    differs: list[Text]
    more: int


def zones_of(
    drafts: Mapping[str, Draft],
    chosen: str,
    entries: Mapping[str, Entry],
    areas: Mapping[str, Area],
) -> list[Zone]:
    """A row for each area."""
    return [
        zone_of(draft, chosen, drafts, entries, areas[code])
        for code, draft in drafts.items()
        if code in areas
    ]


def zone_of(
    draft: Draft,
    chosen: str,
    drafts: Mapping[str, Draft],
    entries: Mapping[str, Entry],
    area: Area,
) -> Zone:
    is_chosen = draft.area == chosen
    others = [each for code, each in drafts.items() if code != draft.area]
    beside = others if is_chosen else [drafts[chosen]]
    known = {slug for each in beside for slug in each.options}
    differs = sorted(
        (slug for slug in draft.options if slug not in known and slug in entries),
        key=lambda slug: (
            not draft.options[slug].counts,
            -draft.sums.get(slug, possible_of(draft.options[slug], draft)).high,
            slug,
        ),
    )
    return Zone(
        area=area,
        is_chosen=is_chosen,
        eligible=draft.eligible,
        open_questions=len(draft.options) - draft.eligible,
        worth=worth_of(draft),
        crossings=[each.label for each in NEAREST.get(draft.area, ())],
        differs=[text_of(entries[slug], "name") for slug in differs[:NAMED]],
        more=max(0, len(differs) - NAMED),
    )
