"""A landing plan, ready to print."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.catalogue.models import Area
from portal.kernel.languages import pick
from programs.check.state import Check
from programs.check.words import Said, said
from programs.models import Plan
from programs.planning.assembling import Draft, best_of, drafts_of, home_of
from programs.planning.money import NOTHING, Span
from programs.planning.options import HOST, Offer
from programs.selectors.plans import Shelf

from .cash import Cash, cash_of
from .left_out import Reason, reasons_of
from .legs import Leg, crossings, legs_of
from .schemes import Line, lines_of
from .sums import Sum, sum_of
from .zones import Zone, zones_of

#: Largest parts of the total that the bar names, and questions that would make it more certain.
PARTS, QUESTIONS = 2, 4


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the total in the bar: x and width in per cent."""

    code: str
    name: str
    x: str
    width: str
    sum: str


@dataclass(frozen=True, slots=True)
class Named:
    """An incubator or place by its name."""

    name: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class PlanPage:
    plan: Plan
    draft: Draft
    area: Area
    #: Whether the area was chosen by worth, not by the firm.
    is_best: bool
    #: The area that the Shenzhen company would have to move from; None where it need not.
    moves_from: Area | None
    total: Sum
    #: What the answers make sure, and with every published limit used in full.
    sure: Sum
    most: Sum
    parts: list[Part]
    legs: list[Leg]
    lines: list[Line]
    reasons: list[Reason]
    cash: Cash
    zones: list[Zone]
    host: Named | None
    place: Named | None
    questions: list[Said]

    @property
    def ranked(self) -> list[Line]:
        """Schemes whose sums make up the total."""
        return [line for line in self.lines if line.counts]

    @property
    def unsettled(self) -> list[Line]:
        """Schemes whose sums do not count yet."""
        return [line for line in self.lines if line.possible]

    @property
    def others(self) -> list[Line]:
        """Schemes without a figure."""
        return [line for line in self.lines if not line.counts and not line.possible]

    @property
    def is_empty(self) -> bool:
        """Whether nothing of the catalogue fits."""
        return not self.lines

    @property
    def ready_on(self) -> date | None:
        """The last day on which something of the plan begins."""
        return max((line.option.begins for line in self.lines), default=None)

    @property
    def lead(self) -> str:
        """How much there is to do, in one sentence."""
        steps = ngettext("%(count)s step", "%(count)s steps", len(self.legs)) % {"count": len(self.legs)}
        over = crossings(self.legs)
        across = ngettext("%(count)s crossing", "%(count)s crossings", over) % {"count": over}
        return _("%(steps)s, %(crossings)s.") % {"steps": steps, "crossings": across}


def page_of(plan: Plan, check: Check, shelf: Shelf) -> PlanPage:
    """The page of a plan. check: on the plan's own facts. shelf: of today."""
    drafts = drafts_of(check.facts, plan.starts_on, shelf.market)
    home = home_of(check.facts)
    code = plan.area or home or best_of(drafts.values()).area
    draft = drafts[code]
    lines = lines_of(draft, check, shelf.entries, shelf.intakes)
    legs = legs_of(draft, lines)
    return PlanPage(
        plan=plan,
        draft=draft,
        area=shelf.areas[code],
        is_best=not plan.area and not home,
        moves_from=shelf.areas.get(home) if home and home != code else None,
        total=sum_of(draft.total, draft.rate),
        sure=sum_of(Span(draft.total.low, draft.total.low), draft.rate),
        most=sum_of(Span(draft.total.high, draft.total.high), draft.rate),
        parts=parts_of(draft, lines),
        legs=legs,
        lines=lines,
        reasons=reasons_of(draft, check, shelf.entries, shelf.market, shelf.areas),
        cash=cash_of(draft, lines),
        zones=zones_of(drafts, code, shelf.entries, shelf.areas),
        host=host_of(draft, lines, shelf.market.hosts),
        place=place_named(draft.place),
        questions=questions_of(draft, check),
    )


def parts_of(draft: Draft, lines: list[Line]) -> list[Part]:
    """The largest parts of the total and the rest: of what is sure, or of what is possible where nothing is."""
    by_low = bool(draft.total.low)
    sums = [(line.entry.name, draft.sums[line.entry.slug]) for line in lines]
    amounts = [(name, span.low if by_low else span.high) for name, span in sums]
    rows = sorted((each for each in amounts if each[1]), key=lambda each: -each[1])
    whole = sum((amount for _name, amount in rows), NOTHING)
    rest = rows[PARTS:]
    if len(rest) > 1:
        rows = [*rows[:PARTS], (_("Others"), sum((amount for _name, amount in rest), NOTHING))]
    found, x = [], 0.0
    for code, (name, amount) in zip("abc", rows, strict=False):
        width = float(100 * amount / whole)
        found.append(Part(code, str(name), f"{x:.2f}%", f"{max(width - 0.4, 0.2):.2f}%", f"{amount:,.0f}"))
        x += width
    return found


def host_of(draft: Draft, lines: list[Line], hosts: Mapping[str, str]) -> Named | None:
    """The programme to join, or the incubator to ask."""
    for line in lines:
        if line.entry.slug in hosts and line.option.candidate.slot == HOST:
            return Named(str(line.entry.name), line.url)
    return offer_named(draft.host, "incubator")


def place_named(offer: Offer | None) -> Named | None:
    named = offer_named(offer, "space")
    if named is None or offer is None or not offer.free:
        return named
    note = ngettext("%(count)s unit free now", "%(count)s units free now", offer.free) % {"count": offer.free}
    return Named(named.name, named.url, note)


def offer_named(offer: Offer | None, kind: str) -> Named | None:
    return Named(pick(offer.name), reverse(kind, args=[offer.slug])) if offer else None


def questions_of(draft: Draft, check: Check) -> list[Said]:
    """The facts that would make the total more certain, those that most of it hangs on first."""
    weight: dict[str, int] = {}
    for option in draft.options.values():
        if option.counts:
            for name in option.worth.missing:
                weight[name] = weight.get(name, 0) + 1
    first = sorted(weight, key=lambda name: -weight[name])
    rest = [each.fact for each in check.questions if each.fact not in weight]
    return [said(name, None, check) for name in [*first, *rest][:QUESTIONS] if name in check.asked]
