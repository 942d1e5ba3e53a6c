"""How the list of a visitor joins the list of a firm. No database, no request.

A list is a dict of slugs to notes, oldest first; an empty note is "".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Notes = Mapping[str, str]


@dataclass(frozen=True)
class Merger:
    """What a merge would do."""

    #: New on the firm's list, with the visitor's notes.
    added: dict[str, str] = field(default_factory=dict)
    #: Already there, with the note that it would have now.
    noted: dict[str, str] = field(default_factory=dict)
    #: What found no room: entries beyond the cap, and notes that would make another one too long.
    left: dict[str, str] = field(default_factory=dict)


def merge(firm: Notes, visitor: Notes, *, most: int, longest: int) -> Merger:
    """The visitor's list joined to the firm's.

    The firm's entries and notes stay as they are; a note that says something else is added under the firm's own.
    most: entries a firm's list holds. longest: characters of a note. Nothing is cut: what does not fit is left over.
    Merging again what was merged changes nothing.
    """
    plan = Merger()
    for slug, note in visitor.items():
        joined = join_notes(firm.get(slug, ""), note)
        has_room = slug in firm or len(firm) + len(plan.added) < most
        if slug in firm and joined == firm[slug]:
            continue
        if not has_room or len(joined) > longest:
            plan.left[slug] = note
        elif slug in firm:
            plan.noted[slug] = joined
        else:
            plan.added[slug] = note
    return plan


def join_notes(own: str, other: str) -> str:
    """Two notes as one, the first in front; just the first where it says the other already, line for line."""
    said = own.splitlines()
    lines = other.splitlines()
    if any(said[start : start + len(lines)] == lines for start in range(len(said) + 1)):
        return own
    return f"{own}\n{other}" if own else other
