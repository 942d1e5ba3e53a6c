"""What people do with notifications."""

from collections.abc import Collection
from typing import Literal

from django.db import transaction
from django.utils import timezone

from portal.audit.record import record
from portal.outbox import selectors
from portal.outbox.models import Delivery, DeliveryStatus, Notification


def mark_read(*, user, ids: Collection[int] | Literal["all"]) -> int:
    """Mark notifications in the user's own inbox as read, passing over ids of others; how many were new."""
    unread = selectors.inbox_for(user).filter(read_at__isnull=True)
    if ids != "all":
        unread = unread.filter(pk__in=ids)
    # A plain update by key: a joined one is not the same statement on every database.
    chosen = list(unread.values_list("pk", flat=True))
    return Notification.objects.filter(pk__in=chosen, read_at__isnull=True).update(read_at=timezone.now())


def requeue_dead(*, actor, ids: Collection[int]) -> int:
    """Give dead letters a new set of attempts, starting now. Returns how many there were."""
    with transaction.atomic():
        dead = list(Delivery.objects.select_for_update().filter(pk__in=ids, status=DeliveryStatus.DEAD))
        for delivery in dead:
            delivery.status = DeliveryStatus.QUEUED
            delivery.attempts = 0
            delivery.due_at = timezone.now()
            delivery.save(update_fields=["status", "attempts", "due_at"])
            record(actor=actor, action="delivery.requeue", target=delivery)
    return len(dead)
