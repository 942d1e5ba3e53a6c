"""From what was typed to what it means, or to what is wrong with it. No database.

A draft keeps text exactly as it was typed, so that nothing is lost while it does not fit yet. Several codes, tables and
facts are kept as JSON.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from portal.catalogue.enums import FactType
from portal.kernel.days import any_day
from portal.kernel.display import format_figure
from portal.kernel.forms import too_long
from programs.eligibility.values import value_fault
from programs.enums import QuestionKind

from .numbers import MOST, parsed
from .specs import ColumnSpec, QuestionSpec
from .tables import table_problem

YES, NO = "yes", "no"
#: One character of Chinese is a word; so is a run of anything else between blanks and Chinese.
WORD = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[^\s\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")


@dataclass(frozen=True)
class Read:
    """What an answer means, and what is wrong with it."""

    #: None where there is no answer or no sense in it. Text, Decimal, date, bool, code, tuple of codes, rows.
    value: Any = None
    #: In the active language; empty for a sound answer and for none at all.
    problem: str = ""
    #: For tables: what is wrong in which cell, by (row from 0, column).
    cells: Mapping[tuple[int, str], str] | None = None
    #: Those of them that need an answer and have none.
    empty: frozenset[tuple[int, str]] = frozenset()


def read_answer(question: QuestionSpec, text: str) -> Read:
    """What a stored answer means to its question; blanks mean nothing. Files are not text: they read as nothing."""
    if not text.strip() or question.kind == QuestionKind.FILE:
        return Read()
    return READERS[question.kind](question, text)


def read_text(question: QuestionSpec | ColumnSpec, text: str) -> Read:
    longest = question.max_length
    if longest is not None and (problem := too_long(text, longest)):
        return Read(text, problem)
    return Read(text, words_over(getattr(question, "max_words", None), text))


def words_over(most: int | None, text: str) -> str:
    if most is None:
        return ""
    over = count_words(text) - most
    if over <= 0:
        return ""
    told = {"most": format_figure(most), "over": format_figure(over)}
    return _("Use at most %(most)s words: take out %(over)s.") % told


def count_words(text: str) -> int:
    """How many words a text has; each Chinese character is one."""
    return sum(any(c.isalnum() for c in word) for word in WORD.findall(text))


def read_number(question: QuestionSpec | ColumnSpec, text: str) -> Read:
    number, fault = parsed(text, getattr(question, "currency", ""))
    if number is None:
        return Read(problem=fault or _("Enter a number, such as 12 or 12.50."))
    low = -MOST if question.minimum is None else question.minimum
    high = MOST if question.maximum is None else question.maximum
    if number < low:
        return Read(number, _("Enter %(least)s or more.") % {"least": format_figure(low)})
    if number > high:
        return Read(number, _("Enter %(most)s or less.") % {"most": format_figure(high)})
    return Read(number)


def read_date(question: QuestionSpec | ColumnSpec, text: str) -> Read:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    # Python also reads weeks and dates without hyphens, which no date field can show again.
    if found is None or found.isoformat() != text:
        return Read(problem=_("Enter a date as year, month and day, such as 2026-11-30."))
    return Read(found, any_day().fault(found))


def read_yes_no(question: QuestionSpec | ColumnSpec, text: str) -> Read:
    return Read(text == YES) if text in (YES, NO) else Read(problem=_("Answer yes or no."))


def read_declaration(question: QuestionSpec, text: str) -> Read:
    return Read(True) if text == YES else Read(problem=_("Agree to this, or leave it open."))


def read_choice(question: QuestionSpec | ColumnSpec, text: str) -> Read:
    return Read(text) if text in question.options else Read(problem=_("Choose one of the answers."))


def read_multiple(question: QuestionSpec, text: str) -> Read:
    codes = from_json(text)
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        return Read(problem=_("Choose among the answers."))
    if not codes:
        return Read()
    if not set(codes) <= question.options.keys():
        return Read(problem=_("Choose among the answers."))
    return Read(tuple(code for code in question.options if code in codes))


def read_fact(question: QuestionSpec, text: str) -> Read:
    if question.fact is None:
        return Read(problem=_("This question is not asked any more. Leave it empty."))
    value = from_json(text)
    if question.fact.type == FactType.INT and isinstance(value, str):
        number, fault = parsed(value, question.currency)
        if fault:
            return Read(problem=fault)
        # One too large to be kept as a number still has to be told the bound.
        value = int(number) if number is not None and number == number.to_integral_value() else value
    problem = value_fault(question.fact, value)
    if problem:
        return Read(problem=problem)
    return Read(tuple(value) if isinstance(value, list) else value)


def read_table(question: QuestionSpec, text: str) -> Read:
    rows = from_json(text)
    if not isinstance(rows, list) or not all(is_row(row) for row in rows):
        return Read(problem=_("Fill in the table again."))
    found, cells, empty = [], {}, set()
    for number, row in enumerate(rows):
        meant = {}
        for column in question.columns:
            typed = row.get(column.key, "").strip()
            read = READERS[column.kind](column, typed) if typed else Read()
            if read.problem:
                cells[number, column.key] = read.problem
            elif column.required and not typed:
                cells[number, column.key] = _("This cell needs an answer.")
                empty.add((number, column.key))
            meant[column.key] = read.value
        found.append(meant)
    if not found:
        return Read()
    return Read(tuple(found), table_problem(question, len(found), cells), cells, frozenset(empty))


def so_far(question: QuestionSpec, read: Read) -> Read:
    """The same answer without what is still to come: of a table the cells that are empty and the rows it lacks."""
    if read.cells is None or not read.problem:
        return read
    wrong = {place: text for place, text in read.cells.items() if place not in read.empty}
    rows = max(len(read.value), question.min_rows)
    return replace(read, problem=table_problem(question, rows, wrong), cells=wrong, empty=frozenset())


def is_row(row: Any) -> bool:
    return isinstance(row, dict) and all(isinstance(text, str) for text in row.values())


def from_json(text: str) -> Any:
    """What JSON says, or None where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


READERS: dict[str, Any] = {
    QuestionKind.TEXT: read_text,
    QuestionKind.LONG_TEXT: read_text,
    QuestionKind.NUMBER: read_number,
    QuestionKind.MONEY: read_number,
    QuestionKind.YES_NO: read_yes_no,
    QuestionKind.CHOICE: read_choice,
    QuestionKind.MULTIPLE: read_multiple,
    QuestionKind.DATE: read_date,
    QuestionKind.TABLE: read_table,
    QuestionKind.FACT: read_fact,
    QuestionKind.DECLARATION: read_declaration,
}
