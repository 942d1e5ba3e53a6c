"""Setting up a firm and changing its data."""

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import FirmSide, MemberRole
from accounts.models import Firm
from accounts.services import firms as services
from accounts.services.firms import create_firm, update_firm
from portal.kernel.errors import InvalidInput, NotAllowed
from tests.accounts.state import last_entry, nothing_changes, refused
from tests.factories import make_firm, make_member, make_user

pytestmark = pytest.mark.django_db


def test_who_creates_a_firm_owns_it():
    founder = make_user()
    firm = create_firm(
        actor=founder,
        name=" Bay MedTech Limited ",
        name_zh="灣醫療",
        side="hong-kong",
        registration_number="1234 5678",
    )
    assert (firm.name, firm.registration_number) == ("Bay MedTech Limited", "12345678")
    assert [(m.user, m.role) for m in firm.memberships.all()] == [(founder, MemberRole.OWNER)]
    entry = last_entry()
    assert (entry.action, entry.actor, entry.target_id) == ("firm.create", founder, str(firm.pk))


@pytest.mark.parametrize(
    ("fields", "column"),
    [
        ({"name": ""}, "name"),
        ({"name": "   "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "two\nlines"}, "name"),
        ({"name_zh": "字" * 201}, "name_zh"),
        ({"name_zh": "隱\u200b藏"}, "name_zh"),
        ({"side": "elsewhere"}, "side"),
        ({"registration_number": "12"}, "registration_number"),
        ({"side": "not-yet", "registration_number": "12345678"}, "registration_number"),
    ],
)
def test_wrong_data_are_refused_by_field(fields, column):
    founder = make_user()
    with refused("invalid", InvalidInput) as caught:
        create_firm(actor=founder, **{"name": "Bay", "side": "hong-kong", **fields})
    assert list(caught.value.errors) == [column]


def test_a_registration_number_is_used_once_a_side():
    make_firm(side=FirmSide.HONG_KONG, registration_number="12345678")
    founder = make_user()
    with refused("invalid", InvalidInput) as caught:
        create_firm(actor=founder, name="Copy", side="hong-kong", registration_number="12345678")
    assert "registration_number" in caught.value.errors
    assert create_firm(actor=founder, name="None", side="hong-kong")
    assert create_firm(actor=founder, name="None either", side="hong-kong")


def test_a_number_taken_in_the_same_moment_is_refused_too(monkeypatch):
    make_firm(side=FirmSide.HONG_KONG, registration_number="12345678")
    founder = make_user()
    answers = iter([False, True])
    monkeypatch.setattr(services, "registered_twice", lambda firm: next(answers))
    # The model's own check would see it as well; here only the database does.
    monkeypatch.setattr(services, "save_clean", lambda firm: firm.save())
    with refused("invalid", InvalidInput), transaction.atomic():
        create_firm(actor=founder, name="Copy", side="hong-kong", registration_number="12345678")


@pytest.mark.parametrize("role", [MemberRole.OWNER, MemberRole.EDITOR])
def test_owners_and_editors_change_the_data(role):
    firm = make_firm(name="Old")
    member = make_member(firm, role=role).user
    changed = update_firm(actor=member, firm=firm, name="New", name_zh="新")
    assert (changed.name, changed.name_zh) == ("New", "新")
    entry = last_entry()
    assert entry.action == "firm.update"
    assert entry.data == {"name": ["Old", "New"], "name_zh": ["", "新"]}


def test_viewers_and_strangers_change_nothing():
    firm = make_firm()
    viewer = make_member(firm, role=MemberRole.VIEWER).user
    other_owner = make_firm().memberships.get().user
    for person in (viewer, other_owner, make_user()):
        with refused("not-a-writer", NotAllowed):
            update_firm(actor=person, firm=firm, name="Taken over")


def test_saving_the_same_data_writes_nothing():
    firm = make_firm(name="Same")
    owner = firm.memberships.get().user
    with nothing_changes():
        update_firm(actor=owner, firm=firm, name="Same", name_zh="")


def test_a_wrong_change_is_refused():
    firm = make_firm()
    owner = firm.memberships.get().user
    with refused("invalid", InvalidInput):
        update_firm(actor=owner, firm=firm, name="")
    with nothing_changes(), pytest.raises(TypeError):
        update_firm(actor=owner, firm=firm, is_sample=True)


def test_a_shenzhen_company_names_a_parent_that_the_person_writes_for():
    founder = make_user()
    parent = make_firm(founder)
    entity = create_firm(actor=founder, name="Shenzhen Co", side="shenzhen", parent=parent)
    assert list(parent.entities.all()) == [entity]


def test_nobody_links_to_a_firm_of_others():
    founder = make_user()
    watched = make_firm()
    make_member(watched, founder, MemberRole.VIEWER)
    for parent in (make_firm(), watched, make_firm(founder, side=FirmSide.SHENZHEN)):
        with refused("invalid", InvalidInput) as caught:
            create_firm(actor=founder, name="Shenzhen Co", side="shenzhen", parent=parent)
        assert list(caught.value.errors) == ["parent"]


def test_only_a_shenzhen_company_has_a_parent():
    founder = make_user()
    parent = make_firm(founder)
    with refused("invalid", InvalidInput) as caught:
        create_firm(actor=founder, name="Second", side="hong-kong", parent=parent)
    assert list(caught.value.errors) == ["parent"]


def test_a_parent_stays_a_hong_kong_firm():
    founder = make_user()
    parent = make_firm(founder)
    create_firm(actor=founder, name="Shenzhen Co", side="shenzhen", parent=parent)
    with refused("invalid", InvalidInput) as caught:
        update_firm(actor=founder, firm=parent, side="not-yet")
    assert list(caught.value.errors) == ["side"]


def test_an_editor_of_the_entity_alone_keeps_the_parent_when_saving():
    founder = make_user()
    parent = make_firm(founder)
    entity = create_firm(actor=founder, name="Shenzhen Co", side="shenzhen", parent=parent)
    editor = make_member(entity).user
    changed = update_firm(actor=editor, firm=entity, name="Renamed", parent=parent)
    assert changed.parent == parent
    assert update_firm(actor=editor, firm=entity, parent=None).parent is None


def test_the_database_keeps_the_group_in_order():
    parent = make_firm()
    for side, wanted in ((FirmSide.HONG_KONG, parent), (FirmSide.NOT_YET, parent)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Firm.objects.create(name="X", side=side, parent=wanted)
    with pytest.raises(IntegrityError), transaction.atomic():
        Firm.objects.filter(pk=parent.pk).update(parent=parent, side=FirmSide.SHENZHEN)
