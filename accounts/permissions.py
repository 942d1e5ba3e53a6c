"""Who may do what for a firm. Pure functions over a membership (None for a stranger) or a staff role."""

from .enums import MemberRole, StaffRole
from .models import Membership, User

#: Roles that edit the catalogue and the accounts in the back office; the others work at the desk.
BACK_OFFICE_ROLES = frozenset({StaffRole.EDITOR, StaffRole.ADMINISTRATOR})


def can_view(membership: Membership | None) -> bool:
    """See the firm's workspace, its applications and papers."""
    return membership is not None


def can_write(membership: Membership | None) -> bool:
    """Change the firm's data, facts and drafts."""
    return membership is not None and membership.role in (MemberRole.OWNER, MemberRole.EDITOR)


def is_owner(membership: Membership | None) -> bool:
    return membership is not None and membership.role == MemberRole.OWNER


def can_sign(membership: Membership | None) -> bool:
    """Send, accept and withdraw in the firm's name."""
    return is_owner(membership)


def can_manage_members(membership: Membership | None) -> bool:
    """Invite, change roles and remove."""
    return is_owner(membership)


def may_open_back_office(role: str) -> bool:
    return role in BACK_OFFICE_ROLES


def may_set_staff_roles(user: User) -> bool:
    return user.is_active and (user.role == StaffRole.ADMINISTRATOR or user.is_superuser)
