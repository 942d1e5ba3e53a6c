"""Reads for the desk: the queue with its filters, and what reviewers may see of each other."""

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from programs.enums import ApplicationStatus
from programs.models import Application, Review
from programs.permissions import may_decide
from programs.workflow import FINAL, OPEN_AT_DESK

from .applications import applications_at_desk

VIEWS = {
    "open": Q(status__in=OPEN_AT_DESK),
    "mine": Q(status__in=OPEN_AT_DESK),
    "unassigned": Q(status__in=OPEN_AT_DESK, assigned_to__isnull=True),
    "founder": Q(status__in=[ApplicationStatus.CORRECTION, ApplicationStatus.OFFERED]),
    "finished": Q(status__in=FINAL),
}


def view_condition(view: str, user: User) -> Q:
    """The condition of a saved view; "mine" depends on who looks."""
    return VIEWS[view] & Q(assigned_to=user) if view == "mine" else VIEWS[view]


def view_counts(user: User) -> dict[str, int]:
    """How many applications each saved view holds for this person. One query."""
    applications = applications_at_desk(user).order_by()
    return applications.aggregate(
        **{view: Count("pk", filter=view_condition(view, user), distinct=True) for view in VIEWS}
    )


def reviews_visible_to(user: User, application: Application) -> QuerySet[Review]:
    """Officers see every review; a reviewer sees the others' only once her own is in."""
    reviews = Review.objects.filter(application=application).select_related("reviewer").prefetch_related(
        "scores__criterion"
    )
    if may_decide(user) or reviews.filter(reviewer=user).exists():
        return reviews
    return reviews.filter(reviewer=user)
