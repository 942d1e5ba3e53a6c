"""Two presses at the same moment make one plan, on a database that locks rows."""

import threading

import pytest
from django.db import connection, connections

from accounts.models import Firm, User
from portal.audit.models import AuditEntry
from portal.audit.record import first_broken_entry
from programs.models import Plan
from tests.factories import make_firm
from tests.programs.plan_making import make_land, make_plan

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one lock for all writers"),
]

PRESSES = 4


def pressed_together(**said) -> set[str]:
    """The codes that several presses at once are answered with."""
    gate, codes, faults = threading.Barrier(PRESSES), [], []

    def press() -> None:
        try:
            gate.wait(10)
            codes.append(make_plan(**said).code)
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(PRESSES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert not faults
    assert len(codes) == PRESSES
    return set(codes)


@pytest.fixture
def firm() -> Firm:
    make_land()
    return make_firm()


def test_of_a_visitor(firm):
    assert len(pressed_together()) == 1
    assert Plan.objects.count() == AuditEntry.objects.filter(action="plan.create").count() == 1
    assert first_broken_entry() is None


def test_of_a_member(firm):
    user: User = firm.memberships.get().user
    assert len(pressed_together(user=user, firm=firm)) == 1
    assert Plan.objects.get().firm == firm
    assert AuditEntry.objects.filter(action="plan.create").count() == 1
