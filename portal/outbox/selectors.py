"""What a person finds in her inbox."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, IntegerField, QuerySet, Subquery
from django.db.models.functions import Coalesce

from portal.outbox.models import Channel, DeliveryStatus, Notification

#: The kind that tells what somebody wrote, not what was done.
MESSAGE = "application_message"


def inbox_for(user) -> QuerySet[Notification]:
    """The user's notifications that have arrived in the inbox, newest first."""
    return Notification.objects.filter(
        recipient=user, deliveries__channel=Channel.INBOX, deliveries__status=DeliveryStatus.SENT
    ).order_by("-created_at", "-pk")


def newest_of(user, references: Iterable[str]) -> set[int]:
    """The keys of the newest arrived notification about each of these applications: an older one is past.

    A message is no step, so that one leaves the turn where it was.
    """
    rows = (
        inbox_for(user)
        .filter(params__reference__in=set(references))
        .exclude(kind=MESSAGE)
        .values_list("params__reference", "pk")
    )
    newest: dict[str, int] = {}
    for reference, pk in rows:
        newest.setdefault(reference, pk)
    return set(newest.values())


def told_since(user, kind: str, paths: Iterable[str], since: datetime) -> list[dict]:
    """Parameters of what was told to a person of one kind under these paths, newest first.

    What she did not want to be told is among them: it was written down, and not delivered.
    """
    rows = Notification.objects.filter(
        recipient=user, kind=kind, path__in=list(paths), created_at__gte=since
    ).order_by("-created_at", "-pk")
    return list(rows.values_list("params", flat=True))


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
