"""The ways a notification can travel. A channel sends a claimed delivery and returns, or raises."""

from collections.abc import Callable

from portal.outbox.channels import inbox, mail
from portal.outbox.models import Channel, Delivery

CHANNELS: dict[str, Callable[[Delivery], None]] = {
    Channel.INBOX.value: inbox.send,
    Channel.MAIL.value: mail.send,
}
