"""Sessions in the database that know when they end: every page reads the row anyway."""

from datetime import datetime

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    #: The moment after which the session is no good any more, as its row says; None where there is no row.
    ends_at: datetime | None = None

    def load(self) -> dict:
        """What the session holds. Reading a page does not put its end off; `views.session.stay` does."""
        session = self._get_session_from_db()  # type: ignore[attr-defined]
        self.ends_at = session.expire_date if session else None
        return self.decode(session.session_data) if session else {}
