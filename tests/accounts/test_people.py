"""Roles at the zone, a person's own data, and who is found by the selectors."""

import pytest

from accounts.enums import StaffRole
from accounts.selectors import (
    contact_for,
    current_firm,
    firms_of,
    has_verified,
    members_to_notify,
    owner_of_address,
    staff_with_role,
)
from accounts.services.people import set_language, set_name, update_profile
from accounts.services.staff import set_staff_role
from portal.kernel.errors import DomainError, InvalidInput, NotAllowed
from tests.accounts.state import last_entry, nothing_changes, refused
from tests.factories import make_firm, make_member, make_staff, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "opens"),
    [("reviewer", False), ("officer", False), ("editor", True), ("administrator", True), ("", False)],
)
def test_the_back_office_follows_the_role(role, opens):
    user = make_staff("editor" if role != "editor" else "reviewer")
    changed = set_staff_role(actor=make_staff("administrator"), user=user, role=role)
    assert (changed.role, changed.is_staff) == (role, opens)
    assert last_entry().action == "staff.role"


def test_full_rights_end_with_the_role():
    user = make_staff("administrator", is_superuser=True)
    assert not set_staff_role(actor=None, user=user, role="reviewer").is_superuser


def test_only_administrators_give_roles_and_never_to_themselves():
    founder = make_user()
    for person in (
        founder,
        make_staff("officer"),
        make_staff("editor"),
        make_staff("administrator", is_active=False),
    ):
        with refused("not-an-administrator", NotAllowed):
            set_staff_role(actor=person, user=founder, role="administrator")
    administrator = make_staff("administrator")
    with refused("own-role", DomainError):
        set_staff_role(actor=administrator, user=administrator, role="")
    with refused("invalid", InvalidInput):
        set_staff_role(actor=administrator, user=founder, role="king")
    with nothing_changes():
        set_staff_role(actor=administrator, user=founder, role="")


def test_a_person_changes_her_own_name_and_language():
    user = make_user(name="Old")
    changed = update_profile(actor=user, name=" 陳大文 ", language="zh-hant", notices=["papers"])
    assert (changed.name, changed.language) == ("陳大文", "zh-hant")
    assert changed.muted == ["matches", "steps", "milestones"]
    with nothing_changes():
        update_profile(actor=user, name="陳大文", language="zh-hant", notices=["papers"])


def test_wrong_names_and_languages_are_refused_together():
    user = make_user()
    for name in ("x" * 121, "two\nlines", "turned\u202ename", "https://example.org"):
        with refused("invalid", InvalidInput):
            set_name(actor=user, name=name)
    with refused("invalid", InvalidInput):
        set_language(actor=user, language="fr")
    with refused("invalid", InvalidInput):
        update_profile(actor=user, name="Fine", language="fr", notices=[])
    with refused("invalid", InvalidInput):
        update_profile(actor=user, name="Fine", language="en", notices=["decisions"])


def test_the_current_firm_is_always_one_of_ones_own():
    user, stranger = make_user(), make_user()
    assert current_firm(user, None) is None
    first = make_firm(user)
    assert current_firm(user, None) == first
    assert current_firm(user, make_firm().pk) == first
    second = make_firm(user)
    assert set(firms_of(user)) == {first, second}
    assert current_firm(user, None) is None
    assert current_firm(user, second.pk) == second
    for nonsense in ("", str(second.pk), 10**30, [], {}, make_firm().pk):
        assert current_firm(user, nonsense) is None
    assert current_firm(stranger, second.pk) is None


def test_who_is_told():
    firm = make_firm()
    gone = make_member(firm, make_user(is_active=False)).user
    editor = make_member(firm, role="editor").user
    viewer = make_member(firm, role="viewer").user
    told = set(members_to_notify(firm))
    assert {editor, viewer} < told
    assert gone not in told
    officer = make_staff("officer")
    make_staff("officer", is_active=False)
    make_staff("reviewer")
    assert list(staff_with_role([StaffRole.OFFICER])) == [officer]
    assert list(staff_with_role([StaffRole.NONE])) == []


def test_a_contact_has_the_persons_own_language():
    user = make_user(name="", language="zh-hans")
    contact = contact_for(user)
    assert (contact.user_id, contact.email, contact.language) == (user.pk, user.email, "zh-hans")
    assert contact.name == user.email


def test_an_address_belongs_to_who_has_verified_it():
    user = make_user(email="mine@example.org")
    assert owner_of_address("MINE@example.org") == user
    assert has_verified(user, "Mine@Example.org")
    waiting = make_user(email="waiting@example.org", verified=False)
    assert owner_of_address("waiting@example.org") is None
    assert not has_verified(waiting, "waiting@example.org")
