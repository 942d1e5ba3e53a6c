"""What limits a question may set, so that a draft can keep every answer within them. No database."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from portal.kernel.display import format_figure
from programs.enums import QuestionKind

from .kinds import RANGE
from .lists import LONGEST_CODE, column_faults, length_fault
from .numbers import bound_fault
from .specs import MOST_ROWS_ALLOWED, ColumnSpec, column_spec, most_rows
from .typed import MOST_KEPT, dumped

ROWS = ("min_rows", "max_rows")


def limit_faults(question: Any) -> dict[str, str]:
    """What is wrong with the limits of a row of `Question`, by column and in the active language.

    Values that are not of their column's type are passed over: the columns themselves refuse those.
    """
    found = {name: bound_fault(getattr(question, name)) for name in RANGE}
    found["max_length"] = length_fault(question.kind, question.max_length)
    found |= {name: rows_fault(getattr(question, name)) for name in ROWS}
    if question.kind == QuestionKind.TABLE and not any(found[name] for name in ROWS):
        found["max_rows"] = size_fault(question)
    return {name: fault for name, fault in found.items() if fault}


def rows_fault(rows: Any) -> str:
    """Why a table cannot have so many rows; empty where it can, and where nothing is said."""
    return too_many_rows() if isinstance(rows, int) and rows > MOST_ROWS_ALLOWED else ""


def too_many_rows() -> str:
    return _("Allow at most %(most)s rows.") % {"most": MOST_ROWS_ALLOWED}


def size_fault(question: Any) -> str:
    """Why a draft could not keep a table with every cell filled in; empty where it could."""
    limits = [getattr(question, name) for name in ROWS]
    if column_faults(question.columns) or not all(
        limit is None or isinstance(limit, int) for limit in limits
    ):
        return ""
    size = largest_table((column_spec(column) for column in question.columns), most_rows(question))
    most = MOST_KEPT[QuestionKind.TABLE]
    if size <= most:
        return ""
    told = _(
        "A table filled in completely could take %(size)s characters, and a draft keeps %(most)s. Allow fewer rows or "
        "shorter answers, or take out a column."
    )
    return told % {"size": format_figure(size), "most": format_figure(most)}


def largest_table(columns: Iterable[ColumnSpec], rows: int) -> int:
    """How many characters the kept text of a table may have at most."""
    # Two characters between one row and the next, or around all.
    return rows * (len(dumped({column.key: longest_cell(column) for column in columns})) + 2)


def longest_cell(column: ColumnSpec) -> str:
    """A text that takes as much room as any answer to a column: each quotation mark is kept as two characters."""
    return '"' * column.max_length if column.kind == QuestionKind.TEXT else "0" * LONGEST_CODE
