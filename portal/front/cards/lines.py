"""Setting text in lines of a given width: Latin by words, Chinese by characters."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

#: Width of a text in pixels.
Measure = Callable[[str], float]

HAN = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
#: A line never begins with these, nor ends with those.
CLOSERS = r"、。，．！？；：」』）】》〉”’…%.,;:!?)\]"
OPENERS = r"「『（【《〈“‘(\["
#: Never broken: a Chinese character, or a Latin word up to its hyphen or slash, with the signs that cling to it.
UNIT = re.compile(rf"[{OPENERS}]*(?:[{HAN}]|[^\s{HAN}]*?[-/](?=\w)|[^\s{HAN}]+)[{CLOSERS}]*\s*")
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Block:
    """Text set in lines of one size."""

    lines: tuple[str, ...]
    #: Height of the letters in pixels.
    size: int


def units_of(text: str) -> list[str]:
    """The text in pieces between which a line may end; joined they give the text again, on one line."""
    text = " ".join(text.split())
    return [match[0] for match in UNIT.finditer(text)]


def wrap(text: str, width: float, measure: Measure) -> list[str]:
    """The text in lines no wider than `width`. A piece that is wider than a line is broken anywhere."""
    lines = [""]
    for unit in units_of(text):
        if measure((lines[-1] + unit).rstrip()) <= width:
            lines[-1] += unit
            continue
        if lines[-1]:
            lines.append("")
        while measure(unit.rstrip()) > width and len(unit) > 1:
            head = longest_head(unit, width, measure)
            lines[-1:] = [head, ""]
            unit = unit[len(head) :]
        lines[-1] = unit
    return [line.rstrip() for line in lines if line.strip()]


def balanced(text: str, lines: list[str], width: float, measure: Measure) -> list[str]:
    """As many lines in the least width that takes no more of them, so that the last is no lone word."""
    narrowest, found = max(map(measure, units_of(text)), default=width), lines
    while len(lines) > 1 and width - narrowest > 8:
        middle = (narrowest + width) / 2
        tried = wrap(text, middle, measure)
        if len(tried) > len(lines):
            narrowest = middle
        else:
            width, found = middle, tried
    return found


def longest_head(text: str, width: float, measure: Measure) -> str:
    """As many of the first characters as fit, at least one."""
    end = len(text)
    while end > 1 and measure(text[:end]) > width:
        end -= 1
    return text[:end]


def cut(lines: Sequence[str], count: int, width: float, measure: Measure) -> list[str]:
    """The first `count` lines; where some are left out, the last one ends in an ellipsis and still fits."""
    if len(lines) <= count:
        return list(lines)
    last = longest_head(lines[count - 1], width - measure(ELLIPSIS), measure).rstrip(" ,.;:、，。；：")
    return [*lines[: count - 1], last + ELLIPSIS]


def fit(
    text: str,
    *,
    width: int,
    height: int,
    sizes: Sequence[int],
    leading: float,
    font: Callable[[int], Measure],
) -> Block:
    """The text in the largest of the sizes in which it fits the box; in the smallest, cut short, when none does.

    leading: height of a line over that of its letters. font: the measure of a size.
    """
    for size in sizes:
        measure = font(size)
        lines = wrap(text, width, measure)
        whole = all(measure(unit.rstrip()) <= width for unit in units_of(text))
        if whole and len(lines) * size * leading <= height:
            return Block(tuple(balanced(text, lines, width, measure)), size)
    room = max(1, int(height / (size * leading)))
    return Block(tuple(cut(lines, room, width, measure)), size)
