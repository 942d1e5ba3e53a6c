"""What the pages show of milestones, of reconsideration and of who has opened an application."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from portal.kernel.clock import ZONE, today
from programs.enums import ApplicationStatus, Outcome, Reminder
from programs.models import Application, Decision, Milestone, Reconsideration, Viewing
from programs.workflow import Action

#: Milestones on which the firm has to report, for the first time or again.
AWAITED = Q(confirmed_at__isnull=True) & (Q(reported_at__isnull=True) | ~Q(returned_note=""))
#: Days before its day from which a milestone is soon due.
SOON = 7
#: Most lines of the list of who has opened an application; nobody reads on.
MOST_VIEWINGS = 60


@dataclass(frozen=True)
class MilestoneState:
    """A milestone as it stands today. state: due, overdue, reported, returned or confirmed."""

    milestone: Milestone
    state: str

    @property
    def is_firms_turn(self) -> bool:
        return self.state in ("due", "overdue", "returned")


def milestones_of(application: Application) -> list[MilestoneState]:
    """The milestones of an accepted application by their days; asks the database for no other. One query."""
    if application.status != ApplicationStatus.ACCEPTED:
        return []
    rows = application.milestones.select_related("document", "reported_by")
    return [MilestoneState(row, milestone_state(row, today())) for row in rows]


def milestone_state(milestone: Milestone, day: date) -> str:
    """due, overdue, reported, returned or confirmed."""
    if milestone.confirmed_at:
        return "confirmed"
    if milestone.returned_note:
        return "returned"
    if milestone.reported_at:
        return "reported"
    return "overdue" if milestone.due_on < day else "due"


def reminder_on(day: date, due_on: date) -> str:
    """What there is to tell of a milestone on a day: that it is soon due, that it is overdue, or nothing ("")."""
    if due_on < day:
        return Reminder.OVERDUE
    return Reminder.DUE if due_on <= day + timedelta(days=SOON) else ""


def last_day_to_reconsider(application: Application, decision: Decision) -> date | None:
    """The last day on which a firm may ask that a refusal be looked at again; None where its intake has none."""
    days = application.intake.reconsider_days
    return decision.decided_at.astimezone(ZONE).date() + timedelta(days=days) if days else None


def reconsideration_of(application: Application) -> Reconsideration | None:
    """What the firm has asked after a refusal. No query where the events are loaded and tell of none; else one."""
    if not any(event.action == Action.RECONSIDER for event in application.events.all()):
        return None
    return Reconsideration.objects.select_related("asked_by").filter(application=application).first()


def refusal_looked_at_again(application: Application, asked: Reconsideration | None) -> Decision | None:
    """The refusal in force while an application is worked on because of it; None otherwise. One query, or none.

    asked: what the firm has asked after it.
    """
    if application.status not in (ApplicationStatus.IN_REVIEW, ApplicationStatus.CORRECTION):
        return None
    if asked is None:
        return None
    refusals = application.decisions.filter(superseded_at__isnull=True, outcome=Outcome.DECLINE)
    return refusals.select_related("decided_by").first()


def viewings_of(application: Application) -> list[Viewing]:
    """Who on staff opened an application on which day, the latest first. One query."""
    return list(application.viewings.select_related("user")[:MOST_VIEWINGS])
