"""Invitations by e-mail: who can use a link, once, and what nobody can learn from one."""

from datetime import timedelta
from hashlib import sha256

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.enums import MemberRole
from accounts.models import Invitation
from accounts.services import invitations as services
from accounts.services.invitations import (
    InvitationNotFound,
    WrongReader,
    accept_invitation,
    find_invitation,
    invite_member,
    revoke_invitation,
)
from portal.audit.models import AuditEntry
from portal.kernel.errors import Conflict, DomainError, InvalidInput, NotAllowed
from portal.outbox.models import Delivery, Notification
from tests.accounts.state import last_entry, refused
from tests.accounts.test_members import run_together
from tests.factories import make_firm, make_invitation, make_member, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return make_firm(name="Bay MedTech")


@pytest.fixture
def owner(firm):
    return firm.memberships.get().user


def token_sent() -> str:
    """The secret in the newest mail's link."""
    return Notification.objects.latest("pk").params["url"].rstrip("/").rsplit("/", 1)[1]


def test_an_invitation_is_mailed_and_only_its_hash_is_kept(firm, owner):
    invitation = invite_member(
        actor=owner, firm=firm, email=" New.Person@Example.ORG ", role="viewer", language="zh-hant"
    )
    token = token_sent()
    assert invitation.email == "new.person@example.org"
    assert invitation.token_hash == sha256(token.encode()).hexdigest()
    assert len(token) >= 43
    assert timedelta(days=6, hours=23) < invitation.expires_at - timezone.now() <= timedelta(days=7)
    delivery = Delivery.objects.get()
    assert (delivery.channel, delivery.address, delivery.language) == (
        "mail",
        "new.person@example.org",
        "zh-hant",
    )
    notification = delivery.notification
    assert notification.recipient is None
    assert notification.kind == "firm_invitation"
    assert notification.params["url"] == f"http://testserver/zh-hant/firm/invitations/{token}/"
    assert (notification.params["firm"], notification.params["role"]) == ({"en": "Bay MedTech"}, "viewer")
    entry = last_entry()
    assert entry.action == "member.invite"
    assert token not in str(entry.data)


def test_the_mail_to_a_known_person_is_in_her_language_and_nothing_else_differs(firm, owner):
    make_user(email="known@example.org", language="zh-hans")
    known = invite_member(actor=owner, firm=firm, email="known@example.org", language="en")
    unknown = invite_member(actor=owner, firm=firm, email="unknown@example.org", language="en")
    assert [d.language for d in Delivery.objects.order_by("pk")] == ["zh-hans", "en"]
    same = ("role", "accepted_at", "revoked_at", "invited_by_id")
    assert [getattr(known, name) for name in same] == [getattr(unknown, name) for name in same]
    actions = AuditEntry.objects.order_by("-pk").values_list("action", "target_id")[:2]
    assert actions[0] == actions[1]


def test_a_second_invitation_replaces_the_first(firm, owner):
    first = invite_member(actor=owner, firm=firm, email="twice@example.org")
    first_token = token_sent()
    second = invite_member(actor=owner, firm=firm, email="TWICE@example.org", role="viewer")
    first.refresh_from_db()
    assert first.revoked_at
    assert second.is_open
    reader = make_user(email="twice@example.org")
    with refused("invitation-not-found", InvitationNotFound):
        accept_invitation(actor=reader, token=first_token)
    assert accept_invitation(actor=reader, token=token_sent()).role == MemberRole.VIEWER


def test_only_owners_invite(firm):
    editor, viewer = make_member(firm).user, make_member(firm, role="viewer").user
    for person in (editor, viewer, make_user(), make_firm().memberships.get().user):
        with refused("not-an-owner", NotAllowed):
            invite_member(actor=person, firm=firm, email="friend@example.org")


@pytest.mark.parametrize(
    ("email", "role"),
    [("nonsense", "editor"), ("", "editor"), (f"{'x' * 250}@example.org", "editor"), ("a@b.org", "king")],
)
def test_wrong_addresses_and_roles_are_refused(firm, owner, email, role):
    with refused("invalid", InvalidInput):
        invite_member(actor=owner, firm=firm, email=email, role=role)


def test_a_member_is_not_invited_again(firm, owner):
    member = make_member(firm).user
    with refused("already-member", Conflict):
        invite_member(actor=owner, firm=firm, email=member.email.upper())


def test_strangers_are_not_mailed_without_end(firm, owner, monkeypatch):
    for _ in range(services.MOST_PER_ADDRESS):
        invite_member(actor=owner, firm=firm, email="patient@example.org")
    with refused("too-many-invitations", DomainError):
        invite_member(actor=owner, firm=firm, email="patient@example.org")
    monkeypatch.setattr(services, "MOST_PER_PERSON", services.MOST_PER_ADDRESS)
    other_firm = make_firm(owner)
    with refused("too-many-invitations", DomainError):
        invite_member(actor=owner, firm=other_firm, email="another@example.org")
    Invitation.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    assert invite_member(actor=owner, firm=firm, email="patient@example.org")


