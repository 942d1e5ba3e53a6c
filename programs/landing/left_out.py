"""What is not in a plan, and why, and what would bring it in."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.catalogue.enums import Openness
from portal.catalogue.models import Area, Entry
from portal.catalogue.selectors import OVER
from portal.catalogue.texts import Text, text_of
from portal.catalogue.windows import date_note, state_label
from portal.kernel.languages import pick
from programs.check.state import Check
from programs.check.words import Address, Said, said
from programs.eligibility.change_words import change_in_words
from programs.eligibility.changes import changes_for
from programs.eligibility.logic import Outcome
from programs.eligibility.readings import COSTS
from programs.eligibility.traits import traits
from programs.planning.assembling import Draft
from programs.planning.bundle import Dropped, Why
from programs.planning.money import NOTHING
from programs.planning.options import EVERYWHERE, HONG_KONG, Market
from programs.selectors.plans import Shelf

from .schemes import possible_of, still_missing
from .sums import sum_of

#: One change away: so many are named, the nearest first, and none that takes more effort or time.
NEAREST, HARDEST, LONGEST = 5, 6, 12
#: So many reasons are not folded away.
OPEN = 2
#: So many questions are named that would settle what may pay more.
ASKED = 2


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One thing that is not in the plan."""

    name: Text
    url: str
    #: ask (can come back), or unmet.
    state: str
    why: str
    #: What it could have brought, in CNY; empty where no figure is published.
    sum: str = ""
    #: One of `Openness` in words; empty for hosts and places.
    label: str | Promise = ""
    state_code: str = ""
    #: Set where it could pay more than what was chosen: how much, and what would settle that.
    may_pay_more: str = ""
    settled_by: list[Said] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reason:
    """Everything left out for one reason."""

    title: str
    rows: list[LeftOut]
    #: Whether it is folded away: what one can do nothing about for now.
    is_folded: bool


def reasons_of(draft: Draft, check: Check, shelf: Shelf, *, at: Address | None) -> list[Reason]:
    """What was given up for something better, what one change would bring, and what cannot be used now.

    at: where facts are answered; None: the reader may not change them.
    """
    entries = shelf.entries
    groups = [
        (_("Cannot be counted beside something in the plan"), given_up(draft, check, entries, at=at)),
        (_("One change away"), near(draft, check, entries, shelf.market)),
        (_("Opens after the first year, or on a day not known yet"), later(draft, entries)),
        (_("Somewhere else"), elsewhere(draft, entries, shelf.areas)),
        (_("Fits, but is closed or has ended"), over(draft, entries)),
    ]
    return [
        Reason(title, rows, is_folded=number >= OPEN) for number, (title, rows) in enumerate(groups) if rows
    ]


def given_up(
    draft: Draft, check: Check, entries: Mapping[str, Entry], *, at: Address | None
) -> list[LeftOut]:
    """What a bundle cannot hold beside what it holds. Places and hosts not taken are no loss and not named."""
    found = []
    for each in draft.bundle.dropped:
        option = draft.options.get(each.slug)
        if option is None or each.slug not in entries:
            continue
        alone = possible_of(option, draft)
        row = row_of(
            entries[each.slug],
            why_dropped(each, entries, draft),
            state="unmet",
            sum=sum_of(alone, draft.rate).cny if alone.high and not each.cost else "",
            state_code=option.standing.state,
        )
        if not each.cost and alone.high > most_of(each, draft):
            row = replace(
                row,
                may_pay_more=_("It may pay more than what is in the plan, once it is settled."),
                settled_by=[
                    said(name, None, check, at=at)
                    for name in dict.fromkeys([*still_missing(option, draft), *option.worth.missing])
                    if name in check.asked
                ][:ASKED],
            )
        found.append(row)
    return found


def most_of(each: Dropped, draft: Draft) -> Decimal:
    """The most that what stands in the plan in place of something can bring, in CNY."""
    return sum((draft.sums[slug].high for slug in each.because), NOTHING)


