"""Handing over ownership in one step, and that an invitation tells nobody which addresses are known."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import MemberRole
from accounts.models import Membership
from accounts.services.members import transfer_ownership
from portal.kernel.errors import Conflict, DomainError, NotAllowed
from portal.outbox.models import Notification
from tests.accounts.state import last_entry, nothing_changes, refused
from tests.factories import make_firm, make_invitation, make_member, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return make_firm()


@pytest.fixture
def owner(firm):
    return firm.memberships.get(role=MemberRole.OWNER).user


def role_of(user) -> str:
    return Membership.objects.get(user=user).role


@pytest.mark.parametrize("before", [MemberRole.EDITOR, MemberRole.VIEWER])
def test_one_becomes_owner_the_other_editor_and_both_are_told(before, firm, owner):
    member = make_member(firm, role=before)
    invitation = make_invitation(firm)
    transfer_ownership(actor=owner, membership=member)
    assert (role_of(member.user), role_of(owner)) == (MemberRole.OWNER, MemberRole.EDITOR)
    told = Notification.objects.filter(kind="ownership_transferred")
    assert {row.recipient for row in told} == {owner, member.user}
    invitation.refresh_from_db()
    assert invitation.revoked_at is not None
    assert last_entry().action == "member.transfer"


def test_handing_over_to_and_fro_tells_each_time(firm, owner):
    member = make_member(firm)
    transfer_ownership(actor=owner, membership=member)
    transfer_ownership(actor=member.user, membership=Membership.objects.get(user=owner))
    transfer_ownership(actor=owner, membership=Membership.objects.get(user=member.user))
    assert Notification.objects.filter(kind="ownership_transferred", recipient=owner).count() == 3


def test_what_is_refused(firm, owner):
    editor, second = make_member(firm), make_member(firm, role=MemberRole.OWNER)
    with refused("not-an-owner", NotAllowed):
        transfer_ownership(actor=editor.user, membership=second)
    stranger = make_firm().memberships.get().user
    with refused("not-an-owner", NotAllowed):
        transfer_ownership(actor=stranger, membership=editor)
    with refused("already-owner", DomainError):
        transfer_ownership(actor=owner, membership=second)
    own = Membership.objects.get(user=owner)
    with refused("already-owner", DomainError):
        transfer_ownership(actor=owner, membership=own)
    gone = make_member(firm)
    Membership.objects.filter(pk=gone.pk).delete()
    with refused("member-gone", Conflict):
        transfer_ownership(actor=owner, membership=gone)


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_the_page_asks_first(language, client, firm, owner):
    member = make_member(firm)
    url = f"/{language}/firm/members/{member.pk}/transfer/"
    client.force_login(owner)
    assert url in client.get(f"/{language}/firm/").text
    with nothing_changes():
        assert str(member.user) in client.get(url).text
    assert client.post(url).status_code == 302
    assert client.post(url).status_code == 403
    assert role_of(member.user) == MemberRole.OWNER


def test_others_do_not_hand_over(client, firm, owner):
    member = make_member(firm)
    url = f"/en/firm/members/{member.pk}/transfer/"
    people = {member.user: 403, make_member(firm, role=MemberRole.VIEWER).user: 403, make_user(): 404}
    people[make_firm().memberships.get().user] = 404
    for user, status in people.items():
        client.force_login(user)
        for method in (client.get, client.post):
            assert method(url).status_code == status
    client.logout()
    assert client.post(url).status_code == 302
    assert role_of(owner) == MemberRole.OWNER


def test_inviting_a_known_and_an_unknown_address_looks_and_works_the_same(client, firm, owner):
    known = make_user(email="known@example.org")
    client.force_login(owner)
    url = f"/en/firm/{firm.pk}/invite/"
    pages, work = [], []
    for email in ("warm-up@example.org", known.email, "nobody@example.org"):
        with CaptureQueriesContext(connection) as captured:
            response = client.post(url, {"email": email, "role": "editor"})
        work.append([row["sql"].split(" ", 1)[0] for row in captured])
        page = client.get(response.url).text
        pages.append(page.replace(email, "…").count("An invitation is on its way to …"))
        assert response.status_code == 302
    assert work[1] == work[2]
    assert pages == [1, 1, 1]
