"""What a person finds in her inbox."""

from django.db.models import Count, IntegerField, QuerySet, Subquery
from django.db.models.functions import Coalesce

from portal.outbox.models import Channel, DeliveryStatus, Notification


def inbox_for(user) -> QuerySet[Notification]:
    """The user's notifications that have arrived in the inbox, newest first."""
    return Notification.objects.filter(
        recipient=user, deliveries__channel=Channel.INBOX, deliveries__status=DeliveryStatus.SENT
    ).order_by("-created_at", "-pk")


def unread_of(user) -> Coalesce:
    """How many arrived notifications a person has not read, as a subquery. user: an OuterRef to the key."""
    unread = (
        Notification.objects.filter(
            recipient=user,
            read_at__isnull=True,
            deliveries__channel=Channel.INBOX,
            deliveries__status=DeliveryStatus.SENT,
        )
        .order_by()
        .values("recipient")
        .annotate(total=Count("pk"))
        .values("total")
    )
    return Coalesce(Subquery(unread, output_field=IntegerField()), 0)


def unread_count(user) -> int:
    """How many of them she has not read; 0 for somebody who is not signed in.

    The sign-in backend has counted already for the person of a session.
    """
    if not user.is_authenticated:
        return 0
    if hasattr(user, "unread_notifications"):
        return user.unread_notifications
    return inbox_for(user).filter(read_at__isnull=True).count()
