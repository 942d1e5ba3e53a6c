"""Made-up entries out of real ones: the words of several, in new combinations. Every one is marked as sample data."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.catalogue.models import Entry
from portal.kernel.languages import SUFFIXES

#: An English word or a Chinese character: what a name is cut between.
WORD = re.compile(r"[A-Za-z0-9&'’.-]+|[^\sA-Za-z0-9]")


@dataclass(frozen=True, slots=True)
class Mixed:
    """What a made-up entry takes from real ones: kind and parts of `template`, the summary of `told`."""

    number: int
    template: Entry
    told: Entry
    area_id: str
    names: dict[str, str]

    @property
    def slug(self) -> str:
        return f"sample-{self.number}"


def mix(entries: list[Entry], count: int, *, first: int, seed: int) -> Iterator[Mixed]:
    """`count` made-up entries, numbered from `first`. The same seed gives the same ones."""
    draw = random.Random(seed)
    for number in range(first, first + count):
        template, head, told = (draw.choice(entries) for _ in range(3))
        yield Mixed(number, template, told, draw.choice(entries).area_id, names_of(head, template, number))


def names_of(head: Entry, tail: Entry, number: int) -> dict[str, str]:
    """The first half of one name and the second half of another, with a number, by language suffix."""
    names = {}
    for suffix in SUFFIXES.values():
        first, second = getattr(head, f"name_{suffix}"), getattr(tail, f"name_{suffix}")
        gap = " " if suffix == "en" else ""
        names[suffix] = f"{half(first, 0)}{gap}{half(second, 1)} {number}"[:300]
    return names


def half(name: str, which: int) -> str:
    """The first (0) or second (1) half of a name, cut between words or characters."""
    marks = list(WORD.finditer(name))
    if len(marks) < 2:
        return name
    cut = marks[len(marks) // 2].start()
    return (name[cut:] if which else name[:cut]).strip()
