"""Reads of applications. What a person may not see is not in the queryset, so the answer is a 404."""

from datetime import date, timedelta

from django.db.models import (
    Case,
    DateField,
    DateTimeField,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    When,
    prefetch_related_objects,
)
from django.db.models.functions import TruncDate

from accounts.models import User
from portal.kernel.clock import ZONE, today
from programs.enums import ApplicationStatus as Status
from programs.models import Application, ApplicationEvent, Correction, Decision, Milestone
from programs.permissions import works_at_desk
from programs.workflow import turn

from .aftercare import AWAITED

#: Statuses that follow a decision. A withdrawn application may have had an offer, which no longer matters.
DECIDED = {Status.OFFERED, Status.ACCEPTED, Status.TURNED_DOWN, Status.LAPSED, Status.DECLINED}
#: `Intake.last_day` in the database.
LAST_DAY = TruncDate(
    ExpressionWrapper(F("intake__closes_at") - timedelta(microseconds=1), output_field=DateTimeField()),
    tzinfo=ZONE,
)
#: What the page of a sent application shows of what happened, to its firm and at the desk.
DETAILS = ("events", "corrections")
DESK_DETAILS = (
    Prefetch("events", ApplicationEvent.objects.select_related("actor")),
    Prefetch("corrections", Correction.objects.prefetch_related("questions")),
)


def applications_of(user: User) -> QuerySet[Application]:
    """Applications of every firm the user is a member of, newest first."""
    return Application.objects.filter(firm__memberships__user=user).select_related("firm", "intake")


def applications_at_desk(user: User) -> QuerySet[Application]:
    """Applications that the user may work on for the zone: sent ones, and none of her own firms."""
    if not works_at_desk(user):
        return Application.objects.none()
    return (
        Application.objects.filter(submitted_at__isnull=False)
        .exclude(firm__memberships__user=user)
        .select_related("firm", "intake", "assigned_to")
    )


def with_deadline(applications: QuerySet[Application]) -> QuerySet[Application]:
    """The same rows with `deadline`: the day by which the founder has to act, or None. For lists; no extra query."""
    asked = Correction.objects.filter(application=OuterRef("pk"), closed_at__isnull=True).values("due_on")[:1]
    offer = Decision.objects.filter(application=OuterRef("pk"), superseded_at__isnull=True).values(
        "accept_by"
    )[:1]
    report = Milestone.objects.filter(AWAITED, application=OuterRef("pk")).order_by("due_on").values("due_on")
    return applications.annotate(
        deadline=Case(
            When(status=Status.CORRECTION, then=Subquery(asked)),
            When(status=Status.OFFERED, then=Subquery(offer)),
            When(status=Status.ACCEPTED, then=Subquery(report[:1])),
            When(status=Status.DRAFT, then=LAST_DAY),
            output_field=DateField(),
        )
    )


def report_due_on(application: Application) -> date | None:
    """The day of the report that the firm owes next after an acceptance, or None. For rows `with_deadline`."""
    return getattr(application, "deadline", None) if application.status == Status.ACCEPTED else None


def turn_with_deadline(application: Application) -> str:
    """Whose turn it is: as `workflow.turn`, and the firm's while a report is due. For rows `with_deadline`."""
    return "south" if report_due_on(application) else turn(application.status)


def report_is_overdue(application: Application) -> bool:
    """Whether the day of a report that the firm owes has passed. For rows `with_deadline`."""
    due_on = report_due_on(application)
    return due_on is not None and due_on < today()


def with_details(applications: QuerySet[Application]) -> QuerySet[Application]:
    """The same rows with what the firm's page of an application needs, in a fixed number of queries.

    What the intake is for is looked up when the page asks for it: joined in here, it would be six tables more, and
    PostgreSQL would take longer to plan the query than the page takes.
    """
    return applications.prefetch_related(*DETAILS)


def with_desk_details(applications: QuerySet[Application]) -> QuerySet[Application]:
    """The same for the page at the desk, which names people; with `version_number` of the measure, or None."""
    return applications.annotate(version_number=F("measure_version__number")).prefetch_related(*DESK_DETAILS)


def read_details(application: Application) -> Application:
    """The same as `with_details` for a row that was read already."""
    prefetch_related_objects([application], *DETAILS)
    return application


def decision_of(application: Application) -> Decision | None:
    """The decision in force; asks the database only where the status says that there is one."""
    if application.status not in DECIDED:
        return None
    return application.decisions.filter(superseded_at__isnull=True).first()
