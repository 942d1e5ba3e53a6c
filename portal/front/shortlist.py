"""The shortlist of whoever is asking: her firm's, or the one that stands in her browser."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Membership
from accounts.permissions import can_write
from accounts.selectors import chosen_membership, shortlist_of, shortlists_seen_by
from accounts.views.common import FIRM_KEY
from accounts.visitor_list import read_kept
from portal.catalogue.enums import Openness
from portal.catalogue.models import Entry
from portal.catalogue.windows import last_day
from portal.kernel.clock import today

from .picked import public_rows
from .rows import Row

#: From so many days before it closes, an entry is said to close soon.
SOON = 30


@dataclass(frozen=True)
class Holding:
    """Slugs that are put aside, and what the reader may do about it."""

    #: Of the firm whose list it is; None where the list stands in the browser alone.
    membership: Membership | None = None
    #: A member of several firms who has chosen none of them.
    is_undecided: bool = False
    #: On the firm's list.
    shared: frozenset[str] = frozenset()
    #: In the browser: slug to note.
    kept: dict[str, str] = field(default_factory=dict)

    @cached_property
    def slugs(self) -> frozenset[str]:
        return self.shared | self.kept.keys()

    @property
    def count(self) -> int:
        return len(self.slugs)

    @property
    def may_write(self) -> bool:
        """Whether the reader may add to the list: her own, or that of a firm she writes for."""
        return self.membership is None or can_write(self.membership)

    def having(self, slug: str) -> "Holding":
        """The same with one more entry on the firm's list."""
        return replace(self, shared=self.shared | {slug})

    def without(self, slug: str) -> "Holding":
        """The same without an entry, wherever it stood."""
        kept = {one: note for one, note in self.kept.items() if one != slug}
        return replace(self, shared=self.shared - {slug}, kept=kept)


def holding_of(request) -> Holding:
    """What the person behind a request has put aside. No query: it comes with the person or in a cookie."""
    kept = read_kept(request)
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Holding(kept=kept)
    seen = shortlists_seen_by(user)
    membership = chosen_membership([each for each, _slugs in seen], request.session.get(FIRM_KEY))
    if membership is None:
        return Holding(is_undecided=len(seen) > 1, kept=kept)
    return Holding(membership=membership, shared=dict(seen)[membership], kept=kept)


@dataclass(frozen=True)
class Item:
    """One entry put aside, ready to print."""

    entry: Entry
    #: None for what is no longer in the catalogue.
    row: Row | None
    note: str
    #: "Closes in 5 days", or empty.
    soon: str
    #: Who put it on the firm's list, and when; None in a browser's list.
    added_by: str = ""
    added_at: datetime | None = None


def items_of(membership: Membership | None, kept: dict[str, str]) -> tuple[list[Item], list[Item]]:
    """A firm's list and the one in a browser, newest first each; without a membership the first is empty.

    Slugs that the catalogue never had are left out. Six queries at most, however long the lists.
    """
    listed = list(shortlist_of(membership.firm)) if membership else []
    # What was never published is nobody's business, whatever a cookie says.
    known = Entry.objects.filter(slug__in=list(kept), published_at__isnull=False).select_related("area")
    entries = {entry.slug: entry for entry in known}
    rows = public_rows({*entries, *(item.entry.slug for item in listed)})
    shared = [
        item_of(item.entry, rows, item.note, added_by=str(item.added_by), added_at=item.added_at)
        for item in listed
    ]
    return shared, [item_of(entries[slug], rows, kept[slug]) for slug in reversed(kept) if slug in entries]


def item_of(entry: Entry, rows: dict[str, Row], note: str, **added) -> Item:
    row = rows.get(entry.slug)
    return Item(row.entry if row else entry, row, note, closes_soon(row, today()) if row else "", **added)


def closes_soon(row: Row, day: date) -> str:
    """How many days are left to apply, where they are few; else empty."""
    closes = closing_day(row)
    left = (closes - day).days if closes else -1
    if not 0 <= left <= SOON:
        return ""
    if left == 0:
        return _("Closes today")
    return ngettext("Closes in %(count)s day", "Closes in %(count)s days", left) % {"count": left}


def closing_day(row: Row) -> date | None:
    """The last day for applications to what is open; None for what is not, or has none."""
    if row.intake:
        return row.intake.last_day
    return last_day(row.entry) if row.state == Openness.OPEN else None