def test_the_reader_becomes_a_member_once(firm):
    reader = make_user(email="reader@example.org")
    invitation = make_invitation(firm, token="secret", email="Reader@Example.org", role="viewer")
    membership = accept_invitation(actor=reader, token="secret")
    assert (membership.firm, membership.user, membership.role) == (firm, reader, MemberRole.VIEWER)
    invitation.refresh_from_db()
    assert invitation.accepted_at
    assert last_entry().action == "member.join"
    with refused("invitation-not-found", InvitationNotFound):
        accept_invitation(actor=reader, token="secret")


@pytest.mark.parametrize(
    "fields",
    [
        {"expires_at": timezone.now() - timedelta(seconds=1)},
        {"revoked_at": timezone.now()},
        {"accepted_at": timezone.now()},
    ],
)
def test_expired_revoked_used_and_unknown_links_are_told_apart_by_nobody(firm, fields):
    reader, anybody = make_user(email="reader@example.org"), make_user()
    make_invitation(firm, token="secret", email="reader@example.org", **fields)
    with refused("invitation-not-found", InvitationNotFound) as one:
        accept_invitation(actor=reader, token="secret")
    with refused("invitation-not-found", InvitationNotFound) as other:
        accept_invitation(actor=reader, token="never made")
    with refused("invitation-not-found", InvitationNotFound) as stranger:
        find_invitation(actor=anybody, token="secret")
    assert one.value.message == other.value.message == stranger.value.message
    assert one.value.status == 404


def test_a_link_works_for_its_own_address_alone(firm):
    make_invitation(firm, token="secret", email="reader@example.org")
    unverified = make_user(email="reader@example.org", verified=False)
    for person in (make_user(), unverified):
        with refused("invitation-wrong-reader", WrongReader):
            accept_invitation(actor=person, token="secret")


def test_a_second_verified_address_counts(firm):
    reader = make_user()
    EmailAddress.objects.create(user=reader, email="work@example.org", verified=True)
    make_invitation(firm, token="secret", email="WORK@example.org")
    assert accept_invitation(actor=reader, token="secret").user == reader


def test_a_member_gains_nothing_by_a_link_to_a_second_address(firm):
    viewer = make_member(firm, role="viewer").user
    EmailAddress.objects.create(user=viewer, email="second@example.org", verified=True)
    make_invitation(firm, token="secret", email="second@example.org", role="owner")
    with refused("already-member", Conflict):
        accept_invitation(actor=viewer, token="secret")


def test_revoking(firm, owner):
    invitation = make_invitation(firm)
    revoke_invitation(actor=owner, invitation=invitation)
    invitation.refresh_from_db()
    assert invitation.revoked_at
    assert last_entry().action == "member.invite-revoke"
    with refused("invitation-closed", Conflict):
        revoke_invitation(actor=owner, invitation=invitation)


def test_only_owners_revoke(firm):
    invitation = make_invitation(firm)
    editor = make_member(firm).user
    for person in (editor, make_user(), make_firm().memberships.get().user):
        with refused("not-an-owner", NotAllowed):
            revoke_invitation(actor=person, invitation=invitation)


def test_a_used_invitation_cannot_be_revoked(firm, owner):
    reader = make_user(email="reader@example.org")
    invitation = make_invitation(firm, token="secret", email="reader@example.org")
    accept_invitation(actor=reader, token="secret")
    with refused("invitation-closed", Conflict):
        revoke_invitation(actor=owner, invitation=invitation)


@pytest.mark.django_db(transaction=True)
def test_a_link_pressed_twice_at_once_works_once():
    firm = make_firm()
    reader = make_user(email="reader@example.org")
    make_invitation(firm, token="secret", email="reader@example.org")
    press = lambda: accept_invitation(actor=reader, token="secret")  # noqa: E731
    results = run_together(press, press)
    assert sorted(results) == ["done", "invitation-not-found"]
    assert firm.memberships.filter(user=reader).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_link_is_used_or_revoked_but_never_both():
    firm = make_firm()
    owner = firm.memberships.get().user
    reader = make_user(email="reader@example.org")
    invitation = make_invitation(firm, token="secret", email="reader@example.org")
    results = run_together(
        lambda: accept_invitation(actor=reader, token="secret"),
        lambda: revoke_invitation(actor=owner, invitation=invitation),
    )
    assert results.count("done") == 1
    invitation.refresh_from_db()
    assert bool(invitation.accepted_at) != bool(invitation.revoked_at)
    assert firm.memberships.filter(user=reader).exists() == bool(invitation.accepted_at)
