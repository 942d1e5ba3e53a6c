"""Rows of a list that change places with their neighbours on the page of a question, before anything is saved."""

import re
from dataclasses import dataclass

from django.http import QueryDict

NAME = re.compile(r"(option|column)-(\d{1,3})-(up|down)", re.ASCII)


@dataclass(frozen=True)
class RowMove:
    """One row of a list and the one that it changes places with."""

    #: Which list: "option" or "column".
    prefix: str
    row: int
    up: bool

    @property
    def to(self) -> int:
        """The place to which the row goes."""
        return self.row - 1 if self.up else self.row + 1

    @property
    def now(self) -> str:
        """The prefix of the row where it stands afterwards."""
        return f"{self.prefix}-{self.to}"


def row_move(name: str) -> RowMove | None:
    """The move that the value of a button names, such as "option-1-up"; None for no such move."""
    found = NAME.fullmatch(name)
    if found is None:
        return None
    move = RowMove(found[1], int(found[2]), found[3] == "up")
    return move if move.to >= 0 else None


def with_row_moved(data: QueryDict, move: RowMove | None) -> QueryDict:
    """What a page sent, with two rows in each other's place."""
    if move is None:
        return data
    here, there = f"{move.prefix}-{move.row}-", f"{move.now}-"
    found = QueryDict(mutable=True)
    for name, values in data.lists():
        if name.startswith(here):
            name = there + name.removeprefix(here)
        elif name.startswith(there):
            name = here + name.removeprefix(there)
        found.setlist(name, values)
    return found