def why_dropped(each: Dropped, entries: Mapping[str, Entry], draft: Draft) -> str:
    """Why a bundle could not hold something, with what it holds in its place."""
    comma = pgettext("between the items of a list", ", ")
    told = {"names": comma.join(name_in(slug, entries, draft) for slug in each.because)}
    if each.why == Why.EXCLUDED:
        return _("Cannot be used together with %(names)s.") % told
    if each.why == Why.SLOT:
        return _("A plan takes one incubator or programme to move into: %(names)s.") % told
    if each.cost:
        told["cost"] = str(COSTS.get(each.cost, ""))
        return _("In the plan, but its sum for %(cost)s is not counted: %(names)s pays it already.") % told
    return _("Pays for the same cost as %(names)s. A cost is paid back once.") % told


def name_in(slug: str, entries: Mapping[str, Entry], draft: Draft) -> str:
    if slug in entries:
        return str(text_of(entries[slug], "name"))
    return pick(draft.offers[slug].name) if slug in draft.offers else slug


def near(draft: Draft, check: Check, entries: Mapping[str, Entry], market: Market) -> list[LeftOut]:
    """Schemes that the nearest set of changes would make eligible, the least effort first.

    Worked out on the facts as they will be, so that nothing is proposed that the plan does anyway.
    """
    found = []
    named = {*draft.options, *draft.staff, *draft.too_late, *draft.elsewhere, *draft.over}
    for slug, scheme in market.schemes.items():
        standing = market.standings.get(slug)
        if slug in named or slug not in entries or scheme.area not in reachable(draft):
            continue
        if standing is None or standing.state in OVER:
            continue
        if scheme.outcome(draft.facts_then) != Outcome.NOT_ELIGIBLE:
            continue
        ways = changes_for(scheme, draft.facts_then, registry=check.registry, traits=traits(), most=1)
        if ways and ways[0].effort <= HARDEST and ways[0].months <= LONGEST:
            found.append((ways[0].effort, ways[0].months, slug, ways[0]))
    found.sort(key=lambda each: each[:3])
    semicolon = pgettext("between things to do", "; ")
    return [
        row_of(
            entries[slug],
            semicolon.join(change_in_words(way, check.words)),
            state="ask",
            state_code=market.standings[slug].state,
        )
        for _effort, _months, slug, way in found[:NEAREST]
    ]


def reachable(draft: Draft) -> set[str]:
    """The areas whose schemes are worth a change."""
    return {draft.area, *EVERYWHERE}


def later(draft: Draft, entries: Mapping[str, Entry]) -> list[LeftOut]:
    """Schemes that do not open within the plan's first year."""
    why = _("Not within the twelve months of this plan, as far as is published.")
    return [
        row_of(entries[slug], why, state="ask", state_code=Openness.LATER)
        for slug in draft.too_late
        if slug in entries
    ]


def elsewhere(draft: Draft, entries: Mapping[str, Entry], areas: Mapping[str, Area]) -> list[LeftOut]:
    """Schemes of other areas; and incubators of Hong Kong, which do not help to land."""
    found = []
    for slug in draft.elsewhere:
        entry = entries.get(slug)
        if entry is None:
            continue
        if entry.area_id == HONG_KONG:
            why = _(
                "It is in Hong Kong. A plan takes one incubator, on the Shenzhen side; you can apply beside it."
            )
        else:
            why = _("For firms in %(there)s; this plan is for %(here)s. Another area would bring it in.") % {
                "there": entry.area.name,
                "here": areas[draft.area],
            }
        found.append(row_of(entry, why, state="unmet", state_code=entry.openness))
    return found


def over(draft: Draft, entries: Mapping[str, Entry]) -> list[LeftOut]:
    found = []
    for slug in draft.over:
        if slug in entries:
            state = entries[slug].openness
            why = f"{state_label(state)} {date_note(entries[slug], state)}".strip()
            found.append(row_of(entries[slug], why, state="unmet", state_code=state))
    return found


def row_of(entry: Entry, why: str, *, state: str, sum: str = "", state_code: str = "") -> LeftOut:
    return LeftOut(
        name=text_of(entry, "name"),
        url=reverse(entry.kind, args=[entry.slug]),
        state=state,
        why=why,
        sum=sum,
        label=state_label(state_code),
        state_code=state_code,
    )
