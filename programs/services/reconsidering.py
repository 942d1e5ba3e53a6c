"""A refusal is looked at again once, by another person who may decide where there is one."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from portal.kernel.clock import today
from portal.kernel.display import format_date
from portal.kernel.errors import Conflict, DomainError, NotAllowed
from programs.models import Application, Decision, Reconsideration
from programs.selectors.aftercare import last_day_to_reconsider, refusal_looked_at_again
from programs.workflow import Action

from .telling import common_params, deciders, tell
from .transitions import check_move, lock_application, move


@transaction.atomic
def ask_reconsideration(*, reference: str, user: User, revision: int, reason: str) -> Application:
    """Put a refused application back in review. The refusal stays until it is decided anew.

    Raises NotAllowed unless the user is an owner, Conflict when the application is not refused or was looked at again
    before, DomainError after the last day or where the intake has none, InvalidInput without a reason.
    """
    application = lock_application(reference)
    check_move(application=application, action=Action.RECONSIDER, user=user, revision=revision)
    if Reconsideration.objects.filter(application=application).exists():
        raise Conflict(
            "reconsidered",
            _("Nothing was changed. The decision was looked at again once, and that was the last time."),
        )
    decision = application.decisions.get(superseded_at__isnull=True)
    check_in_time(application, decision)
    moved = move(application=application, action=Action.RECONSIDER, user=user, revision=revision, note=reason)
    asked = Reconsideration(application=application, reason=reason.strip(), asked_by=user)
    asked.full_clean()
    asked.save()
    event = application.events.filter(action=Action.RECONSIDER).latest("pk")
    # The officers too: the assigned reviewer cannot decide, and perhaps decided the first time.
    for officer in who_decides_again(application, decision):
        tell(
            user=officer,
            kind="reconsideration_asked",
            params=common_params(application),
            application=application,
            key=f"application:{application.pk}:event:{event.pk}",
            desk=True,
        )
    return moved


def check_in_time(application: Application, decision: Decision) -> None:
    """Refuse with DomainError after the last day."""
    last = last_day_to_reconsider(application, decision)
    if last is None:
        raise DomainError(
            "no-reconsideration", _("Decisions of this intake are final; they are not looked at again.")
        )
    if today() > last:
        raise DomainError(
            "reconsideration-late",
            _("Nothing was changed. Reconsideration could be asked for until %(date)s.")
            % {"date": format_date(last)},
        )


def check_other_officer(application: Application, user: User) -> None:
    """Refuse with NotAllowed whoever decided the first time, while another officer or administrator could decide.

    Where she is the only one, she may: better the same eyes again than no answer. The page warns her.
    """
    first = refusal_looked_at_again(application, getattr(application, "reconsideration", None))
    if first is None or first.decided_by_id != user.pk:
        return
    if others_who_decide(application, user):
        raise NotAllowed(
            "decided-before",
            _(
                "You decided the first time. Another officer or an administrator has to decide on the "
                "reconsideration."
            ),
        )


def who_decides_now(application: Application) -> list[User]:
    """Officers or administrators who may decide as it stands: after a refusal others than before, if there are any."""
    first = refusal_looked_at_again(application, getattr(application, "reconsideration", None))
    return deciders(application) if first is None else who_decides_again(application, first)


def who_decides_again(application: Application, first: Decision) -> list[User]:
    """Who may decide after that decision: others, or the same where there is nobody else."""
    return deciders(application, but=first.decided_by) or deciders(application)


def others_who_decide(application: Application, user: User) -> list[User]:
    """Who else may decide on an application: the other officers, or administrators where there is none."""
    return deciders(application, but=user)
