"""Which papers a person may open."""

from django.db.models import Q, QuerySet

from accounts.models import User
from programs.models import Document

from .applications import applications_at_desk


def documents_for(user: User) -> QuerySet[Document]:
    """Papers of the user's own firms, and those in applications the user may work on for the zone."""
    return Document.objects.filter(
        Q(firm__memberships__user=user) | Q(application__in=applications_at_desk(user).order_by())
    ).distinct()
