"""Keeping what was sent, as it was sent."""

from datetime import datetime
from typing import Any

from accounts.models import User
from portal.audit.record import record
from programs.models import Application, SentCopy
from programs.models.sent_copy import hash_of


def keep_copy(*, application: Application, user: User, content: dict[str, Any]) -> SentCopy:
    """Add the copy of what has just been sent; the caller holds the application's lock and its transaction.

    content: of `selectors.sent_copies.content_of`, with the number and the time of sending.
    """
    copy = SentCopy(
        application=application,
        number=content["number"],
        sent_at=datetime.fromisoformat(content["sent_at"]),
        sent_by=user,
        content=content,
        sha256=hash_of(content),
    )
    copy.full_clean()
    copy.save()
    record(
        actor=user,
        action="application.copy",
        target=application,
        data={"number": copy.number, "sha256": copy.sha256},
    )
    return copy
