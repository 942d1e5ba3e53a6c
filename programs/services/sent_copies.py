"""Keeping what was sent, as it was sent."""

from datetime import datetime
from typing import Any

from accounts.models import User
from portal.audit.record import record
from programs.models import Application, SentCopy
from programs.models.sent_copy import hash_of


def keep_copy(
    *, application: Application, user: User, sent_at: datetime, content: dict[str, Any]
) -> SentCopy:
    """Add the copy of what has just been sent; the caller holds the application's lock and its transaction.

    content: of `selectors.sent_copies.content_of`. Applications that were sent before copies were kept begin with the
    number that fits: 1 is always the application itself.
    """
    copy = SentCopy(
        application=application,
        number=1 + application.corrections.exclude(reply="").count(),
        sent_at=sent_at,
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
