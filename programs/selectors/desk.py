"""Reads for the desk: the queue with its filters, and what reviewers may see of each other."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import User
from programs.enums import ApplicationStatus
from programs.models import Application, Milestone, Review, Score
from programs.permissions import may_decide
from programs.workflow import FINAL, OPEN_AT_DESK

from .applications import applications_at_desk

VIEWS: dict[str, Q] = {
    "open": Q(status__in=OPEN_AT_DESK),
    "mine": Q(status__in=OPEN_AT_DESK),
    "unassigned": Q(status__in=OPEN_AT_DESK, assigned_to__isnull=True),
    "founder": Q(status__in=[ApplicationStatus.CORRECTION, ApplicationStatus.OFFERED]),
    # Accepted, and a report of the firm waits to be confirmed or returned.
    "reports": Q(status=ApplicationStatus.ACCEPTED)
    & Q(
        Exists(
            Milestone.objects.filter(
                application=OuterRef("pk"),
                reported_at__isnull=False,
                confirmed_at__isnull=True,
                returned_note="",
            )
        )
    ),
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


@dataclass(frozen=True)
class ReadReview:
    """A review with its scores, ready to be shown."""

    review: Review
    scores: list[Score]


def reviews_visible_to(user: User, application: Application) -> list[ReadReview]:
    """Officers see every review; a reviewer sees the others' only once her own is in. One query."""
    found: dict[int, ReadReview] = {}
    scores = Score.objects.filter(review__application=application).select_related(
        "review__reviewer", "criterion"
    )
    for score in scores.order_by("review__created_at", "review", "criterion__position"):
        found.setdefault(score.review_id, ReadReview(score.review, [])).scores.append(score)
    own = [read for read in found.values() if read.review.reviewer_id == user.pk]
    return list(found.values()) if own or may_decide(user) else []
