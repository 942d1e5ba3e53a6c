"""The zone's side: take or assign, screen, ask for more information."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from portal.audit.record import record
from portal.kernel.clock import today
from portal.kernel.errors import Conflict, InvalidInput, NotAllowed
from programs.models import Application, ApplicationEvent, Correction
from programs.permissions import may_decide, works_at_desk
from programs.workflow import FINAL, Action

from .telling import common_params, tell
from .transitions import bump, check_move, check_revision, lock_application, move


def check_at_desk(user: User, application: Application) -> None:
    """Refuse people who do not work at the desk, and members of the firm that applies."""
    if not works_at_desk(user):
        raise NotAllowed("not-at-desk", _("Only reviewers and officers of the zone can do this."))
    if Membership.objects.filter(user=user, firm=application.firm_id).exists():
        raise NotAllowed(
            "own-firm", _("You are a member of this firm, so a colleague must handle its application.")
        )


@transaction.atomic
def take_application(*, reference: str, user: User, revision: int) -> Application:
    """Make the user the reviewer of an application that nobody has taken yet."""
    application = lock_application(reference)
    check_at_desk(user, application)
    if application.assigned_to_id and application.assigned_to_id != user.pk:
        raise Conflict(
            "taken",
            _("Nothing was changed. %(name)s has already taken this application.")
            % {"name": application.assigned_to},
        )
    check_revision(application, revision)
    return hand_over(application=application, assignee=user, user=user, action="take")


@transaction.atomic
def assign_application(*, reference: str, user: User, assignee: User, revision: int) -> Application:
    """Give an application to a reviewer. Only officers may; the reviewer must not be a member of the firm."""
    application = lock_application(reference)
    check_at_desk(user, application)
    if not may_decide(user):
        raise NotAllowed("not-an-officer", _("Only officers assign applications to others."))
    check_revision(application, revision)
    try:
        check_at_desk(assignee, application)
    except NotAllowed as refused:
        raise InvalidInput(
            "assignee",
            _("This person cannot review the application."),
            {"assignee": [_("This person cannot review the application. Choose another one.")]},
        ) from refused
    return hand_over(application=application, assignee=assignee, user=user, action="assign")


def hand_over(*, application: Application, assignee: User, user: User, action: str) -> Application:
    if application.status in FINAL:
        raise Conflict("finished", _("Nothing was changed. This application is finished."))
    if application.assigned_to_id == assignee.pk:
        raise Conflict(
            "already-assigned", _("Nothing was changed. %(name)s already has it.") % {"name": assignee}
        )
    bump(application, assigned_to=assignee)
    event = ApplicationEvent.objects.create(
        application=application,
        action=action,
        from_status=application.status,
        to_status=application.status,
        actor=user,
        note=str(assignee),
        is_public=False,
    )
    record(actor=user, action=f"application.{action}", target=application, data={"assignee": assignee.pk})
    if assignee != user:
        tell(
            user=assignee,
            kind="application_assigned",
            params=common_params(application),
            application=application,
            key=f"application:{application.pk}:event:{event.pk}",
            desk=True,
        )
    return application


@transaction.atomic
def start_screening(*, reference: str, user: User, revision: int) -> Application:
    """Begin the check for completeness; the person who begins becomes the reviewer if there is none."""
    application = lock_application(reference)
    check_at_desk(user, application)
    assignee = application.assigned_to or user
    return move(
        application=application,
        action=Action.START_SCREENING,
        user=user,
        revision=revision,
        assigned_to=assignee,
    )


@transaction.atomic
def pass_screening(*, reference: str, user: User, revision: int) -> Application:
    application = lock_application(reference)
    return move(application=application, action=Action.PASS_SCREENING, user=user, revision=revision)


@transaction.atomic
def request_correction(
    *, reference: str, user: User, revision: int, text: str, question_ids: list[int]
) -> Application:
    """Ask the firm to answer named questions again; only these become editable.

    question_ids: primary keys of questions of the application's own form, at least one. Raises InvalidInput.
    """
    application = lock_application(reference)
    check_move(application=application, action=Action.REQUEST_CORRECTION, user=user, revision=revision)
    questions = list(application.form.questions.filter(pk__in=question_ids))
    errors = {}
    if not text.strip():
        errors["text"] = [_("Say what is missing.")]
    if not questions or len(questions) != len(set(question_ids)):
        errors["questions"] = [_("Choose at least one question of this form.")]
    if errors:
        raise InvalidInput("correction", _("The request is not complete."), errors)
    correction = Correction(
        application=application,
        text=text.strip(),
        requested_by=user,
        due_on=today() + timedelta(days=application.intake.correction_days),
        resume_status=application.status,
    )
    correction.full_clean(exclude=["questions"])
    correction.save()
    correction.questions.set(questions)
    return move(
        application=application,
        action=Action.REQUEST_CORRECTION,
        user=user,
        revision=revision,
        note=text,
        params={"due": correction.due_on.isoformat(), "note": text.strip()},
    )


@transaction.atomic
def cancel_correction(*, reference: str, user: User, revision: int, note: str = "") -> Application:
    """Take an open request for more information back. It stays in the history, and answers given so far stay.

    note: what the firm reads in the timeline; may be empty. Raises Conflict when no request is open.
    """
    application = lock_application(reference)
    check_at_desk(user, application)
    check_move(application=application, action=Action.CANCEL_CORRECTION, user=user, revision=revision)
    correction = application.corrections.select_for_update(no_key=True).get(closed_at__isnull=True)
    correction.closed_at = timezone.now()
    correction.save(update_fields=["closed_at"])
    return move(
        application=application,
        action=Action.CANCEL_CORRECTION,
        user=user,
        revision=revision,
        note=note,
        resume=correction.resume_status,
    )
