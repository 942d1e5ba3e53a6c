"""What would be created, changed field by field, archived, and left as it is."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .columns import IDENTITY, Snapshot, snapshot_of_code, snapshot_of_row
from .current import Current
from .reading import LISTS, Directory

CREATED, CHANGED, ARCHIVED, UNCHANGED = "created", "changed", "archived", "unchanged"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one row; None where there is or was nothing."""

    field: str
    old: Any
    new: Any


@dataclass(slots=True)
class Item:
    """One row and what is to happen to it."""

    group: str  #: a Kind, or the name of a code list
    slug: str
    file: str
    action: str
    said: Snapshot = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)

    def touches(self, label: str) -> bool:
        """Whether a part (a list of rows, a set) has to be written again."""
        return self.action == CREATED or any(
            difference.field == label or difference.field.startswith(f"{label}[")
            for difference in self.differences
        )

    @property
    def needs_version(self) -> bool:
        """Whether a measure says something new, not only stands in another list."""
        return self.action == CREATED or any(
            d.field not in IDENTITY and d.field != "sectors" for d in self.differences
        )


@dataclass(slots=True)
class Plan:
    lists: list[Item] = field(default_factory=list)
    entries: list[Item] = field(default_factory=list)
    relations: list[Item] = field(default_factory=list)
    #: Entries that the directory does not hold and that stay, because pruning was not asked for.
    elsewhere: int = 0

    def __iter__(self) -> Iterator[Item]:
        return iter([*self.lists, *self.entries, *self.relations])

    def count(self, *actions: str) -> int:
        """How many rows have one of these actions; all but UNCHANGED when none is named."""
        return sum(item.action in (actions or (CREATED, CHANGED, ARCHIVED)) for item in self)


def make_plan(found: Directory, now: Current, *, prune: bool) -> Plan:
    """Compare a sound directory with the database."""
    plan = Plan()
    for name in LISTS:
        if name in found.lists:
            plan_list(name, found.lists[name], now, plan, prune=prune)
    for row in found.rows:
        said = snapshot_of_row(row.kind, row.data)
        plan.entries.append(
            compare(row.kind, row.data["slug"], row.file, now.said.get(row.data["slug"]), said)
        )
    held = {item.slug for item in plan.entries}
    for slug, entry in now.entries.items():
        if slug in held or now.said[slug]["archived"]:
            continue
        if prune:
            plan.entries.append(archived(entry.kind, slug))
        else:
            plan.elsewhere += 1
    return plan


def plan_list(name: str, rows: list[dict], now: Current, plan: Plan, *, prune: bool) -> None:
    """Compare one code list. Areas, sectors and categories are never removed; facts are archived."""
    key = "name" if name == "facts" else "code"
    for position, row in enumerate(rows):
        said = snapshot_of_code(name, row) | {"position": position}
        old = now.lists_said[name].get(row[key])
        plan.lists.append(compare(name, row[key], f"{name}.yaml", old, said))
    if prune and name == "facts":
        held = {row[key] for row in rows}
        gone = [
            code for code, said in now.lists_said[name].items() if code not in held and not said["archived"]
        ]
        plan.lists += [archived(name, code) for code in gone]


def archived(group: str, slug: str) -> Item:
    return Item(group, slug, "-", ARCHIVED, differences=[Difference("archived", False, True)])


def compare(group: str, slug: str, file: str, old: Snapshot | None, new: Snapshot) -> Item:
    """The item for one row."""
    if old is None:
        return Item(group, slug, file, CREATED, new)
    found = list(differences(old, new))
    return Item(group, slug, file, CHANGED if found else UNCHANGED, new, found)


def differences(old: Snapshot, new: Snapshot) -> Iterator[Difference]:
    """Field by field; lists of rows are compared row by row."""
    for label, value in new.items():
        before = old.get(label)
        if before == value:
            continue
        if isinstance(value, list) and all(isinstance(row, dict) for row in [*value, *(before or [])]):
            yield from row_differences(label, before or [], value)
        else:
            yield Difference(label, before, value)


def row_differences(label: str, old: list[Snapshot], new: list[Snapshot]) -> Iterator[Difference]:
    """Added, removed and changed rows of a list."""
    for index in range(max(len(old), len(new))):
        before = old[index] if index < len(old) else None
        after = new[index] if index < len(new) else None
        if before is None or after is None:
            yield Difference(f"{label}[{index}]", before, after)
            continue
        for name, value in after.items():
            if before[name] != value:
                yield Difference(f"{label}[{index}].{name}", before[name], value)
