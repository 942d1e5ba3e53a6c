"""Roles, removal, leaving; a firm never loses its last owner."""

import threading

import pytest
from django.db import connection

from accounts.enums import MemberRole
from accounts.models import Firm, Membership
from accounts.services.members import change_role, leave_firm, remove_member
from portal.kernel.errors import Conflict, DomainError, InvalidInput, NotAllowed
from tests.accounts.state import last_entry, nothing_changes, refused
from tests.factories import make_firm, make_invitation, make_member, make_user


def owner_of(firm: Firm) -> Membership:
    return firm.memberships.filter(role=MemberRole.OWNER).first()


@pytest.mark.django_db
class TestRoles:
    def test_an_owner_changes_a_role(self):
        firm = make_firm()
        owner = owner_of(firm).user
        member = make_member(firm)
        assert change_role(actor=owner, membership=member, role="viewer").role == MemberRole.VIEWER
        entry = last_entry()
        assert entry.action == "member.role"
        assert entry.data == {"member": member.user.email, "from": "editor", "to": "viewer"}

    def test_the_same_role_writes_nothing(self):
        firm = make_firm()
        member = make_member(firm)
        owner = owner_of(firm).user
        with nothing_changes():
            change_role(actor=owner, membership=member, role="editor")

    def test_ownership_is_handed_over_in_two_steps(self):
        firm = make_firm()
        first, second = owner_of(firm), make_member(firm)
        change_role(actor=first.user, membership=second, role="owner")
        change_role(actor=first.user, membership=first, role="viewer")
        assert [m.user for m in firm.memberships.filter(role="owner")] == [second.user]

    def test_the_last_owner_stays_one(self):
        firm = make_firm()
        owner = owner_of(firm)
        make_member(firm)
        with refused("last-owner", DomainError):
            change_role(actor=owner.user, membership=owner, role="editor")

    def test_only_owners_change_roles(self):
        firm = make_firm()
        target = make_member(firm)
        editor, viewer = make_member(firm).user, make_member(firm, role="viewer").user
        for person in (editor, viewer, make_user(), owner_of(make_firm()).user, target.user):
            with refused("not-an-owner", NotAllowed):
                change_role(actor=person, membership=target, role="owner")
            with refused("not-an-owner", NotAllowed):
                remove_member(actor=person, membership=target)

    def test_an_unknown_role_is_refused(self):
        firm = make_firm()
        member = make_member(firm)
        owner = owner_of(firm).user
        with refused("invalid", InvalidInput):
            change_role(actor=owner, membership=member, role="king")

    def test_a_stale_page_decides_nothing(self):
        """Two owners demote each other from pages opened at the same time: the second is refused."""
        firm = make_firm()
        one, two = owner_of(firm), make_member(firm, role="owner")
        change_role(actor=one.user, membership=two, role="editor")
        with refused("not-an-owner", NotAllowed):
            change_role(actor=two.user, membership=one, role="editor")

    def test_who_loses_ownership_loses_the_invitations_sent(self):
        firm = make_firm()
        one, two = owner_of(firm), make_member(firm, role="owner")
        kept = make_invitation(firm, invited_by=one.user)
        dropped = make_invitation(firm, invited_by=two.user)
        change_role(actor=one.user, membership=two, role="editor")
        kept.refresh_from_db()
        dropped.refresh_from_db()
        assert kept.is_open
        assert not dropped.is_open


@pytest.mark.django_db
class TestLeaving:
    def test_an_owner_removes_a_member(self):
        firm = make_firm()
        member = make_member(firm, role="owner")
        back_door = make_invitation(firm, invited_by=member.user)
        remove_member(actor=owner_of(firm).user, membership=member)
        assert not firm.memberships.filter(user=member.user).exists()
        back_door.refresh_from_db()
        assert back_door.revoked_at
        entry = last_entry()
        assert (entry.action, entry.data) == ("member.remove", {"member": member.user.email, "role": "owner"})

    def test_nobody_removes_herself(self):
        firm = make_firm()
        owner = owner_of(firm)
        make_member(firm, role="owner")
        with refused("own-membership", DomainError):
            remove_member(actor=owner.user, membership=owner)

    def test_a_member_who_has_gone_is_not_removed_twice(self):
        firm = make_firm()
        owner = owner_of(firm).user
        member = make_member(firm)
        stale = Membership.objects.get(pk=member.pk)
        remove_member(actor=owner, membership=member)
        for again in (
            lambda: remove_member(actor=owner, membership=stale),
            lambda: change_role(actor=owner, membership=stale, role="viewer"),
        ):
            with refused("member-gone", Conflict):
                again()

    @pytest.mark.parametrize("role", ["owner", "editor", "viewer"])
    def test_members_leave(self, role):
        firm = make_firm()
        member = make_member(firm, role=role)
        leave_firm(actor=member.user, firm=firm)
        assert firm.memberships.count() == 1
        assert last_entry().action == "member.leave"

    def test_the_last_owner_cannot_leave(self):
        firm = make_firm()
        owner = owner_of(firm).user
        with refused("last-owner", DomainError):
            leave_firm(actor=owner, firm=firm)
        make_member(firm, role="editor")
        with refused("last-owner", DomainError):
            leave_firm(actor=owner, firm=firm)

    def test_strangers_cannot_leave(self):
        firm, stranger = make_firm(), make_user()
        with refused("member-gone", Conflict):
            leave_firm(actor=stranger, firm=firm)


def run_together(*actions) -> list[str]:
    """Run each action in a thread and a connection of its own, all at once; "done" or the refusal's code for each."""
    barrier = threading.Barrier(len(actions))
    results = ["never ran"] * len(actions)

    def run(place, action):
        barrier.wait()
        try:
            action()
            results[place] = "done"
        except DomainError as error:
            results[place] = error.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


@pytest.mark.django_db(transaction=True)
def test_of_two_owners_who_leave_at_once_one_stays():
    firm = make_firm()
    owners = [owner_of(firm).user, make_member(firm, role="owner").user]
    results = run_together(*(lambda user=user: leave_firm(actor=user, firm=firm) for user in owners))
    assert sorted(results) == ["done", "last-owner"]
    assert firm.memberships.filter(role="owner").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_owners_who_demote_each_other_one_stays():
    firm = make_firm()
    one, two = owner_of(firm), make_member(firm, role="owner")
    results = run_together(
        lambda: change_role(actor=one.user, membership=two, role="viewer"),
        lambda: change_role(actor=two.user, membership=one, role="viewer"),
    )
    assert sorted(results) == ["done", "not-an-owner"]
    assert firm.memberships.filter(role="owner").count() == 1
