"""Who may do what with an application. Pure functions over roles; reading is guarded by `selectors`."""

from django.contrib.auth.models import AnonymousUser

from accounts.enums import MemberRole, StaffRole
from accounts.models import Membership, User

from .models import Application
from .workflow import TRANSITIONS, Actor, Transition, actions_from

#: Roles that work at the desk. Policy editors do not see applications.
DESK_ROLES = frozenset({StaffRole.REVIEWER, StaffRole.OFFICER, StaffRole.ADMINISTRATOR})
#: Roles that read and answer what readers report about entries: the desk, and policy editors, who keep entries true.
REPORT_ROLES = DESK_ROLES | {StaffRole.EDITOR}
#: Roles that build the forms of intakes: those that edit the catalogue.
FORM_ROLES = frozenset({StaffRole.EDITOR, StaffRole.ADMINISTRATOR})
DECIDING_ROLES = frozenset({StaffRole.OFFICER, StaffRole.ADMINISTRATOR})


def works_at_desk(user: User) -> bool:
    return user.is_active and user.role in DESK_ROLES


def handles_reports(user: User | AnonymousUser) -> bool:
    return isinstance(user, User) and user.is_active and user.role in REPORT_ROLES


def builds_forms(user: User | AnonymousUser) -> bool:
    return isinstance(user, User) and user.is_active and user.role in FORM_ROLES


def may_decide(user: User) -> bool:
    return user.is_active and user.role in DECIDING_ROLES


def actors(user: User, membership: Membership | None) -> set[Actor]:
    """In which capacities a person may act on an application of the firm that the membership belongs to.

    A member of the firm never acts for the zone on that firm's applications: that would be a conflict of interest.
    """
    if membership is not None:
        if membership.role == MemberRole.OWNER:
            return {Actor.OWNER, Actor.WRITER}
        return {Actor.WRITER} if membership.role == MemberRole.EDITOR else set()
    if may_decide(user):
        return {Actor.REVIEWER, Actor.OFFICER}
    return {Actor.REVIEWER} if works_at_desk(user) else set()


def membership_in(user: User, application: Application) -> Membership | None:
    """The person's membership of the application's firm, or None."""
    return Membership.objects.filter(user=user, firm_id=application.firm_id).first()


def available_moves(user: User, application: Application, membership: Membership | None) -> list[Transition]:
    """The rows of the transition table that this person may carry out now."""
    capacities = actors(user, membership)
    return [row for row in actions_from(application.status) if row.actor in capacities]


def may_move(action: str, capacities: set[Actor]) -> bool:
    return TRANSITIONS[action].actor in capacities
