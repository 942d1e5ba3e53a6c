"""Reads for the desk: the queue with its filters, and what reviewers may see of each other."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import User
from portal.kernel.clock import today
from programs.enums import ApplicationStatus
from programs.models import Application, Milestone, Review, Score
from programs.permissions import may_decide
from programs.workflow import FINAL, OPEN_AT_DESK

from .aftercare import AWAITED
from .applications import applications_at_desk

#: Saved views of the queue.
VIEWS = ("open", "mine", "unassigned", "founder", "reports", "overdue", "finished")


def conditions(user: User) -> dict[str, Q]:
    """What each saved view holds for a person today."""
    of_application = Milestone.objects.filter(application=OuterRef("pk"))
    to_read = of_application.filter(reported_at__isnull=False, confirmed_at__isnull=True, returned_note="")
    overdue = of_application.filter(AWAITED, due_on__lt=today())
    return {
        "open": Q(status__in=OPEN_AT_DESK),
        "mine": Q(status__in=OPEN_AT_DESK, assigned_to=user),
        "unassigned": Q(status__in=OPEN_AT_DESK, assigned_to__isnull=True),
        "founder": Q(status__in=[ApplicationStatus.CORRECTION, ApplicationStatus.OFFERED]),
        # Accepted, and a report of the firm waits to be confirmed or returned.
        "reports": Q(status=ApplicationStatus.ACCEPTED) & Q(Exists(to_read)),
        # Accepted, and the day of a report that the firm owes has passed.
        "overdue": Q(status=ApplicationStatus.ACCEPTED) & Q(Exists(overdue)),
        "finished": Q(status__in=FINAL),
    }


def view_condition(view: str, user: User) -> Q:
    """The condition of a saved view, one of VIEWS."""
    return conditions(user)[view]


def view_counts(user: User) -> dict[str, int]:
    """How many applications each saved view holds for this person. One query."""
    applications = applications_at_desk(user).order_by()
    return applications.aggregate(
        **{view: Count("pk", filter=condition) for view, condition in conditions(user).items()}
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
