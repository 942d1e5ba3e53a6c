"""After an acceptance: what the firm does by which day, its reports, and what staff say to them."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.selectors import members_to_notify
from portal.audit.record import record
from portal.kernel.clock import today
from portal.kernel.errors import Conflict, InvalidInput, NotAllowed
from programs.enums import ApplicationStatus
from programs.models import Application, ApplicationEvent, Milestone
from programs.permissions import Actor, actors, membership_in
from programs.selectors.aftercare import reminder_on

from .consenting import refuse_revoked
from .desk import check_at_desk
from .documents import StoredFile, create_document, stored_uploads
from .drafts import replaceable
from .telling import milestone_params, tell, zone_people
from .transitions import lock_application

#: Far more than any agreement holds.
MOST = 30
#: Actions in the timeline.
SET, DROPPED, REPORTED, RETURNED, CONFIRMED = (
    f"milestone-{word}" for word in ("set", "dropped", "reported", "returned", "confirmed")
)


@transaction.atomic
def set_milestone(
    *, reference: str, user: User, title: str, due_on: date, is_completion: bool = False
) -> Milestone:
    """Add something that the firm has to do by a day, today or later. One of them may be the completion report.

    Raises NotAllowed, Conflict unless the offer was accepted, InvalidInput; Application.DoesNotExist.
    """
    application = lock_application(reference)
    check_at_desk(user, application)
    check_accepted(application)
    others = list(application.milestones.all())
    errors = {}
    if not title.strip():
        errors["title"] = [_("Say what is due.")]
    if due_on < today():
        errors["due_on"] = [_("Choose today or a later date.")]
    if is_completion and any(each.is_completion for each in others):
        errors["is_completion"] = [_("There is a completion report already.")]
    if len(others) >= MOST:
        errors["title"] = [_("No more than %(most)s milestones can be set.") % {"most": MOST}]
    if errors:
        raise InvalidInput("milestone", _("The milestone is not complete."), errors)
    milestone = Milestone(
        application=application,
        title=title.strip(),
        due_on=due_on,
        is_completion=is_completion,
        # The firm is told of it now, and needs no reminder of what it has just been told.
        reminded=reminder_on(today(), due_on),
    )
    milestone.full_clean()
    milestone.save()
    note_down(milestone, user, SET)
    tell_firm(milestone, "milestone_set", due=due_on.isoformat())
    return milestone


@transaction.atomic
def drop_milestone(*, reference: str, pk: int, user: User) -> None:
    """Take a milestone back that nobody has reported on, and tell the firm. Raises NotAllowed or Conflict."""
    milestone = locked(reference, pk)
    check_at_desk(user, milestone.application)
    if milestone.reported_at is not None:
        raise Conflict("milestone-reported", _("Nothing was changed. The firm has reported on it already."))
    event = note_down(milestone, user, DROPPED)
    tell_firm(milestone, "milestone_dropped", event=event)
    milestone.delete()


def report_milestone(*, reference: str, pk: int, user: User, report: str, paper=None) -> Milestone:
    """Report on a milestone, for the first time or after it was returned. paper: an upload, or None.

    Raises NotAllowed for others than owners and editors of the firm, Conflict when it is not the firm's turn or a
    consent was revoked, InvalidInput.
    """
    with stored_uploads({"paper": paper}) as ready, transaction.atomic():
        milestone = locked(reference, pk)
        application = milestone.application
        if Actor.WRITER not in actors(user, membership_in(user, application)):
            raise NotAllowed("not-a-writer", _("Only an owner or editor of the firm can send a report."))
        check_accepted(application)
        if milestone.reported_at is not None and not milestone.returned_note:
            raise Conflict(
                "milestone-reported", _("Nothing was changed. The report is with the zone already.")
            )
        if not report.strip():
            raise InvalidInput("report", _("Write a report."), {"report": [_("Write a report.")]})
        refuse_revoked(application)
        stored = ready["paper"]
        if isinstance(stored, StoredFile):
            milestone.document = create_document(
                application=application,
                user=user,
                stored=stored,
                supersedes=replaceable(milestone.document, application),
            )
        milestone.report = report.strip()
        milestone.reported_at, milestone.reported_by = timezone.now(), user
        milestone.returned_note = ""
        milestone.full_clean()
        milestone.save()
        event = note_down(milestone, user, REPORTED)
        tell_firm(milestone, "milestone_reported", event=event)
        for person in zone_people(application):
            tell(
                user=person,
                kind="milestone_reported",
                params=milestone_params(milestone),
                application=application,
                key=f"application:{application.pk}:event:{event.pk}",
                desk=True,
            )
    return milestone


@transaction.atomic
def confirm_milestone(*, reference: str, pk: int, user: User) -> Milestone:
    """Say that a report will do. Raises NotAllowed, or Conflict when no report waits."""
    milestone = locked(reference, pk)
    check_waiting(milestone, user)
    milestone.confirmed_at, milestone.confirmed_by = timezone.now(), user
    milestone.full_clean()
    milestone.save()
    event = note_down(milestone, user, CONFIRMED)
    tell_firm(milestone, "milestone_confirmed", event=event)
    return milestone


@transaction.atomic
def return_milestone(*, reference: str, pk: int, user: User, note: str) -> Milestone:
    """Give a report back with what is missing. Raises NotAllowed, Conflict when no report waits, InvalidInput."""
    milestone = locked(reference, pk)
    check_waiting(milestone, user)
    if not note.strip():
        raise InvalidInput("note", _("Say what is missing."), {"note": [_("Say what is missing.")]})
    milestone.returned_note = note.strip()
    milestone.reminded = reminder_on(today(), milestone.due_on)
    milestone.full_clean()
    milestone.save()
    event = note_down(milestone, user, RETURNED)
    due = milestone.due_on.isoformat() if milestone.due_on >= today() else ""
    tell_firm(milestone, "milestone_returned", event=event, due=due, note=milestone.returned_note)
    return milestone


def locked(reference: str, pk: int) -> Milestone:
    """A milestone of an application that is held until the transaction ends. Raises Conflict when it is gone."""
    application = lock_application(reference)
    milestone = application.milestones.select_related("document").filter(pk=pk).first()
    if milestone is None:
        raise Conflict("milestone-gone", _("Nothing was changed. The zone has taken this milestone back."))
    milestone.application = application
    return milestone


def check_accepted(application: Application) -> None:
    if application.status != ApplicationStatus.ACCEPTED:
        raise Conflict(
            "not-accepted", _("Nothing was changed. Milestones are set once the firm has accepted an offer.")
        )


def check_waiting(milestone: Milestone, user: User) -> None:
    """Raise NotAllowed for people who do not work on it, Conflict unless its report waits for the zone."""
    check_at_desk(user, milestone.application)
    if milestone.reported_at is None or milestone.returned_note or milestone.confirmed_at:
        raise Conflict("no-report", _("Nothing was changed. No report waits here."))


def note_down(milestone: Milestone, user: User, action: str) -> ApplicationEvent:
    """Write the line of the timeline and the entry of the record."""
    application = milestone.application
    event = ApplicationEvent.objects.create(
        application=application,
        action=action,
        from_status=application.status,
        to_status=application.status,
        actor=user,
        note=milestone.returned_note if action == RETURNED else milestone.title,
    )
    record(
        actor=user,
        action=f"application.{action}",
        target=application,
        data={"milestone": milestone.pk, "due_on": milestone.due_on.isoformat()},
    )
    return event


def tell_firm(milestone: Milestone, kind: str, *, event: ApplicationEvent | None = None, **params) -> None:
    """Tell every member of the firm."""
    application = milestone.application
    key = f"event:{event.pk}" if event else f"milestone:{milestone.pk}"
    for person in members_to_notify(application.firm):
        tell(
            user=person,
            kind=kind,
            params={**milestone_params(milestone), **params},
            application=application,
            key=f"application:{application.pk}:{key}",
            desk=False,
        )
