"""Landing steps in their order, with the earliest dates that each can begin and end on."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from programs.eligibility.compiling import Facts
from programs.eligibility.schemes import Rule, Texts

from .working_days import add_working_days, is_announced, next_working_day


@dataclass(frozen=True, slots=True)
class Cited:
    """Where a step is published."""

    title: str
    publisher: str
    url: str
    #: An ISO date, a year or a month; "" where the source carries none.
    published: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do. `days_least` and `days_most` are working days on its side, one of `StepSide`."""

    code: str
    name: Texts
    side: str
    days_least: int
    days_most: int
    text: Texts = field(default_factory=dict)
    #: Language code -> one paper an item.
    papers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: Codes of the steps that it waits for.
    after: tuple[str, ...] = ()
    #: Who needs it; None: everyone.
    rule: Rule | None = None
    #: Facts that hold once it is done.
    settles: Mapping[str, Any] = field(default_factory=dict)
    sources: tuple[Cited, ...] = ()
    #: When its text was last checked against them.
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A step with its dates. `ends` counts the least days of it and all before it, `ends_late` the most."""

    step: Step
    starts: date
    ends: date
    ends_late: date
    #: False where the Mainland's days off of a year are not announced yet, so that dates can still shift.
    is_firm: bool


class Cycle(ValueError):
    """Steps wait for one another; `path` begins and ends with the same code."""

    def __init__(self, path: Sequence[str]):
        super().__init__(" → ".join(path))
        self.path = tuple(path)


def find_cycle(after: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """Codes in a circle, each waiting for the next, the first again at the end; () where there is none.

    after: code -> the codes that it waits for. Codes that are no key wait for nothing.
    """
    done: set[str] = set()
    for start in after:
        path = [] if start in done else [start]
        queue = [iter(sorted(after[code])) for code in path]
        while path:
            following = next((each for each in queue[-1] if each not in done), None)
            if following is None:
                done.add(path.pop())
                queue.pop()
            elif following in path:
                return (*path[path.index(following) :], following)
            else:
                path.append(following)
                queue.append(iter(sorted(after.get(following, ()))))
    return ()


def in_order(steps: Iterable[Step]) -> list[Step]:
    """Every step after those that it waits for, and otherwise in the order given. Raises Cycle."""
    given = {step.code: step for step in steps}
    waiting = {code: {each for each in step.after if each in given} for code, step in given.items()}
    cycle = find_cycle(waiting)
    if cycle:
        raise Cycle(cycle)
    found: dict[str, Step] = {}
    while len(found) < len(given):
        code = next(code for code in given if code not in found and waiting[code] <= found.keys())
        found[code] = given[code]
    return list(found.values())


def needed(steps: Iterable[Step], facts: Facts) -> list[Step]:
    """The steps that a firm still has to take, in order: its rule may hold, and something that it settles is open.

    A step that is left out takes its place in the waiting: whoever came after it comes after what it came after.
    Raises Cycle.
    """
    kept: list[Step] = []
    stands_for: dict[str, tuple[str, ...]] = {}
    for step in in_order(steps):
        after = tuple(dict.fromkeys(each for code in step.after for each in stands_for.get(code, ())))
        if is_needed(step, facts):
            stands_for[step.code] = (step.code,)
            kept.append(replaced(step, after))
        else:
            stands_for[step.code] = after
    return kept


def is_needed(step: Step, facts: Facts) -> bool:
    if step.rule and step.rule.test(facts) is False:
        return False
    return not step.settles or any(facts.get(name) != value for name, value in step.settles.items())


def replaced(step: Step, after: tuple[str, ...]) -> Step:
    return replace(step, after=after) if after != step.after else step


def schedule(steps: Iterable[Step], starts_on: date) -> list[Scheduled]:
    """The steps in order with their dates, when each begins as soon as it can.

    starts_on: the first day of all; a step without others before it begins on the first working day from then on. The
    others begin on the first working day, on their own side, after the last that they wait for has ended. A step of one
    working day ends on the day it begins. Raises Cycle.
    """
    found: dict[str, Scheduled] = {}
    for step in in_order(steps):
        before = [found[code] for code in step.after if code in found]
        starts, ends = span(step.side, step.days_least, [each.ends for each in before], starts_on)
        _, ends_late = span(step.side, step.days_most, [each.ends_late for each in before], starts_on)
        is_firm = is_announced(ends_late, step.side) and all(each.is_firm for each in before)
        found[step.code] = Scheduled(step, starts, ends, ends_late, is_firm)
    return list(found.values())


def span(side: str, days: int, ends: Sequence[date], starts_on: date) -> tuple[date, date]:
    """First and last day of something that waits for what ends on `ends`."""
    earliest = max((end + timedelta(1) for end in ends), default=starts_on)
    starts = next_working_day(max(earliest, starts_on), side)
    return starts, add_working_days(starts, days - 1, side) if days else starts
