"""What the pages show of milestones, of reconsideration and of who has opened an application."""

from dataclasses import dataclass
from datetime import date, timedelta

from portal.kernel.clock import ZONE, today
from programs.enums import ApplicationStatus, Outcome
from programs.models import Application, Decision, Milestone, Viewing

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
    rows = application.milestones.select_related("document", "reported_by", "confirmed_by")
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


def last_day_to_reconsider(application: Application, decision: Decision) -> date | None:
    """The last day on which a firm may ask that a refusal be looked at again; None where its intake has none."""
    days = application.intake.reconsider_days
    return decision.decided_at.astimezone(ZONE).date() + timedelta(days=days) if days else None


def refusal_looked_at_again(application: Application) -> Decision | None:
    """The refusal in force while an application is worked on because of it; None otherwise.

    No query where the application was loaded `with_details` and its firm never asked for reconsideration.
    """
    if application.status not in (ApplicationStatus.IN_REVIEW, ApplicationStatus.CORRECTION):
        return None
    if getattr(application, "reconsideration", None) is None:
        return None
    refusals = application.decisions.filter(superseded_at__isnull=True, outcome=Outcome.DECLINE)
    return refusals.select_related("decided_by").first()


def viewings_of(application: Application) -> list[Viewing]:
    """Who on staff opened an application on which day, the latest first. One query."""
    return list(application.viewings.select_related("user")[:MOST_VIEWINGS])
