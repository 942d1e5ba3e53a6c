"""What two versions of a measure say differently, word by word. Nothing here asks the database.

Chinese is compared character by character, as it writes no spaces; everything else word by word.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.catalogue.change_fields import LABELS
from portal.catalogue.texts import text_of
from portal.catalogue.windows import span, window_in_words
from portal.kernel.display import LONG, format_date

from .figures import tier_figure

#: A figure with its separators and its per cent is one word.
TOKEN = re.compile(
    r"\d+(?:[.,]\d+)*%?|[\u3400-\u9fff\uf900-\ufaff]|[^\W\d\u3400-\u9fff\uf900-\ufaff]+|\s+|.", re.DOTALL
)
#: Two texts that share less than this are shown as one gone and one new: a mosaic of both would help nobody.
ALIKE = 0.4


@dataclass(frozen=True, slots=True)
class Run:
    """Some words of one side, and whether the other side lacks them."""

    text: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One thing both versions may say, side by side. An empty side does not say it."""

    label: str | Promise
    old: list[Run]
    new: list[Run]

    @property
    def differs(self) -> bool:
        return any(run.differs for run in (*self.old, *self.new))


@dataclass(frozen=True, slots=True)
class Comparison:
    rows: list[Row]
    #: How many things both versions say alike.
    same: int


def compare(old, new, category: str = "") -> Comparison:
    """The rows in which two versions differ; versions come with benefits, criteria, papers and sources loaded.

    category: the code of the measure's category, which says what a rate means.
    """
    singles = list(single_texts(old, new))
    lists: list[tuple[str | Promise, str, str]] = []
    for code, first_items, last_items in list_texts(old, new, category):
        lists += [(LABELS[code], *pair) for pair in align(first_items, last_items)]
    rows = [side_by_side(*row) for row in [*singles, *lists] if row[1] or row[2]]
    different = [row for row in rows if row.differs]
    return Comparison(different, same=len(rows) - len(different))


def single_texts(old, new) -> Iterable[tuple[str | Promise, str, str]]:
    """Label, old text, new text of everything that is said once."""

    def both(label: str | Promise, say) -> tuple[str | Promise, str, str]:
        return label, str(say(old)), str(say(new))

    for code in ("name", "summary", "caveat", "authority", "stackable_note"):
        yield both(LABELS[code], lambda row, code=code: text_of(row, code))
    yield both(LABELS["instrument"], lambda row: row.get_instrument_display())
    yield both(LABELS["status"], lambda row: row.get_status_display())
    yield both(_("In force"), lambda row: span(row.effective_from, row.effective_to))
    yield both(_("Applications"), window_in_words)
    yield both(LABELS["as_of"], lambda row: format_date(row.as_of, LONG))
    yield both(LABELS["confidence"], lambda row: row.get_confidence_display())


def list_texts(old, new, category: str) -> Iterable[tuple[str, list[str], list[str]]]:
    """Code, old items, new items of everything that is a list."""
    yield "benefits", tier_texts(old, category), tier_texts(new, category)
    for code in ("criteria", "papers"):
        yield code, part_texts(getattr(old, code)), part_texts(getattr(new, code))
    yield "sources", source_texts(old), source_texts(new)


def tier_texts(version, category: str) -> list[str]:
    return [tier_text(tier, version.instrument, category) for tier in version.benefits.all()]


def part_texts(parts) -> list[str]:
    return [str(text_of(part, "text")) for part in parts.all()]


def source_texts(version) -> list[str]:
    return [f"{source.publisher}: {source.title}" for source in version.sources.all()]


def tier_text(tier, instrument: str, category: str) -> str:
    """A tier's words with its figure behind."""
    words, figure = str(text_of(tier, "text")), tier_figure(tier, instrument, category)
    return _("%(words)s (%(figure)s)") % {"words": words, "figure": figure} if figure else words


def align(old: Sequence[str], new: Sequence[str]) -> Iterable[tuple[str, str]]:
    """Items of two lists in pairs: equal ones together, changed ones by their place, the rest alone."""
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        first, last = list(old[i:j]), list(new[k:m])
        if tag == "equal":
            yield from zip(first, last, strict=True)
            continue
        both = min(len(first), len(last))
        for a, b in zip(first[:both], last[:both], strict=True):
            yield from [(a, b)] if is_alike(a, b) else [(a, ""), ("", b)]
        yield from ((a, "") for a in first[both:])
        yield from (("", b) for b in last[both:])


def is_alike(old: str, new: str) -> bool:
    matcher = SequenceMatcher(None, TOKEN.findall(old), TOKEN.findall(new), autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def side_by_side(label: str | Promise, old: str, new: str) -> Row:
    """Both texts cut into runs where they differ."""
    if old and new and not is_alike(old, new):
        return Row(label, [Run(old, True)], [Run(new, True)])
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    left: list[Run] = []
    right: list[Run] = []
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        add(left, "".join(before[i:j]), tag != "equal")
        add(right, "".join(after[k:m]), tag != "equal")
    return Row(label, left, right)


def add(runs: list[Run], text: str, differs: bool) -> None:
    if text:
        runs.append(Run(text, differs))
