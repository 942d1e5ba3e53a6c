"""Entries that can or cannot be used together with one."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise

from .enums import RelationKind
from .models import Entry, Relation
from .selectors import is_public
from .texts import Text, text_of
from .windows import state_label


@dataclass(frozen=True, slots=True)
class Related:
    """The other entry of a relation, and why."""

    entry: Entry
    kind: str
    note: Text

    @property
    def state(self) -> str:
        """One of `Openness`, or empty."""
        return self.entry.openness

    @property
    def label(self) -> str | Promise:
        """The same in words."""
        return state_label(self.state)

    @property
    def is_excluded(self) -> bool:
        return self.kind == RelationKind.EXCLUDES


def relations_of(entry: Entry) -> list[Related]:
    """The public entries that have a relation to this one, from either side. One query."""
    rows = Relation.objects.filter(Q(entry=entry.pk) | Q(other=entry.pk)).select_related("entry", "other")
    found = [
        Related(row.other if row.entry_id == entry.pk else row.entry, row.kind, text_of(row, "note"))
        for row in rows
    ]
    return [related for related in found if is_public(related.entry)]
