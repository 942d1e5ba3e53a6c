"""Who is told of what, and the parameters that the notification's words need."""

from accounts.enums import StaffRole
from accounts.models import Membership, User
from accounts.selectors import contact_for, members_to_notify, staff_with_role
from portal.kernel.languages import texts_of
from portal.outbox.enqueue import notify
from programs.models import Application, ApplicationEvent, Milestone
from programs.permissions import works_at_desk
from programs.workflow import Transition


def common_params(application: Application) -> dict:
    return {
        "reference": application.reference,
        "title": texts_of(application.intake, "title"),
        "firm": application.firm.names,
    }


def milestone_params(milestone: Milestone) -> dict:
    """What every message about a milestone tells: whose it is, what is due and when."""
    return {
        **common_params(milestone.application),
        "milestone": milestone.title,
        "day": milestone.due_on.isoformat(),
    }


def application_path(application: Application, *, desk: bool) -> str:
    return (
        f"/desk/applications/{application.reference}/" if desk else f"/applications/{application.reference}/"
    )


def zone_people(application: Application) -> list[User]:
    """The assigned reviewer while she can act on it; else all officers, or administrators where there is none."""
    assignee = application.assigned_to
    if assignee is not None and works_at_desk(assignee) and not is_member(assignee, application):
        return [assignee]
    return deciders(application)


def deciders(application: Application, *, but: User | None = None) -> list[User]:
    """Officers who may decide on it, or administrators where there is no officer. but: whom to leave out."""
    for role in (StaffRole.OFFICER, StaffRole.ADMINISTRATOR):
        people = [
            user for user in staff_with_role([role]) if user != but and not is_member(user, application)
        ]
        if people:
            return people
    return []


def is_member(user: User, application: Application) -> bool:
    return Membership.objects.filter(user=user, firm_id=application.firm_id).exists()


def tell_of_move(
    *, application: Application, row: Transition, event: ApplicationEvent, actor: User, params: dict
) -> None:
    """Write the outbox rows of one move: every member of the firm, and the zone's people where the table says so.

    The firm's members are all told, the one who acted too: the message is her receipt. Staff are not told of what
    they did themselves, and nobody of a draft that was never sent.
    """
    params = {**common_params(application), **params}
    key = f"application:{application.pk}:event:{event.pk}"
    if not application.submitted_at:
        return  # a draft that was thrown away concerns nobody
    if row.tell_firm:
        for user in members_to_notify(application.firm):
            tell(user=user, kind=row.tell_firm, params=params, application=application, key=key, desk=False)
    if row.tell_zone:
        for user in zone_people(application):
            if user != actor:
                tell(
                    user=user, kind=row.tell_zone, params=params, application=application, key=key, desk=True
                )


def tell(*, user: User, kind: str, params: dict, application: Application, key: str, desk: bool) -> None:
    notify(
        contact=contact_for(user),
        kind=kind,
        params=params,
        path=application_path(application, desk=desk),
        key=f"{key}:{user.pk}",
    )
