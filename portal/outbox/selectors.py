"""What a person finds in her inbox."""

from django.db.models import QuerySet

from portal.outbox.models import Channel, DeliveryStatus, Notification


def inbox_for(user) -> QuerySet[Notification]:
    """The user's notifications that have arrived in the inbox, newest first."""
    return Notification.objects.filter(
        recipient=user, deliveries__channel=Channel.INBOX, deliveries__status=DeliveryStatus.SENT
    ).order_by("-created_at", "-pk")


def unread_count(user) -> int:
    """How many of them she has not read; 0 for somebody who is not signed in."""
    return inbox_for(user).filter(read_at__isnull=True).count() if user.is_authenticated else 0
