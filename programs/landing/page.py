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
from programs.check.words import Address, Said, said
from programs.models import Plan
from programs.planning.assembling import Draft, best_of, drafts_of, home_of
from programs.planning.money import NOTHING
from programs.planning.options import HOST, Offer
from programs.selectors.intakes import address_for_several
from programs.selectors.plans import Shelf

from .cash import Cash, cash_of
from .left_out import Reason, reasons_of
from .legs import Leg, crossings, legs_of
from .schemes import Line, lines_of, staff_lines_of
from .sums import Worth, worth_of
from .zones import Zone, zones_of

#: Largest parts of the total that the bar names, and questions that would make it more certain.
PARTS, QUESTIONS = 2, 4


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what is settled for the first year in the bar: x and width in per cent."""

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
    #: Why this area, where we chose it and not the firm; else empty.
    why_here: str
    #: The area that the Shenzhen company would have to move from; None where it need not.
    moves_from: Area | None
    worth: Worth
    parts: list[Part]
    legs: list[Leg]
    lines: list[Line]
    #: What only staff can judge.
    staff: list[Line]
    reasons: list[Reason]
    cash: Cash
    zones: list[Zone]
    host: Named | None
    place: Named | None
    questions: list[Said]
    #: Where one applies at once for what the plan tells to apply for and is open here; empty for fewer than two.
    several_url: str

    @property
    def ready(self) -> list[Line]:
        """Schemes that the plan tells the firm to apply for."""
        return [line for line in self.lines if line.is_ready]

    @property
    def unsettled(self) -> list[Line]:
        """Schemes that depend on answers, or may have ended."""
        return [line for line in self.lines if not line.is_ready]

    @property
    def ranked(self) -> list[Line]:
        """Schemes with a sum that counts."""
        return [line for line in self.ready if line.counts]

    @property
    def others(self) -> list[Line]:
        """Schemes without a figure."""
        return [line for line in self.ready if not line.counts]

    @property
    def is_empty(self) -> bool:
        """Whether nothing of the catalogue fits."""
        return not self.lines

    @property
    def ready_on(self) -> date | None:
        """The last day on which something of the plan begins."""
        return max((line.option.begins for line in self.ready), default=None)

    @property
    def lead(self) -> str:
        """How much there is to do, in one sentence."""
        steps = ngettext("%(count)s step", "%(count)s steps", len(self.legs)) % {"count": len(self.legs)}
        over = crossings(self.legs)
        across = ngettext("%(count)s crossing", "%(count)s crossings", over) % {"count": over}
        return _("%(steps)s, %(crossings)s.") % {"steps": steps, "crossings": across}


def page_of(plan: Plan, check: Check, shelf: Shelf, *, at: Address | None = None) -> PlanPage:
    """The page of a plan.

    check: on the plan's own facts. shelf: of today. at: where facts are answered; None: the reader did not make the
    plan and cannot change it.
    """
    drafts = drafts_of(check.facts, plan.starts_on, shelf.market)
    home = home_of(check.facts)
    draft = chosen_of(plan, drafts, home)
    code = draft.area
    lines = lines_of(draft, check, shelf)
    return PlanPage(
        plan=plan,
        draft=draft,
        area=shelf.areas[code],
        why_here="" if plan.area or home else why_best(draft, drafts),
        moves_from=shelf.areas.get(home) if home and home != code else None,
        worth=worth_of(draft),
        parts=parts_of(draft, lines),
        legs=legs_of(draft, [line for line in lines if line.is_ready]),
        lines=lines,
        staff=staff_lines_of(draft, check, shelf),
        reasons=reasons_of(draft, check, shelf, at=at),
        cash=cash_of(draft, lines),
        zones=zones_of(drafts, code, shelf.entries, shelf.areas),
        host=host_of(draft, lines, shelf.market.hosts),
        place=place_named(draft.place),
        questions=questions_of(draft, check, at=at),
        several_url=address_for_several(
            shelf.intakes[line.entry.pk] for line in lines if line.is_ready and line.apply_url
        ),
    )


def chosen_of(plan: Plan, drafts: Mapping[str, Draft], home: str) -> Draft:
    """The draft that a plan is for: of the area asked for, else of where the firm's company is, else the best."""
    code = plan.area or home
    return drafts[code] if code else best_of(drafts.values())


def why_best(draft: Draft, drafts: Mapping[str, Draft]) -> str:
    """What sets the best area apart from the others."""
    others = [each for each in drafts.values() if each is not draft]
    if all(draft.bundle.low > each.bundle.low for each in others):
        return _("where it is worth most to you")
    if all(draft.eligible > each.eligible for each in others):
        return _("where most fits you")
    return _("no area is better for you, as far as you have answered")


def parts_of(draft: Draft, lines: list[Line]) -> list[Part]:
    """The largest parts of what is settled for the first year, and the rest."""
    amounts = [
        (line.entry.name, draft.arrivals[line.entry.slug].first_year)
        for line in lines
        if line.entry.slug in draft.arrivals
    ]
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


def questions_of(draft: Draft, check: Check, *, at: Address | None) -> list[Said]:
    """The facts that would make the total more certain, those that most of it hangs on first."""
    weight: dict[str, int] = {}
    for option in draft.options.values():
        if option.counts:
            for name in option.worth.missing:
                weight[name] = weight.get(name, 0) + 1
    first = sorted(weight, key=lambda name: -weight[name])
    rest = [each.fact for each in check.questions if each.fact not in weight]
    return [said(name, None, check, at=at) for name in [*first, *rest][:QUESTIONS] if name in check.asked]
