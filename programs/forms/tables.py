"""A table that is being filled in: its rows, its cells, and what is wrong in which of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from programs.answering.specs import ColumnSpec, QuestionSpec
from programs.answering.tables import cell_problems, rows_problem, table_problem
from programs.answering.typed import cell_name, kept_rows
from programs.answering.values import Read
from programs.enums import QuestionKind

from .options import Option, label_in_words, options_of


@dataclass(frozen=True)
class Cell:
    """One cell of a table that is being filled in."""

    column: ColumnSpec
    name: str
    text: str
    problem: str

    @property
    def label(self) -> str:
        return label_in_words(self.column.label)

    @property
    def options(self) -> list[Option]:
        return options_of(self.column, (self.text,))

    @property
    def is_list(self) -> bool:
        return self.column.kind in (QuestionKind.CHOICE, QuestionKind.YES_NO)

    @property
    def control_id(self) -> str:
        return f"id_{self.name}"


@dataclass(frozen=True)
class Table:
    """The answer to a question that asks for rows."""

    spec: QuestionSpec
    #: As it is kept, or as it was typed.
    text: str
    read: Read
    #: Rows to show at least.
    least_rows: int = 0
    #: The numbers from 0 that the rows have on a page that stays open, where empty ones stand between them.
    numbers: tuple[int, ...] = ()

    @property
    def rows(self) -> list[list[Cell]]:
        """The rows to fill in: those there are, and empty ones up to the fewest that are needed."""
        kept = kept_rows(self.text)
        number = min(max(len(kept), self.least_rows, self.spec.min_rows, 1), self.spec.max_rows)
        return [self.row(row, kept[row] if row < len(kept) else {}) for row in range(max(number, len(kept)))]

    def row(self, number: int, kept: Mapping[str, str]) -> list[Cell]:
        """number: of the row in the answer, from 0. kept: its texts by column."""
        shown = self.numbers[number] if number < len(self.numbers) else number
        problems = self.read.cells or {}
        return [
            Cell(
                column,
                cell_name(self.spec.key, shown, column.key),
                kept.get(column.key, ""),
                problems.get((number, column.key), ""),
            )
            for column in self.spec.columns
        ]

    @property
    def filled_cells(self) -> list[Cell]:
        """The cells of the rows that the answer has."""
        return [cell for number, kept in enumerate(kept_rows(self.text)) for cell in self.row(number, kept)]

    @property
    def problem(self) -> str:
        """All that is wrong with it, in the active language."""
        return table_problem(self.spec, len(kept_rows(self.text)), self.read.cells or {}, self.numbers)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Each problem with the id of what it is about: the whole question, or one cell."""
        whole = rows_problem(self.spec, len(kept_rows(self.text)))
        texts = list(cell_problems(self.spec, self.read.cells or {}, self.numbers).values())
        wrong = [cell.control_id for cell in self.filled_cells if cell.problem]
        return [*([(whole, f"q-{self.spec.key}")] if whole else []), *zip(texts, wrong, strict=True)]
