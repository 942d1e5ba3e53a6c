"""Roles of the zone's own people."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.enums import StaffRole
from accounts.models import User
from accounts.permissions import may_open_back_office, may_set_staff_roles
from portal.audit.record import record
from portal.kernel.errors import DomainError, NotAllowed

from .saving import save_clean


@transaction.atomic
def set_staff_role(*, actor: User | None, user: User, role: str) -> User:
    """Give a person a role at the zone (a value of StaffRole), or none; the back office opens and closes with it.

    actor: an administrator, or None for the system itself (commands). Nobody changes her own role, so that one
    administrator always remains. Raises NotAllowed, DomainError, InvalidInput.
    """
    if actor is not None and not may_set_staff_roles(actor):
        raise NotAllowed("not-an-administrator", _("Only an administrator can give roles at the zone."))
    if actor is not None and actor.pk == user.pk:
        raise DomainError("own-role", _("You cannot change your own role. Ask another administrator."))
    locked = User.objects.select_for_update(no_key=True, of=("self",)).get(pk=user.pk)
    before = locked.role, locked.is_staff, locked.is_superuser
    old_role = locked.role
    locked.role = role
    locked.is_staff = may_open_back_office(role)
    # Full rights in the back office never outlive the role; giving them takes `createsuperuser`.
    locked.is_superuser = locked.is_superuser and role == StaffRole.ADMINISTRATOR
    if (locked.role, locked.is_staff, locked.is_superuser) == before:
        return locked
    save_clean(locked, update_fields=["role", "is_staff", "is_superuser"])
    record(actor=actor, action="staff.role", target=locked, data={"from": old_role, "to": role})
    return locked
