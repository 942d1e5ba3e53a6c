"""E-mail: text first, the same as plain HTML beside it."""

from email.headerregistry import Address
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.crypto import salted_hmac

from portal.kernel.languages import HTML_LANG
from portal.outbox.models import Delivery
from portal.outbox.render import letter, one_line


def send(delivery: Delivery) -> None:
    """Hand the letter to the mail server. Raises what the server or the templates raise."""
    words = letter(delivery.notification, delivery.language)
    message = EmailMultiAlternatives(
        words.subject,
        words.text,
        to=[recipient(delivery)],
        headers={
            "Message-ID": message_id(delivery),
            # Keeps holiday answers and other machines from replying (RFC 3834).
            "Auto-Submitted": "auto-generated",
            "Content-Language": HTML_LANG[delivery.language],
        },
    )
    message.attach_alternative(words.html, "text/html")
    message.send()


def recipient(delivery: Delivery) -> str:
    """The address, with the person's name in front where we know it."""
    if not delivery.name:
        return delivery.address
    return str(Address(one_line(delivery.name), addr_spec=delivery.address))


def message_id(delivery: Delivery) -> str:
    """The same for every attempt at one delivery, so that a letter sent twice can be told for one.

    The moment goes in too: after a restored backup the same number may stand for another letter.
    """
    seed = f"{delivery.pk} {delivery.notification.created_at.isoformat()}"
    seal = salted_hmac("outbox.message-id", seed, algorithm="sha256")
    return f"<{delivery.pk}.{seal.hexdigest()[:24]}@{urlsplit(settings.SITE_URL).hostname}>"
