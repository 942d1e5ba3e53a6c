"""Invitations by e-mail. The link's secret is kept by its reader alone; the row has a hash of it."""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.enums import MemberRole
from accounts.models import Firm, Invitation, Membership, User
from accounts.selectors import has_verified, membership_of, owner_of_address
from portal.audit.record import record
from portal.kernel.errors import Conflict, DomainError, NotAllowed
from portal.kernel.languages import CODES, ENGLISH
from portal.outbox.contact import Contact
from portal.outbox.enqueue import notify
from portal.outbox.models import Channel

from .members import lock_as_owner, lock_firm
from .saving import save_clean

#: How long a link can be used.
LIFETIME = timedelta(days=7)

# Invitations are mail to strangers in our name, so they are counted over this time.
WINDOW = timedelta(days=1)
MOST_PER_PERSON = 40
MOST_PER_ADDRESS = 5


class InvitationNotFound(DomainError):
    """No such invitation, or none any more: the same answer for both, so that guessing teaches nothing."""

    status = 404

    def __init__(self) -> None:
        super().__init__(
            "invitation-not-found",
            _("This invitation cannot be used. It has run out, was withdrawn or was used already."),
        )


class WrongReader(NotAllowed):
    """The link was sent to an address that the person has not shown to be hers."""

    def __init__(self) -> None:
        super().__init__(
            "invitation-wrong-reader",
            _(
                "This invitation was sent to another e-mail address. Sign in with the account of that address."
            ),
        )


@transaction.atomic
def invite_member(
    *, actor: User, firm: Firm, email: str, role: str = MemberRole.EDITOR, language: str = ENGLISH
) -> Invitation:
    """Send a link that makes its reader a member; an earlier open one to the same address is revoked.

    role: a value of MemberRole. language: of the mail, one of `kernel.languages.CODES`; a person who has an account is
    written to in her own. What happens is the same whether or not the address has an account.
    Raises NotAllowed unless the actor is an owner, InvalidInput, Conflict when a member has this address, DomainError
    when too many were sent.
    """
    locked = lock_as_owner(actor=actor, firm=firm)
    email = email.strip().lower()
    now = timezone.now()
    if locked.memberships.filter(user__email__iexact=email).exists():
        raise Conflict("already-member", _("This person is a member of the firm already."))
    check_pace(actor=actor, email=email, now=now)
    locked.invitations.filter(email__iexact=email, accepted_at__isnull=True, revoked_at__isnull=True).update(
        revoked_at=now
    )
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        firm=locked,
        email=email,
        role=role,
        invited_by=actor,
        token_hash=hash_of(token),
        expires_at=now + LIFETIME,
    )
    save_clean(invitation)
    record(
        actor=actor,
        action="member.invite",
        target=locked,
        data={"invitation": invitation.pk, "email": email, "role": role},
    )
    send(invitation=invitation, token=token, language=language)
    return invitation


def check_pace(*, actor: User, email: str, now) -> None:
    """Refuse with DomainError what looks like mailing strangers."""
    sent = Invitation.objects.filter(invited_by=actor, created_at__gt=now - WINDOW)
    if sent.count() >= MOST_PER_PERSON:
        raise DomainError(
            "too-many-invitations", _("You have sent many invitations today. Send the next tomorrow.")
        )
    if sent.filter(email__iexact=email).count() >= MOST_PER_ADDRESS:
        raise DomainError(
            "too-many-invitations",
            _("This address was invited several times today. Invite it again tomorrow."),
        )


def send(*, invitation: Invitation, token: str, language: str) -> None:
    """Write the mail's outbox row; the language is that of the address's owner where there is one."""
    reader = owner_of_address(invitation.email)
    language = reader.language if reader else language
    language = language if language in CODES else ENGLISH
    with translation.override(language):
        path = reverse("invitation", kwargs={"token": token})
    notify(
        # No account is named: the mail goes to the address that was typed, and to no inbox.
        contact=Contact(
            user_id=None,
            email=invitation.email,
            name=str(reader) if reader else "",
            language=language,
            channels=(Channel.MAIL.value,),
        ),
        kind="firm_invitation",
        params={
            "firm": invitation.firm.names,
            "inviter": str(invitation.invited_by),
            "role": invitation.role,
            "url": settings.SITE_URL + path,
            "expires": invitation.expires_at.isoformat(),
        },
        path="",
        key=f"invitation:{invitation.pk}",
    )


@transaction.atomic
def revoke_invitation(*, actor: User, invitation: Invitation) -> Invitation:
    """Make a link useless. Raises NotAllowed unless the actor is an owner, Conflict when it was used or revoked."""
    lock_as_owner(actor=actor, firm=invitation.firm)
    found = Invitation.objects.get(pk=invitation.pk)
    if found.accepted_at or found.revoked_at:
        raise Conflict(
            "invitation-closed", _("Nothing was changed. This invitation was used or withdrawn already.")
        )
    found.revoked_at = timezone.now()
    save_clean(found)
    record(
        actor=actor,
        action="member.invite-revoke",
        target=found.firm,
        data={"invitation": found.pk, "email": found.email},
    )
    return found


@transaction.atomic
def accept_invitation(*, actor: User, token: str) -> Membership:
    """Become a member through a link. Raises InvitationNotFound, WrongReader, or Conflict for those who are one."""
    invitation = find_invitation(actor=actor, token=token)
    lock_firm(invitation.firm)
    # Read again under the lock: another tab may have used it, an owner may have revoked it.
    invitation = find_invitation(actor=actor, token=token)
    if membership_of(actor, invitation.firm):
        raise Conflict("already-member", _("You are a member of this firm already. Nothing was changed."))
    invitation.accepted_at = timezone.now()
    save_clean(invitation)
    membership = Membership(firm=invitation.firm, user=actor, role=invitation.role)
    save_clean(membership)
    record(
        actor=actor,
        action="member.join",
        target=invitation.firm,
        data={"invitation": invitation.pk, "role": invitation.role},
    )
    return membership


def find_invitation(*, actor: User | None, token: str) -> Invitation:
    """The open invitation behind a link, for its reader or, with None, for somebody who has not signed in.

    Raises InvitationNotFound or WrongReader.
    """
    invitation = (
        Invitation.objects.select_related("firm", "invited_by").filter(token_hash=hash_of(token)).first()
    )
    if invitation is None or not invitation.is_open:
        raise InvitationNotFound
    if actor is not None and not has_verified(actor, invitation.email):
        raise WrongReader
    return invitation


def firm_joined_through(*, actor: User, token: str) -> Firm | None:
    """The firm of a link that was used, for the member to whose address it went: she may open it again."""
    invitation = (
        Invitation.objects.select_related("firm")
        .filter(token_hash=hash_of(token), accepted_at__isnull=False, firm__memberships__user=actor)
        .first()
    )
    if invitation is None or not has_verified(actor, invitation.email):
        return None
    return invitation.firm


def hash_of(token: str) -> str:
    """SHA-256 in hex. The secret has 256 random bits, so that no slow hash is needed."""
    return sha256(token.encode(errors="replace")).hexdigest()
