"""Taking entries out of the public catalogue, and back in. Nothing that was published is deleted."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from portal.audit.record import record

from .changes import Noted, note_changes
from .enums import ChangeKind
from .models import Entry
from .search.indexing import index_entries


@transaction.atomic
def archive_entries(*, entries: Iterable[Entry], actor) -> int:
    """Hide entries from the public; how many were visible before. Links to them answer 404 until they come back."""
    return move(entries, actor, "entry.archive", ChangeKind.ARCHIVED, timezone.now())


@transaction.atomic
def restore_entries(*, entries: Iterable[Entry], actor) -> int:
    """Show archived entries again; how many were archived before."""
    return move(entries, actor, "entry.restore", ChangeKind.RESTORED, None)


def move(entries: Iterable[Entry], actor, action: str, what: ChangeKind, archived_at) -> int:
    """Set `archived_at` where it changes anything, with a record and a line in the history for each entry."""
    keys = [entry.pk for entry in entries]
    rows = Entry.objects.filter(pk__in=keys, archived_at__isnull=archived_at is not None)
    found = list(rows.select_for_update(no_key=True).order_by("pk"))
    for entry in found:
        entry.archived_at = archived_at
        entry.save(update_fields=["archived_at", "updated_at"])
    note_changes(Noted(entry, what) for entry in found)
    index_entries(entry.pk for entry in found)
    for entry in found:
        record(actor=actor, action=action, target=entry, data={"slug": entry.slug})
    return len(found)
