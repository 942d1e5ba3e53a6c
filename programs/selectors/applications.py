"""Reads of applications. What a person may not see is not in the queryset, so the answer is a 404."""

from django.db.models import Case, DateField, OuterRef, Prefetch, QuerySet, Subquery, When
from django.db.models.functions import TruncDate

from accounts.models import User
from portal.kernel.clock import ZONE
from programs.enums import ApplicationStatus as Status
from programs.models import Application, ApplicationEvent, Correction, Decision
from programs.permissions import works_at_desk

#: Statuses that follow a decision. A withdrawn application may have had an offer, which no longer matters.
DECIDED = {Status.OFFERED, Status.ACCEPTED, Status.TURNED_DOWN, Status.LAPSED, Status.DECLINED}
RELATED = ("firm", "intake", "assigned_to")


def applications_of(user: User) -> QuerySet[Application]:
    """Applications of every firm the user is a member of, newest first."""
    return Application.objects.filter(firm__memberships__user=user).select_related(*RELATED)


def applications_at_desk(user: User) -> QuerySet[Application]:
    """Applications that the user may work on for the zone: sent ones, and none of her own firms."""
    if not works_at_desk(user):
        return Application.objects.none()
    return (
        Application.objects.filter(submitted_at__isnull=False)
        .exclude(firm__memberships__user=user)
        .select_related(*RELATED)
    )


def with_deadline(applications: QuerySet[Application]) -> QuerySet[Application]:
    """The same rows with `deadline`: the day by which the founder has to act, or None. For lists; no extra query."""
    asked = Correction.objects.filter(application=OuterRef("pk"), closed_at__isnull=True).values("due_on")[:1]
    offer = Decision.objects.filter(application=OuterRef("pk"), superseded_at__isnull=True).values(
        "accept_by"
    )[:1]
    return applications.annotate(
        deadline=Case(
            When(status=Status.CORRECTION, then=Subquery(asked)),
            When(status=Status.OFFERED, then=Subquery(offer)),
            When(status=Status.DRAFT, then=TruncDate("intake__closes_at", tzinfo=ZONE)),
            output_field=DateField(),
        )
    )


def with_details(applications: QuerySet[Application]) -> QuerySet[Application]:
    """The same rows with what an application's own page needs, in a fixed number of queries."""
    return applications.select_related(
        *("form", "intake__measure", "intake__programme", "intake__place", "measure_version", "submitted_by"),
        "reconsideration__asked_by",
    ).prefetch_related(
        Prefetch("events", ApplicationEvent.objects.select_related("actor")),
        Prefetch(
            "corrections", Correction.objects.prefetch_related("questions").select_related("requested_by")
        ),
    )


def decision_of(application: Application) -> Decision | None:
    """The decision in force; asks the database only where the status says that there is one."""
    if application.status not in DECIDED:
        return None
    return application.decisions.filter(superseded_at__isnull=True).first()
