"""The one function that moves an application. Everything about a move is written together or not at all."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from portal.audit.record import record
from portal.kernel.errors import Conflict, InvalidInput, NotAllowed
from programs.models import Application, ApplicationEvent
from programs.permissions import actors, may_move, membership_in
from programs.workflow import RESUME, TRANSITIONS, Action

from .telling import tell_of_move


def lock_application(reference: str) -> Application:
    """The application, locked until the end of the transaction. Raises Application.DoesNotExist."""
    return (
        Application.objects.select_for_update(of=("self",), no_key=True)
        .select_related("firm", "intake")
        .get(reference=reference)
    )


def check_revision(application: Application, revision: int) -> None:
    """Refuse with Conflict when the page in front of the person shows an older state than the row has."""
    if application.revision != revision:
        raise Conflict(
            "stale",
            _(
                "Nothing was changed. This application has moved on since you opened the page: it is now "
                "“%(status)s”. Read it again, then decide."
            )
            % {"status": application.get_status_display()},
        )


def bump(application: Application, **changes) -> None:
    """Write changes to a locked application if nobody else has, and count its revision up."""
    old = application.revision
    changed = Application.objects.filter(pk=application.pk, revision=old, status=application.status).update(
        revision=old + 1, updated_at=timezone.now(), **changes
    )
    if changed != 1:
        raise Conflict(
            "stale", _("Nothing was changed. Somebody else changed this application at the same moment.")
        )
    application.revision = old + 1
    for name, value in changes.items():
        setattr(application, name, value)


def check_move(*, application: Application, action: str, user: User, revision: int) -> None:
    """Refuse a move that the table, the person's capacity or the state of the row does not allow.

    Raises Conflict (another person was faster, or the move was already made) or NotAllowed.
    """
    check_revision(application, revision)
    row = TRANSITIONS[action]
    if application.status not in row.sources:
        raise Conflict(
            "wrong-state",
            _("Nothing was changed. “%(action)s” is not possible while the application is “%(status)s”.")
            % {"action": Action(action).label, "status": application.get_status_display()},
        )
    if not may_move(action, actors(user, membership_in(user, application))):
        raise NotAllowed(
            "not-allowed", _("You may not do this. Ask an owner of the firm or an officer of the zone.")
        )


@transaction.atomic
def move(
    *,
    application: Application,
    action: str,
    user: User,
    revision: int,
    note: str = "",
    resume: str = "",
    params: dict | None = None,
    **changes,
) -> Application:
    """Carry out one row of the transition table on an application that the caller has locked.

    action: a value of `workflow.Action`. revision: the one that the person's page showed. note: what they wrote; some
    moves need one. resume: the status to go back to, for moves whose target is RESUME. params: extra parameters for
    the notification. changes: further columns to write with the status.
    Raises Conflict, NotAllowed or InvalidInput; then nothing is changed.
    """
    check_move(application=application, action=action, user=user, revision=revision)
    row = TRANSITIONS[action]
    if row.needs_note and not note.strip():
        raise InvalidInput(
            "note-missing", _("Write a text for the firm."), {"text": [_("Write a text for the firm.")]}
        )
    before = application.status
    target = resume if row.target == RESUME else row.target
    bump(application, status=target, moved_at=timezone.now(), **changes)
    event = ApplicationEvent.objects.create(
        application=application,
        action=action,
        from_status=before,
        to_status=target,
        actor=user,
        note=note.strip(),
    )
    tell_of_move(application=application, row=row, event=event, actor=user, params=params or {})
    # Last, because all writers of the audit chain queue for its head.
    record(
        actor=user,
        action=f"application.{action}",
        target=application,
        data={"from": before, "to": target, "revision": application.revision},
    )
    return application
