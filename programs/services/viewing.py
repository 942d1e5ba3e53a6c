"""The log of who on staff opened an application."""

import logging
from collections.abc import Collection
from typing import Any

from django.db import DatabaseError, transaction

from accounts.models import User
from portal.kernel.clock import today
from programs.models import Application, Viewing

logger = logging.getLogger("programs.viewing")


def log_viewing(*, application: Application, user: User) -> None:
    """Write that a person on staff opened an application today: one line a person and day.

    Never raises: whoever works at the desk reads on although the line could not be written, and the log says so.
    """
    log_viewings(applications=[application.pk], user=user)


def log_viewings(*, applications: Collection[int], user: User) -> None:
    """The same for several applications, such as those that hold a paper which was opened. applications: their keys."""
    lines: dict[str, Any] = {"user": user, "day": today()}
    try:
        # On most calls the lines are there, and a read waits for no writer.
        there = Viewing.objects.filter(**lines, application__in=applications)
        missing = set(applications) - set(there.order_by().values_list("application", flat=True))
        for key in sorted(missing):
            with transaction.atomic():
                Viewing.objects.get_or_create(application_id=key, **lines)
    except DatabaseError:
        logger.exception("viewing not written", extra={"applications": list(applications), "user": user.pk})
