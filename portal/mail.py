"""The mail backend of a portal without a mail server: each message to a folder, and a line to the console."""

import logging

from django.core.mail.backends.filebased import EmailBackend

logger = logging.getLogger("portal.mail")


class FolderAndConsole(EmailBackend):
    """Writes each message to its own file in EMAIL_FILE_PATH and its head and text to the log."""

    def send_messages(self, email_messages) -> int:
        """Write the messages; returns how many."""
        sent = super().send_messages(email_messages) or 0
        for message in email_messages:
            logger.info(
                "mail to %s: %s\n%s", ", ".join(message.recipients()), message.subject, message.body.strip()
            )
        return sent
