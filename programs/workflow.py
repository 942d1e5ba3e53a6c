"""The one table of what can happen to an application. Data only: `services.transitions` carries a move out."""

from dataclasses import dataclass, field
from enum import Enum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .enums import ApplicationStatus as Status


class Actor(Enum):
    """Who may make a move. Several may apply to one person; conflicts of interest are checked apart."""

    WRITER = "writer"  # an owner or editor of the firm
    OWNER = "owner"  # an owner of the firm: signs
    REVIEWER = "reviewer"  # zone staff who review, and officers
    OFFICER = "officer"  # zone staff who decide


class Action(TextChoices):
    SUBMIT = "submit", _("Send to the zone")
    START_SCREENING = "start-screening", _("Start screening")
    PASS_SCREENING = "pass-screening", _("Pass to review")
    REQUEST_CORRECTION = "request-correction", _("Ask for more information")
    ANSWER_CORRECTION = "answer-correction", _("Send the reply")
    OFFER = "offer", _("Make an offer")
    DECLINE = "decline", _("Decline")
    ACCEPT = "accept", _("Accept the offer")
    TURN_DOWN = "turn-down", _("Turn the offer down")
    LAPSE = "lapse", _("Let the offer lapse")
    WITHDRAW = "withdraw", _("Withdraw")
    CANCEL_CORRECTION = "cancel-correction", _("Take the request back")
    RECONSIDER = "reconsider", _("Ask for reconsideration")


#: Stands for "where the open correction says work goes on".
RESUME = "resume"


@dataclass(frozen=True)
class Transition:
    action: Action
    sources: frozenset[str]
    #: A status, or RESUME.
    target: str
    actor: Actor
    #: Kind of notification for the firm's members; "" tells nobody.
    tell_firm: str = ""
    #: Kind of notification for the assigned reviewer, or for all officers while nobody is assigned.
    tell_zone: str = ""
    needs_note: bool = False
    #: Side on which the move is made: "south" (founder) or "north" (zone).
    side: str = field(default="north")


def _row(action, sources, target, actor, **extra) -> Transition:
    return Transition(action, frozenset(sources), target, actor, **extra)


TRANSITIONS: dict[str, Transition] = {
    row.action: row
    for row in (
        _row(
            Action.SUBMIT,
            [Status.DRAFT],
            Status.SUBMITTED,
            Actor.OWNER,
            tell_firm="application_submitted",
            tell_zone="application_received",
            side="south",
        ),
        _row(
            Action.START_SCREENING,
            [Status.SUBMITTED],
            Status.SCREENING,
            Actor.REVIEWER,
            tell_firm="application_screening",
        ),
        _row(
            Action.PASS_SCREENING,
            [Status.SCREENING],
            Status.IN_REVIEW,
            Actor.REVIEWER,
            tell_firm="application_in_review",
        ),
        _row(
            Action.REQUEST_CORRECTION,
            [Status.SCREENING, Status.IN_REVIEW],
            Status.CORRECTION,
            Actor.REVIEWER,
            tell_firm="correction_requested",
            needs_note=True,
        ),
        _row(
            Action.ANSWER_CORRECTION,
            [Status.CORRECTION],
            RESUME,
            Actor.WRITER,
            tell_firm="correction_answered",
            tell_zone="correction_answered",
            side="south",
        ),
        _row(
            Action.OFFER,
            [Status.IN_REVIEW],
            Status.OFFERED,
            Actor.OFFICER,
            tell_firm="application_offered",
            needs_note=True,
        ),
        _row(
            Action.DECLINE,
            # CORRECTION too: a firm that never replies must not keep an application open for ever.
            [Status.SCREENING, Status.IN_REVIEW, Status.CORRECTION],
            Status.DECLINED,
            Actor.OFFICER,
            tell_firm="application_declined",
            needs_note=True,
        ),
        _row(
            Action.ACCEPT,
            [Status.OFFERED],
            Status.ACCEPTED,
            Actor.OWNER,
            tell_firm="application_accepted",
            tell_zone="application_accepted",
            side="south",
        ),
        _row(
            Action.TURN_DOWN,
            [Status.OFFERED],
            Status.TURNED_DOWN,
            Actor.OWNER,
            tell_firm="application_turned_down",
            tell_zone="application_turned_down",
            side="south",
        ),
        _row(
            Action.LAPSE,
            [Status.OFFERED],
            Status.LAPSED,
            Actor.OFFICER,
            tell_firm="application_lapsed",
        ),
        _row(
            Action.WITHDRAW,
            [
                Status.DRAFT,
                Status.SUBMITTED,
                Status.SCREENING,
                Status.CORRECTION,
                Status.IN_REVIEW,
                Status.OFFERED,
            ],
            Status.WITHDRAWN,
            Actor.OWNER,
            tell_firm="application_withdrawn",
            tell_zone="application_withdrawn",
            side="south",
        ),
        _row(
            Action.CANCEL_CORRECTION,
            [Status.CORRECTION],
            RESUME,
            Actor.REVIEWER,
            tell_firm="correction_cancelled",
        ),
        _row(
            # The one way out of a final status: once, and within the intake's days. See `services.reconsidering`.
            Action.RECONSIDER,
            [Status.DECLINED],
            Status.IN_REVIEW,
            Actor.OWNER,
            tell_firm="reconsideration_asked",
            tell_zone="reconsideration_asked",
            needs_note=True,
            side="south",
        ),
    )
}

#: Waiting for the founder; every other live status waits for the zone.
FOUNDERS_TURN = frozenset({Status.DRAFT, Status.CORRECTION, Status.OFFERED})
#: Nobody's turn. A refusal stays final until its firm asks for reconsideration.
FINAL = frozenset({Status.ACCEPTED, Status.TURNED_DOWN, Status.LAPSED, Status.DECLINED, Status.WITHDRAWN})
#: What the desk works on.
OPEN_AT_DESK = frozenset(
    {Status.SUBMITTED, Status.SCREENING, Status.IN_REVIEW, Status.CORRECTION, Status.OFFERED}
)


def actions_from(status: str) -> list[Transition]:
    """The rows of the table that start at a status, in table order."""
    return [row for row in TRANSITIONS.values() if status in row.sources]


def turn(status: str) -> str:
    """Whose turn it is: "south" (the founder), "north" (the zone), or "" once nothing more is to happen."""
    if status in FINAL:
        return ""
    return "south" if status in FOUNDERS_TURN else "north"
