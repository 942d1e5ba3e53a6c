"""Writing the public history of entries. Services call this inside the transaction of the change they make.

Whatever is kept of the public catalogue is out of date with it, so the catalogue's revision moves on too.

What nobody could see leaves no trace: drafts, and entries that are archived.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from celery import current_app
from django.db import transaction
from django.utils import timezone

from portal.outbox.enqueue import ask_broker

from . import revision
from .change_fields import codes_of
from .enums import ChangeKind, Kind
from .models import Change, Entry
from .selectors import is_public

BATCH = 500
#: What firms are matched with, and the task that does so again (a name: it stands above).
MATCHED = (Kind.MEASURE, Kind.PROGRAMME)
REMATCH = "programs.rematch_schemes"


@dataclass(frozen=True, slots=True)
class Noted:
    """One change to write down. `fields` may be columns, parts of the files or codes; `version` is a measure's."""

    entry: Entry
    what: ChangeKind
    fields: Iterable[str] = field(default=())
    version: int | None = None

    @property
    def is_visible(self) -> bool:
        """Whether a reader can tell: of an archived entry only that it went, of a draft nothing."""
        if self.what == ChangeKind.ARCHIVED:
            return self.entry.published_at is not None
        return is_public(self.entry)


def note_change(
    *, entry: Entry, what: ChangeKind, fields: Iterable[str] = (), version: int | None = None
) -> Change | None:
    """Write down one change of an entry, with the entry as it is now; None where readers could not tell.

    fields: what differs (columns, parts of the files or codes; what no reader sees is left out). version: the number
    of the version of a measure that came into force. A change of nothing visible is not noted, unless it brings a
    new version. Raises TransactionManagementError outside a transaction.
    """
    written = note_changes([Noted(entry, what, fields, version)])
    return written[0] if written else None


def note_changes(rows: Iterable[Noted], *, at: datetime | None = None) -> list[Change]:
    """The same for many entries, in one query for each BATCH of them. `at`: the moment, now if not given."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a change is noted in the transaction that makes it")
    at, rows = at or timezone.now(), list(rows)
    found = [
        Change(entry_id=row.entry.pk, at=at, what=row.what, fields=codes_of(row.fields), version=row.version)
        for row in rows
        if row.is_visible
    ]
    told = [row for row in found if row.what != ChangeKind.CHANGED or row.fields or row.version]
    if told:
        revision.bump()
    written = Change.objects.bulk_create(told, batch_size=BATCH)
    seen = {row.entry_id for row in told}
    rematch_later([row.entry.slug for row in rows if row.entry.pk in seen and row.entry.kind in MATCHED])
    return written


def rematch_later(slugs: list[str]) -> None:
    """Once the change is saved, have firms matched with it again. The night's run makes up for a lost message."""
    for start in range(0, len(slugs), BATCH):
        send = partial(
            current_app.send_task, REMATCH, args=(sorted(slugs[start : start + BATCH]),), retry=False
        )
        transaction.on_commit(partial(ask_broker, send))
