"""What is wrong with a table, in words that name rows and columns. No database."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.kernel.languages import pick

from .specs import QuestionSpec

#: Cells that a message names one by one; of more it says how many.
MOST_NAMED = 3

#: What is wrong in which cell, by (row from 0, key of the column).
Cells = Mapping[tuple[int, str], str]


def table_problem(question: QuestionSpec, rows: int, cells: Cells, numbers: Sequence[int] = ()) -> str:
    """Everything that is wrong with a table of so many rows, in the active language; empty where it is sound.

    numbers: what the page calls each row, counted from 0, where empty rows stand between them.
    """
    parts = [
        rows_problem(question, rows),
        *list(cell_problems(question, cells, numbers).values())[:MOST_NAMED],
    ]
    more = len(cells) - MOST_NAMED
    if more > 0:
        parts.append(
            ngettext(
                "%(count)s more cell is empty or wrong.", "%(count)s more cells are empty or wrong.", more
            )
            % {"count": more}
        )
    return " ".join(part for part in parts if part)


def rows_problem(question: QuestionSpec, rows: int) -> str:
    """Whether a table has too few or too many rows."""
    if rows < question.min_rows:
        return ngettext(
            "Add rows: at least %(count)s is needed.",
            "Add rows: at least %(count)s are needed.",
            question.min_rows,
        ) % {"count": question.min_rows}
    if rows > question.max_rows:
        return _("Take out rows: at most %(count)s fit.") % {"count": question.max_rows}
    return ""


def cell_problems(
    question: QuestionSpec, cells: Cells, numbers: Sequence[int] = ()
) -> dict[tuple[int, str], str]:
    """What is wrong in each cell with its row and column in front, by the same keys. numbers: as above."""
    labels = {column.key: pick(column.label) for column in question.columns}
    return {
        (row, key): _("Row %(row)s, %(column)s: %(error)s")
        % {"row": (numbers[row] if numbers else row) + 1, "column": labels[key], "error": text}
        for (row, key), text in cells.items()
    }
