"""A firm's shortlist: entries put aside, with notes. Every member sees it, owners and editors change it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.merging import merge
from accounts.models import Firm, ShortlistItem, User
from accounts.models.shortlist import MOST, NOTE_LENGTH
from accounts.permissions import can_write
from accounts.rules import clean_note
from accounts.selectors import membership_of
from portal.audit.record import record
from portal.catalogue.models import Entry
from portal.kernel.errors import Conflict, DomainError, InvalidInput, NotAllowed

from .members import lock_firm
from .saving import save_clean


class NotListed(DomainError):
    """The entry is not on the list, or no longer."""

    status = 404

    def __init__(self) -> None:
        super().__init__("not-on-shortlist", _("Nothing was changed. The entry is not on the shortlist."))


@dataclass(frozen=True)
class Merged:
    """What a visitor's list brought to a firm's."""

    added: int
    noted: int
    #: Slug to note: what found no room.
    left: dict[str, str]

    @property
    def changed(self) -> bool:
        return bool(self.added or self.noted)


@transaction.atomic
def add_to_shortlist(*, actor: User, firm: Firm, entry: Entry) -> bool:
    """Put an entry aside for a firm. Returns whether it is new; one that is there keeps its note and its date.

    The caller has found the entry among the public ones. Raises NotAllowed, DomainError when the list is full.
    """
    lock_for_writing(actor=actor, firm=firm)
    if firm.shortlist.filter(entry=entry.pk).exists():
        return False
    if firm.shortlist.count() >= MOST:
        raise DomainError(
            "shortlist-full",
            _("A firm’s shortlist holds %(most)s entries. Remove one first.") % {"most": MOST},
        )
    save_clean(ShortlistItem(firm=firm, entry_id=entry.pk, added_by=actor))
    record(actor=actor, action="shortlist.add", target=firm, data={"entry": entry.slug})
    return True


@transaction.atomic
def remove_from_shortlist(*, actor: User, firm: Firm, slug: str) -> bool:
    """Take an entry off, with its note. Returns whether it was there. Raises NotAllowed."""
    lock_for_writing(actor=actor, firm=firm)
    item = firm.shortlist.filter(entry__slug=slug).first()
    if item is None:
        return False
    record(actor=actor, action="shortlist.remove", target=firm, data={"entry": slug})
    item.delete()
    return True


@transaction.atomic
def write_shortlist_note(
    *, actor: User, firm: Firm, slug: str, note: str, seen: str | None = None
) -> ShortlistItem:
    """Say something about an entry on the list; an empty note takes the earlier one away.

    note: 500 characters at most, of several lines if wanted. seen: the note that the person's page showed, so that
    nobody overwrites what she has not read; None asks for no such check.
    Raises NotAllowed, NotListed, InvalidInput, Conflict when somebody else has written meanwhile.
    """
    lock_for_writing(actor=actor, firm=firm)
    item = firm.shortlist.select_related("entry").filter(entry__slug=slug).first()
    if item is None:
        raise NotListed
    note = clean_note(note)
    if len(note) > NOTE_LENGTH:
        text = _("Use %(limit)s characters or fewer.") % {"limit": NOTE_LENGTH}
        raise InvalidInput("too-long", _("Nothing was saved."), {"note": [text]})
    if note == item.note:
        return item
    if seen is not None and clean_note(seen) != item.note:
        raise Conflict(
            "note-changed",
            _(
                "Nothing was saved. Somebody else has changed this note meanwhile; read it before you save yours."
            ),
        )
    item.note = note
    save_clean(item, update_fields=["note"])
    # The record outlives the note, so it does not repeat it.
    record(actor=actor, action="shortlist.note", target=firm, data={"entry": slug})
    return item


@transaction.atomic
def merge_shortlist(*, actor: User, firm: Firm, kept: Mapping[str, str]) -> Merged:
    """Join what a person kept before she signed in to her firm's list; see `accounts.merging`.

    kept: slug to note, oldest first. Entries that the catalogue never had are forgotten. Raises NotAllowed.
    """
    lock_for_writing(actor=actor, firm=firm)
    known = dict(
        Entry.objects.filter(slug__in=list(kept), published_at__isnull=False).values_list("slug", "pk")
    )
    items = {item.entry.slug: item for item in firm.shortlist.select_related("entry")}
    plan = merge(
        {slug: item.note for slug, item in items.items()},
        {slug: note for slug, note in kept.items() if slug in known},
        most=MOST,
        longest=NOTE_LENGTH,
    )
    for slug, note in plan.added.items():
        save_clean(ShortlistItem(firm=firm, entry_id=known[slug], note=note, added_by=actor))
    for slug, note in plan.noted.items():
        items[slug].note = note
        save_clean(items[slug], update_fields=["note"])
    if plan.added or plan.noted:
        data = {"added": list(plan.added), "noted": list(plan.noted), "left": list(plan.left)}
        record(actor=actor, action="shortlist.merge", target=firm, data=data)
    return Merged(len(plan.added), len(plan.noted), plan.left)


def lock_for_writing(*, actor: User, firm: Firm) -> None:
    """Hold the firm's row, so that its list neither grows past its cap nor loses a note. Raises NotAllowed."""
    lock_firm(firm)
    if not can_write(membership_of(actor, firm)):
        raise NotAllowed(
            "not-a-writer",
            _("Only an owner or editor of the firm can change its shortlist. Ask one of them."),
        )
