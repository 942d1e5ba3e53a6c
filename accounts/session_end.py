"""When a session ends, as its row says. Reading a page does not put it off; `views.session.stay` does."""

from datetime import datetime

from django.contrib.sessions.models import Session


def session_ends_at(session_key: str | None) -> datetime | None:
    """The moment after which the session is no good any more; None where no row says it. One query."""
    if not session_key:
        return None
    return Session.objects.filter(pk=session_key).values_list("expire_date", flat=True).first()
