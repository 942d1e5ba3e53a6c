"""Two people at the same moment after sending: one is done, the other refused, and nobody gets a fault."""

import pytest
from django.db import connection, transaction

from accounts.enums import MemberRole, StaffRole
from accounts.models import Consent
from accounts.services.members import leave_firm, transfer_ownership
from portal.audit.record import first_broken_entry
from portal.kernel.clock import today
from portal.kernel.errors import Conflict, DomainError
from programs.enums import ApplicationStatus as Status
from programs.enums import DeclineReason, Outcome
from programs.models import Decision, Reconsideration, Viewing
from programs.services.aftercare import confirm_milestone, report_milestone, return_milestone, set_milestone
from programs.services.consenting import give_for, revoke
from programs.services.reconsidering import ask_reconsideration
from programs.services.viewing import log_viewing
from tests.consents import boxes
from tests.factories import make_application, make_firm, make_member, make_staff
from tests.papers import upload
from tests.programs.test_races import race

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one lock for all writers"),
]


@pytest.fixture
def firm():
    return make_firm()


@pytest.fixture
def owner(firm):
    return firm.memberships.get().user


@pytest.fixture
def officer():
    return make_staff(StaffRole.OFFICER)


def one_conflict(ended) -> bool:
    """The first was done, the second refused, and the record is whole."""
    return ended[0] is None and isinstance(ended[1], Conflict) and first_broken_entry() is None


def test_two_members_report_at_once(firm, owner, officer):
    application = make_application(firm, status=Status.ACCEPTED)
    milestone = set_milestone(reference=application.reference, user=officer, title="Lease", due_on=today())
    where = {"reference": application.reference, "pk": milestone.pk}
    colleague = make_member(firm).user
    assert one_conflict(
        race(
            lambda: report_milestone(**where, user=owner, report="Hers", paper=upload()),
            lambda: report_milestone(**where, user=colleague, report="His", paper=upload()),
        )
    )
    milestone.refresh_from_db()
    assert milestone.report == "Hers"
    assert firm.documents.count() == 1
    assert one_conflict(
        race(
            lambda: confirm_milestone(**where, user=officer),
            lambda: return_milestone(**where, user=make_staff(), note="More"),
        )
    )


def test_asking_for_reconsideration_in_two_tabs(firm, owner, officer):
    application = make_application(firm, status=Status.DECLINED)
    Decision.objects.create(
        application=application,
        outcome=Outcome.DECLINE,
        reason=DeclineReason.SCORE,
        text="Sample letter",
        decided_by=officer,
    )
    arguments = {"reference": application.reference, "user": owner, "revision": 0, "reason": "Look again"}
    ask = lambda: ask_reconsideration(**arguments)  # noqa: E731
    assert one_conflict(race(ask, ask))
    assert Reconsideration.objects.count() == 1


def test_two_owners_revoke_at_once(firm, owner):
    application = make_application(firm, status=Status.SUBMITTED)
    with transaction.atomic():
        give_for(application=application, user=owner, agreed=boxes(application))
    second = make_member(firm, role=MemberRole.OWNER).user
    consent = Consent.objects.first()
    assert one_conflict(
        race(lambda: revoke(user=owner, consent=consent), lambda: revoke(user=second, consent=consent))
    )


def test_opening_in_two_tabs_is_one_line(firm, officer):
    application = make_application(firm, status=Status.SUBMITTED)
    look = lambda: log_viewing(application=application, user=officer)  # noqa: E731
    assert race(look, look) == [None, None]
    assert Viewing.objects.count() == 1


def test_handing_over_to_somebody_who_leaves(firm, owner):
    member = make_member(firm)
    ended = race(
        lambda: leave_firm(actor=member.user, firm=firm),
        lambda: transfer_ownership(actor=owner, membership=member),
    )
    assert one_conflict(ended)
    assert firm.memberships.get().role == MemberRole.OWNER
    other = make_member(firm)
    ended = race(
        lambda: transfer_ownership(actor=owner, membership=other),
        lambda: leave_firm(actor=other.user, firm=firm),
    )
    assert ended[0] is None
    assert isinstance(ended[1], DomainError), "the new owner is the only one"
