"""The way in: services call `notify()` inside the transaction of the change they tell of."""

import logging
import time
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.kernel.languages import CODES
from portal.outbox import kinds, tasks
from portal.outbox.contact import Contact
from portal.outbox.models import Channel, Delivery, Notification

logger = logging.getLogger("portal.outbox")

#: How long, in seconds, to leave a broker alone after it did not answer. Each call costs the person who waits
#: for the page some seconds, and the sweep finds the rows anyway.
BROKER_PAUSE = 15.0
_broker_down_until = 0.0


def notify(*, contact: Contact, kind: str, params: dict[str, Any], path: str, key: str) -> Notification:
    """Write a notification and one delivery a channel; they are sent after the caller's transaction commits.

    Of a topic that the person has muted it is written down and not delivered.

    kind and params: see `outbox.kinds`. path: where it leads, from the slash after the language prefix, such
    as "/applications/HL-2026-000001/"; may be empty. key: names the event, such as "application:12:event:88";
    for one person, kind and key there is one notification however often this is called.
    Returns the notification, new or from before. Must run inside a transaction.
    Raises kinds.BadNotificationError when the kind, its parameters, the path or the contact are wrong.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("notify() needs the transaction of what it tells of")
    params = kinds.clean(kind, params)
    check_path(path)
    check_contact(contact)
    notification, created = Notification.objects.get_or_create(
        dedupe_key=dedupe_key(contact, kind, key),
        defaults={"recipient_id": contact.user_id, "kind": kind, "params": params, "path": path},
    )
    if created:
        deliveries = [
            Delivery.objects.create(
                notification=notification,
                channel=channel,
                address=contact.email if channel == Channel.MAIL else "",
                name=contact.name[:120],
                language=contact.language,
                due_at=timezone.now(),
            )
            for channel in (() if kinds.KINDS[kind].topic in contact.muted else contact.channels)
        ]
        transaction.on_commit(partial(wake_worker, [delivery.pk for delivery in deliveries]))
    return notification


def dedupe_key(contact: Contact, kind: str, key: str) -> str:
    """What may exist once: this event, told in this way, to this person. Hashed, as addresses can be long."""
    whom = f"user:{contact.user_id}" if contact.user_id is not None else f"mail:{contact.email.lower()}"
    return f"{kind}:{sha256(f'{key} {whom}'.encode()).hexdigest()}"


def check_path(path: str) -> None:
    """Refuse what is no path of ours; a browser takes `//name/` for another site."""
    if path and (not path.startswith("/") or path.startswith("//") or "\\" in path or len(path) > 200):
        raise kinds.BadNotificationError(f"{path!r} is no path of the portal")


def check_contact(contact: Contact) -> None:
    """Refuse a contact that nothing could ever reach."""
    if contact.language not in CODES:
        raise kinds.BadNotificationError(f"{contact.language!r} is no language of the portal")
    if unknown := set(contact.channels) - set(Channel.values):
        raise kinds.BadNotificationError(f"no such channel: {', '.join(sorted(unknown))}")
    if Channel.INBOX in contact.channels and contact.user_id is None:
        raise kinds.BadNotificationError("an inbox needs an account")
    if Channel.MAIL in contact.channels and not contact.email:
        raise kinds.BadNotificationError("mail needs an address")


def wake_worker(ids: list[int]) -> None:
    """Tell a worker that there is something to send. Never raises: the sweep finds the rows in any case."""
    ask_broker(partial(tasks.deliver.apply_async, args=(ids,), retry=False))


def ask_broker(send: Callable[[], object]) -> None:
    """Send a message that saves waiting and nothing else: whatever it asks for is also done in time without it.

    Never raises, and leaves a broker that did not answer alone for a while.
    """
    global _broker_down_until
    if time.monotonic() < _broker_down_until:
        return
    try:
        send()
    except Exception:  # kombu's and the transport's own errors; the change itself is already saved
        _broker_down_until = time.monotonic() + BROKER_PAUSE
        logger.warning("broker does not answer; rows wait for the next round", exc_info=True)
