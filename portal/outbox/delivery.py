"""Carrying out deliveries: claim, send, finish. Safe with any number of workers and a crash at any point.

A claim is a short transaction of its own and holds for LEASE; the sending itself runs outside any
transaction, so that a slow mail server keeps no row locked. A worker that dies leaves its claim to run out,
and the row is due again. Dying between sending and finish is the one way to send twice; nothing is ever lost.
"""

import logging
import random
import time
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from portal.outbox.channels import CHANNELS
from portal.outbox.kinds import KINDS
from portal.outbox.models import Delivery, DeliveryStatus, Notification

logger = logging.getLogger("portal.outbox")

#: Longer than Celery lets a task run (CELERY_TASK_TIME_LIMIT, 90 s): no claim ends under a live sender.
LEASE = timedelta(seconds=120)
MAX_ATTEMPTS = 8
#: Waits of about 30 s, 2 min, 8 min, 32 min, 2 h, 6 h and 6 h: a mail server may be away for a night.
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
ERROR_LENGTH = 500
OPEN = (DeliveryStatus.QUEUED, DeliveryStatus.SENDING)


def due() -> QuerySet[Delivery]:
    """What waits to be sent, and what a sender left half-done."""
    return Delivery.objects.filter(status__in=OPEN, due_at__lte=timezone.now())


def claim_due(limit: int, *, among: Iterable[int] | None = None) -> list[Delivery]:
    """Claim up to `limit` due deliveries for this process, the longest waiting first.

    among: ids to choose from; all that are due when not given. Rows that another worker is claiming right now
    are passed over.
    """
    with transaction.atomic():
        # SQLite knows no row locks, so Django leaves the clause out; its IMMEDIATE transactions do the job.
        rows = due().filter(attempts__lt=MAX_ATTEMPTS).select_for_update(skip_locked=True, of=("self",))
        if among is not None:
            rows = rows.filter(pk__in=list(among))
        claimed = list(rows.select_related("notification").order_by("due_at", "pk")[:limit])
        for delivery in claimed:
            delivery.status = DeliveryStatus.SENDING
            delivery.attempts += 1
            delivery.due_at = timezone.now() + LEASE
            delivery.save(update_fields=["status", "attempts", "due_at"])
    return claimed


def deliver(delivery_id: int) -> bool:
    """Claim one delivery and send it. False when it was not due, was somebody else's, or failed."""
    claimed = claim_due(1, among=[delivery_id])
    return bool(claimed) and send(claimed[0])


def sweep(*, seconds: float = 45) -> int:
    """Send everything that is due, one claim at a time, for at most so many seconds; how many were sent.

    One at a time, because a claim on many would run out while the first of them wait for a slow mail server.
    """
    until = time.monotonic() + seconds
    # Whatever kills the sender of such a row would do so for ever.
    for delivery in due().filter(attempts__gte=MAX_ATTEMPTS):
        bury(delivery, "claimed again and again and never finished")
    sent = 0
    # The look before the claim takes no write lock: with nothing to do a sweep disturbs nobody.
    while time.monotonic() < until and due().exists():
        claimed = claim_due(1)
        if not claimed:
            break  # others have the rest
        sent += sum(send(delivery) for delivery in claimed)
    return sent


def send(delivery: Delivery) -> bool:
    """Send a claimed delivery and write down how it went."""
    try:
        CHANNELS[delivery.channel](delivery)
    except Exception as error:  # whatever a channel raises, the row has to say so and be tried again
        failed(delivery, error)
        return False
    finished(delivery)
    return True


def finished(delivery: Delivery) -> None:
    """Sent. Holds even when the claim has run out meanwhile: what has left the house has left it."""
    with transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).exclude(status=DeliveryStatus.SENT).update(
            status=DeliveryStatus.SENT, sent_at=timezone.now(), last_error=""
        )
        forget_secrets(delivery.notification)


def failed(delivery: Delivery, error: Exception) -> None:
    """Not sent: due again after a wait, or a dead letter after MAX_ATTEMPTS.

    Changes nothing when another worker has claimed the row since.
    """
    reason = f"{type(error).__name__}: {error}"
    if delivery.attempts >= MAX_ATTEMPTS:
        bury(delivery, reason)
        return
    wait = wait_after(delivery.attempts)
    mine(delivery).update(
        status=DeliveryStatus.QUEUED, due_at=timezone.now() + wait, last_error=reason[:ERROR_LENGTH]
    )
    logger.warning(
        "delivery failed, will be tried again",
        extra={"delivery": delivery.pk, "attempt": delivery.attempts, "wait": round(wait.total_seconds())},
        exc_info=error,
    )


def bury(delivery: Delivery, reason: str) -> None:
    """Give the delivery up; it stays in the table as a dead letter for a person to look at."""
    if mine(delivery).update(status=DeliveryStatus.DEAD, last_error=reason[:ERROR_LENGTH]):
        logger.error(
            "delivery given up: %s", reason, extra={"delivery": delivery.pk, "channel": delivery.channel}
        )


def mine(delivery: Delivery) -> QuerySet[Delivery]:
    """The row, if nobody has claimed it since: the count of attempts tells one claim from the next."""
    return Delivery.objects.filter(pk=delivery.pk, status__in=OPEN, attempts=delivery.attempts)


def wait_after(attempts: int) -> timedelta:
    """The wait after so many attempts, give or take a fifth, so that a backlog does not return at once."""
    return min(FIRST_WAIT * 4 ** (attempts - 1), LONGEST_WAIT) * random.uniform(0.8, 1.2)


def forget_secrets(notification: Notification) -> None:
    """Take the parameters that open a door out of the row, once nothing is left to send."""
    kind = KINDS.get(notification.kind)
    if kind is None or not kind.secret:
        return
    if notification.deliveries.exclude(status=DeliveryStatus.SENT).exists():
        return
    kept = {key: value for key, value in notification.params.items() if key not in kind.secret}
    Notification.objects.filter(pk=notification.pk).update(params=kept)
