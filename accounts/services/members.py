"""Who acts for a firm: roles, removal, leaving. Invitations: see `invitations.py`.

The firm's row is the lock of every change among its members, so that of two last owners who leave at the same
moment only one can.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import MemberRole
from accounts.models import Firm, Membership, User
from accounts.permissions import can_manage_members
from accounts.selectors import contact_for, membership_of
from portal.audit.record import record
from portal.kernel.errors import Conflict, DomainError, NotAllowed
from portal.outbox.enqueue import notify

from .saving import save_clean


@transaction.atomic
def change_role(*, actor: User, membership: Membership, role: str) -> Membership:
    """Give a member another role (a value of MemberRole); nothing is written when it is the same.

    Raises NotAllowed unless the actor is an owner, DomainError when the firm would lose its last owner, Conflict when
    the member has gone, InvalidInput for an unknown role.
    """
    lock_as_owner(actor=actor, firm=membership.firm)
    member = fresh(membership)
    before = member.role
    if before == role:
        return member
    member.role = role
    if before == MemberRole.OWNER:
        keep_an_owner(member)
        revoke_invitations_of(member)
    save_clean(member)
    record(
        actor=actor,
        action="member.role",
        target=member.firm,
        data={"member": member.user.email, "from": before, "to": role},
    )
    return member


@transaction.atomic
def transfer_ownership(*, actor: User, membership: Membership) -> Membership:
    """Make another member an owner and oneself an editor, in one step; both are told.

    Raises NotAllowed unless the actor is an owner, Conflict when the member has gone, DomainError for oneself and for
    somebody who is an owner already.
    """
    firm = lock_as_owner(actor=actor, firm=membership.firm)
    member = fresh(membership)
    if member.role == MemberRole.OWNER:
        raise DomainError(
            "already-owner",
            _(
                "Nothing was changed. This person is an owner already. To stop being one, change your own role."
            ),
        )
    own = Membership.objects.select_related("firm", "user").get(firm=firm, user=actor)
    member.role, own.role = MemberRole.OWNER, MemberRole.EDITOR
    save_clean(member)
    save_clean(own)
    revoke_invitations_of(own)
    record(
        actor=actor,
        action="member.transfer",
        target=firm,
        data={"to": member.user.email, "from": own.user.email},
    )
    params = {"firm": firm.names, "owner": str(member.user), "before": str(own.user)}
    # Roles go to and fro: the hour tells one handing over from the next.
    key = f"firm:{firm.pk}:transfer:{own.user_id}:{member.user_id}:{timezone.now().isoformat()}"
    for person in (member.user, own.user):
        notify(
            contact=contact_for(person),
            kind="ownership_transferred",
            params=params,
            path="/firm/",
            key=key,
        )
    return member


@transaction.atomic
def remove_member(*, actor: User, membership: Membership) -> None:
    """End another person's membership; for one's own see `leave_firm`.

    Raises NotAllowed unless the actor is an owner, DomainError for oneself, Conflict when the member has gone.
    """
    lock_as_owner(actor=actor, firm=membership.firm)
    member = fresh(membership)
    if member.user_id == actor.pk:
        raise DomainError("own-membership", _("You cannot remove yourself. Leave the firm instead."))
    end(member, actor=actor, action="member.remove")


@transaction.atomic
def leave_firm(*, actor: User, firm: Firm) -> None:
    """End one's own membership. Raises Conflict when it has ended already, DomainError for the last owner."""
    lock_firm(firm)
    member = membership_of(actor, firm)
    if member is None:
        raise Conflict("member-gone", _("You are no longer a member of this firm."))
    if member.role == MemberRole.OWNER:
        keep_an_owner(member)
    end(member, actor=actor, action="member.leave")


def lock_firm(firm: Firm) -> Firm:
    """The firm's row, held until the transaction ends.

    Without its key, here and wherever a row is a lock: PostgreSQL looks for the rows that new ones refer to at
    the commit, when their writer holds the audit's head already, and would wait for us while we wait for the head.
    """
    return Firm.objects.select_for_update(no_key=True, of=("self",)).get(pk=firm.pk)


def lock_as_owner(*, actor: User, firm: Firm) -> Firm:
    """Hold the firm's row and make sure that the actor is an owner now. Raises NotAllowed."""
    locked = lock_firm(firm)
    if not can_manage_members(membership_of(actor, locked)):
        raise NotAllowed("not-an-owner", _("Only an owner of the firm can do this. Ask one of them."))
    return locked


def fresh(membership: Membership) -> Membership:
    """The row as it is now that the firm is locked. Raises Conflict."""
    found = Membership.objects.select_related("firm", "user").filter(pk=membership.pk).first()
    if found is None:
        raise Conflict(
            "member-gone", _("Nothing was changed. This person is no longer a member of the firm.")
        )
    return found


def keep_an_owner(member: Membership) -> None:
    """Refuse with DomainError when nobody else could sign."""
    others = Membership.objects.filter(firm_id=member.firm_id, role=MemberRole.OWNER).exclude(pk=member.pk)
    if not others.exists():
        raise DomainError(
            "last-owner", _("Nothing was changed. A firm needs an owner: make another member an owner first.")
        )


def revoke_invitations_of(member: Membership) -> None:
    """Revoke what a person has sent who is no longer an owner: a link must not bring her back."""
    member.firm.invitations.filter(
        invited_by_id=member.user_id, accepted_at__isnull=True, revoked_at__isnull=True
    ).update(revoked_at=timezone.now())


def end(member: Membership, *, actor: User, action: str) -> None:
    revoke_invitations_of(member)
    record(
        actor=actor,
        action=action,
        target=member.firm,
        data={"member": member.user.email, "role": member.role},
    )
    member.delete()
