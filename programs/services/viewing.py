"""The log of who on staff opened an application."""

import logging

from django.db import DatabaseError, transaction

from accounts.models import User
from portal.kernel.clock import today
from programs.models import Application, Viewing

logger = logging.getLogger("programs.viewing")


def log_viewing(*, application: Application, user: User) -> None:
    """Write that a person on staff opened an application today: one line a person and day.

    Never raises: whoever works at the desk reads on although the line could not be written, and the log says so.
    """
    day = today()
    try:
        # On most calls the line is there, and a read waits for no writer.
        if not Viewing.objects.filter(application=application, user=user, day=day).exists():
            with transaction.atomic():
                Viewing.objects.get_or_create(application=application, user=user, day=day)
    except DatabaseError:
        logger.exception("viewing not written", extra={"application": application.pk, "user": user.pk})
