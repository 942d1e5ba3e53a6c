"""What to do, in order: the steps of the way, and from when on one applies for what."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from portal.catalogue.texts import Text, text_of
from portal.kernel.display import SHORT, format_date
from portal.kernel.languages import current, pick
from programs.planning.assembling import APPLY, Draft
from programs.planning.options import NORTH, side_of
from programs.planning.schedule import Cited, Scheduled

from .schemes import Line

#: Schemes named in a reason, and in a leg before the rest is folded away.
NAMED, SHOWN = 3, 5


@dataclass(frozen=True, slots=True)
class Leg:
    """One thing to do."""

    number: int
    code: str
    #: south or north.
    side: str
    when: str
    title: str
    text: Text | None
    days: str = ""
    papers: tuple[str, ...] = ()
    why: list[str] = field(default_factory=list)
    #: Cited texts of a step.
    sources: tuple[Cited, ...] = ()
    as_of: date | None = None
    #: Whether dates can still shift: the days off of that year are not announced.
    can_shift: bool = False
    #: What one applies for, the first few and the rest.
    lines: list[Line] = field(default_factory=list)
    more: list[Line] = field(default_factory=list)


def legs_of(draft: Draft, lines: Iterable[Line]) -> list[Leg]:
    """The steps and the days of applying, by their first day; steps first. lines: those that one can apply for."""
    # Money first, without touching the order of the ranking otherwise.
    lines = sorted(lines, key=lambda line: line.counts is None)
    days: dict[tuple[date, str], list[Line]] = defaultdict(list)
    for line in lines:
        days[line.option.begins, side_of(line.option.scheme)].append(line)
    steps = [each for each in draft.steps if each.step.code != APPLY]
    found: list[tuple[date, int, Scheduled | tuple[str, list[Line]]]] = [
        *((each.starts, 0, each) for each in steps),
        *((day, 1, (side, those)) for (day, side), those in days.items()),
    ]
    found.sort(key=lambda each: each[:2])
    opened = opened_by(lines)
    after = names_after(steps)
    return [
        step_leg(number, what, opened.get(what.step.code, []), after.get(what.step.code, []))
        if isinstance(what, Scheduled)
        else apply_leg(number, day, *what)
        for number, (day, _order, what) in enumerate(found, 1)
    ]


def opened_by(lines: Iterable[Line]) -> dict[str, list[Line]]:
    """The schemes that wait for each step, by its code."""
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        for code in line.option.waits_for:
            found[code].append(line)
    return found


def names_after(steps: Iterable[Scheduled]) -> dict[str, list[str]]:
    """The names of the steps that wait for each, by its code."""
    found: dict[str, list[str]] = defaultdict(list)
    for each in steps:
        for code in each.step.after:
            found[code].append(pick(each.step.name))
    return found


def step_leg(number: int, each: Scheduled, opened: list[Line], after: list[str]) -> Leg:
    step = each.step
    return Leg(
        number=number,
        code=step.code,
        side=step.side,
        when=between(each.starts, each.ends),
        title=pick(step.name),
        text=text_of(dict(step.text), "text"),
        days=days_in_words(step.days_least, step.days_most, step.side),
        papers=step.papers.get(current(), ()) or next(iter(step.papers.values()), ()),
        why=why_now(opened, after),
        sources=step.sources,
        as_of=step.as_of,
        can_shift=not each.is_firm,
    )


def apply_leg(number: int, day: date, side: str, lines: list[Line]) -> Leg:
    count = len(lines)
    if side == NORTH:
        title = ngettext("Apply for %(count)s measure", "Apply for %(count)s measures", count)
    else:
        title = ngettext(
            "Apply for %(count)s measure in Hong Kong", "Apply for %(count)s measures in Hong Kong", count
        )
    return Leg(
        number=number,
        code=f"apply-{day.isoformat()}-{side}",
        side=side,
        when=_("from %(date)s") % {"date": format_date(day, SHORT)},
        title=title % {"count": count},
        text=None,
        lines=lines[:SHOWN],
        more=lines[SHOWN:],
    )


def between(first: date, last: date) -> str:
    """The earliest days of a step."""
    if first == last:
        return format_date(first, SHORT)
    return _("%(first)s to %(last)s") % {"first": format_date(first, SHORT), "last": format_date(last, SHORT)}


def days_in_words(least: int, most: int, side: str) -> str:
    """Working days of a side."""
    if least == most:
        words = (
            ngettext("%(count)s working day in Shenzhen", "%(count)s working days in Shenzhen", most)
            if side == NORTH
            else ngettext("%(count)s working day in Hong Kong", "%(count)s working days in Hong Kong", most)
        )
        return words % {"count": most}
    words = (
        _("%(least)s to %(most)s working days in Shenzhen")
        if side == NORTH
        else _("%(least)s to %(most)s working days in Hong Kong")
    )
    return words % {"least": least, "most": most}


def why_now(opened: list[Line], after: list[str]) -> list[str]:
    """What stays closed without a step, and what waits for it, a sentence each."""
    comma = pgettext("between the items of a list", ", ")
    parts = []
    if opened:
        names = comma.join(str(text_of(line.entry, "name")) for line in opened[:NAMED])
        count = len(opened)
        parts.append(
            ngettext(
                "Without it %(count)s measure of this plan stays closed: %(names)s.",
                "Without it %(count)s measures of this plan stay closed, among them %(names)s.",
                count,
            )
            % {"count": count, "names": names}
        )
    if after:
        parts.append(_("These steps wait for it: %(steps)s.") % {"steps": comma.join(after)})
    return parts


def crossings(legs: Iterable[Leg]) -> int:
    """How often one changes sides between one leg and the next."""
    sides = [leg.side for leg in legs]
    return sum(one != two for one, two in pairwise(sides))
