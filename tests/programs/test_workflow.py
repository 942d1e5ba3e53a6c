"""The transition table and the one function that carries it out."""

from itertools import product

import pytest

from accounts.enums import MemberRole, StaffRole
from portal.audit.models import AuditEntry
from portal.kernel.errors import Conflict, NotAllowed
from portal.outbox.models import Notification
from programs.enums import ApplicationStatus as Status
from programs.models import Application, ApplicationEvent
from programs.services.transitions import lock_application, move
from programs.workflow import FINAL, FOUNDERS_TURN, RESUME, TRANSITIONS, Action, Actor, turn
from tests.factories import make_application, make_firm, make_member, make_staff, make_user

pytestmark = pytest.mark.django_db

CAPACITIES = {
    "owner": {Actor.OWNER, Actor.WRITER},
    "editor": {Actor.WRITER},
    "viewer": set(),
    "stranger": set(),
    "reviewer": {Actor.REVIEWER},
    "officer": {Actor.REVIEWER, Actor.OFFICER},
    "administrator": {Actor.REVIEWER, Actor.OFFICER},
    "policy editor": set(),
}


@pytest.fixture
def firm():
    return make_firm()


def person(name: str, firm):
    if name in MemberRole.values:
        role = MemberRole(name)
        if role == MemberRole.OWNER:
            return firm.memberships.get(role=role).user
        return make_member(firm, role=role).user
    roles = {
        "reviewer": StaffRole.REVIEWER,
        "officer": StaffRole.OFFICER,
        "administrator": StaffRole.ADMINISTRATOR,
        "policy editor": StaffRole.EDITOR,
    }
    return make_staff(roles[name]) if name in roles else make_user()


def state(application) -> tuple:
    application.refresh_from_db()
    return (
        application.status,
        application.revision,
        ApplicationEvent.objects.count(),
        Notification.objects.count(),
        AuditEntry.objects.count(),
    )


@pytest.mark.parametrize("who", CAPACITIES)
def test_every_status_action_and_role(who, firm):
    """What the table allows happens and is written down; everything else is refused and changes nothing."""
    user = person(who, firm)
    draft, sent = make_application(firm), make_application(firm, status=Status.SUBMITTED)
    times = {"submitted_at": sent.submitted_at, "submitted_by": user}
    moves = 0
    for status, (action, row) in product(Status, TRANSITIONS.items()):
        application = draft if status == Status.DRAFT else sent
        Application.objects.filter(pk=application.pk).update(
            status=status, revision=0, submitted_at=None if status == Status.DRAFT else sent.submitted_at
        )
        allowed = status in row.sources and row.actor in CAPACITIES[who]
        try:
            move(
                application=lock_application(application.reference),
                action=action,
                user=user,
                revision=0,
                note="why",
                resume=Status.SCREENING,
                params={"due": "2026-12-01", "accept_by": "2026-12-01", "note": "why"},
                **(times if action == Action.SUBMIT else {}),
            )
        except (Conflict, NotAllowed):
            assert not allowed, (status, action)
            expected = (status, 0)
        else:
            assert allowed, (status, action)
            moves += 1
            expected = (Status.SCREENING if row.target == RESUME else row.target, 1)
        assert Application.objects.values_list("status", "revision").get(pk=application.pk) == expected
    assert ApplicationEvent.objects.filter(actor=user).count() == ApplicationEvent.objects.count() == moves
    assert AuditEntry.objects.count() == moves
    assert Notification.objects.exists() == bool(moves)


def test_a_move_made_twice_is_refused_and_changes_nothing(firm):
    reviewer = make_staff()
    application = make_application(firm, status=Status.SUBMITTED)
    arguments = {"action": Action.START_SCREENING, "user": reviewer, "revision": 0}
    move(application=lock_application(application.reference), **arguments)
    before = state(application)
    with pytest.raises(Conflict) as refused:
        move(application=lock_application(application.reference), **arguments)
    assert "Screening" in refused.value.message
    assert state(application) == before


def test_a_member_of_the_firm_never_acts_for_the_zone(firm):
    reviewer = make_staff(StaffRole.OFFICER)
    make_member(firm, reviewer, MemberRole.VIEWER)
    application = make_application(firm, status=Status.SUBMITTED)
    before = state(application)
    with pytest.raises(NotAllowed):
        move(
            application=lock_application(application.reference),
            action=Action.START_SCREENING,
            user=reviewer,
            revision=0,
        )
    assert state(application) == before


def test_a_failing_notification_takes_the_move_back(firm, monkeypatch):
    """State, event, audit and outbox rows are written together or not at all."""
    application = make_application(firm, status=Status.SUBMITTED)
    before = state(application)

    def broken(**_):
        raise RuntimeError("no")

    monkeypatch.setattr("programs.services.telling.notify", broken)
    with pytest.raises(RuntimeError):
        move(
            application=lock_application(application.reference),
            action=Action.START_SCREENING,
            user=make_staff(),
            revision=0,
        )
    assert state(application) == before


def test_every_status_has_a_turn_or_is_final():
    for status in Status:
        assert bool(turn(status)) != (status in FINAL)
    assert all(turn(status) == "south" for status in FOUNDERS_TURN)


def test_every_live_status_can_be_left_and_of_the_final_ones_a_refusal_only():
    leaving = set().union(*(row.sources for row in TRANSITIONS.values() if row.action != Action.RECONSIDER))
    assert leaving == set(Status) - FINAL
    assert TRANSITIONS[Action.RECONSIDER].sources == {Status.DECLINED}
