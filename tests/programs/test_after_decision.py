"""After a decision: milestones and reports, one reconsideration, and who on staff opened an application."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from accounts.enums import MemberRole, StaffRole
from portal.audit.models import AuditEntry
from portal.kernel.clock import today
from portal.kernel.errors import Conflict, DomainError, InvalidInput, NotAllowed
from portal.outbox.models import Notification
from programs.enums import ApplicationStatus as Status
from programs.enums import DeclineReason, Outcome, WithdrawReason
from programs.models import ApplicationEvent, Decision, Document, Milestone, Reconsideration, Viewing
from programs.selectors.aftercare import milestone_state, milestones_of
from programs.services.aftercare import (
    confirm_milestone,
    drop_milestone,
    report_milestone,
    return_milestone,
    set_milestone,
)
from programs.services.applications import withdraw_application
from programs.services.desk import cancel_correction, request_correction
from programs.services.papers import PaperDetails, replace_paper
from programs.services.reconsidering import ask_reconsideration
from programs.services.reviews import decline_application, make_offer, save_review
from programs.services.viewing import log_viewing
from tests.factories import make_application, make_firm, make_intake, make_member, make_staff, make_user
from tests.papers import pdf, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return make_firm()


@pytest.fixture
def owner(firm):
    return firm.memberships.get(role=MemberRole.OWNER).user


@pytest.fixture
def officer():
    return make_staff(StaffRole.OFFICER)


def state() -> tuple:
    return (
        list(Milestone.objects.order_by("pk").values()),
        list(Decision.objects.order_by("pk").values()),
        Reconsideration.objects.count(),
        Document.objects.count(),
        ApplicationEvent.objects.count(),
        AuditEntry.objects.count(),
        Notification.objects.count(),
    )


def refused(kind, call, **arguments):
    """The call is refused in this way and changes nothing; the refusal."""
    before = state()
    with pytest.raises(kind) as caught:
        call(**arguments)
    assert state() == before
    return caught.value


# Milestones


def accepted(firm, **fields):
    return make_application(firm, status=Status.ACCEPTED, **fields)


def due(application, user, **changes):
    arguments = {"title": "Lease signed", "due_on": today() + timedelta(30), **changes}
    return set_milestone(reference=application.reference, user=user, **arguments)


def test_from_setting_a_milestone_to_its_confirmation(firm, owner, officer):
    application = accepted(firm, assigned_to=officer)
    milestone = due(application, officer)
    told = Notification.objects.get(kind="milestone_set")
    assert (told.recipient, told.params["due"]) == (owner, milestone.due_on.isoformat())
    where = {"reference": application.reference, "pk": milestone.pk}

    report_milestone(**where, user=owner, report="Signed on Monday.", paper=upload())
    assert {n.recipient for n in Notification.objects.filter(kind="milestone_reported")} == {owner, officer}
    milestone.refresh_from_db()
    assert milestone.document.firm == firm
    assert milestone_state(milestone, today()) == "reported"

    return_milestone(**where, user=officer, note="The last page is missing.")
    milestone.refresh_from_db()
    assert milestone_state(milestone, today()) == "returned"
    assert Notification.objects.get(kind="milestone_returned").recipient == owner

    first = milestone.document
    report_milestone(**where, user=owner, report="Now with all pages.", paper=upload(pdf("all"), "all.pdf"))
    milestone.refresh_from_db()
    assert milestone.returned_note == ""
    assert milestone.document.supersedes == first
    confirm_milestone(**where, user=officer)
    milestone.refresh_from_db()
    assert milestone.confirmed_by == officer
    assert [event.action for event in application.events.all()] == [
        f"milestone-{word}" for word in ("set", "reported", "returned", "reported", "confirmed")
    ]


def test_a_milestone_past_its_day_is_overdue_until_it_is_reported(firm, officer):
    application = accepted(firm)
    milestone = due(application, officer)
    assert milestone_state(milestone, milestone.due_on) == "due"
    assert milestone_state(milestone, milestone.due_on + timedelta(1)) == "overdue"
    milestone.reported_at = timezone.now()
    assert milestone_state(milestone, milestone.due_on + timedelta(1)) == "reported"


def test_what_a_milestone_needs(firm, officer):
    application = accepted(firm)
    due(application, officer, is_completion=True)
    for fault, field in (
        ({"title": " "}, "title"),
        ({"due_on": today() - timedelta(1)}, "due_on"),
        ({"is_completion": True}, "is_completion"),
    ):
        assert field in refused(InvalidInput, due, application=application, user=officer, **fault).errors


@pytest.mark.parametrize("status", [Status.OFFERED, Status.DECLINED, Status.IN_REVIEW])
def test_milestones_follow_an_acceptance_only(status, firm, officer):
    application = make_application(firm, status=status)
    refused(Conflict, due, application=application, user=officer)
    assert milestones_of(application) == []


def test_each_side_makes_its_own_moves_in_turn(firm, owner, officer):
    application = accepted(firm)
    milestone = due(application, officer)
    where = {"reference": application.reference, "pk": milestone.pk}
    refused(NotAllowed, due, application=application, user=owner)
    refused(Conflict, confirm_milestone, **where, user=officer)
    refused(Conflict, return_milestone, **where, user=officer, note="No")
    for stranger in (make_user(), officer, make_member(firm, role=MemberRole.VIEWER).user):
        refused(NotAllowed, report_milestone, **where, user=stranger, report="Hello")
    refused(InvalidInput, report_milestone, **where, user=owner, report=" ", paper=upload())
    report_milestone(**where, user=owner, report="Done.")
    refused(Conflict, report_milestone, **where, user=owner, report="Twice.")
    refused(Conflict, drop_milestone, **where, user=officer)
    refused(InvalidInput, return_milestone, **where, user=officer, note=" ")
    refused(NotAllowed, confirm_milestone, **where, user=owner)
    confirm_milestone(**where, user=officer)
    refused(Conflict, confirm_milestone, **where, user=officer)
    refused(Conflict, report_milestone, **where, user=owner, report="Again.")


def test_a_report_is_sent_again_though_its_paper_was_replaced_in_the_library(firm, owner, officer):
    application = accepted(firm)
    where = {"reference": application.reference, "pk": due(application, officer).pk}
    report_milestone(**where, user=owner, report="Done.", paper=upload())
    first = Document.objects.get()
    replace_paper(actor=owner, paper=first, upload=upload(pdf("two")), details=PaperDetails.of(first))
    return_milestone(**where, user=officer, note="A page is missing.")
    report_milestone(**where, user=owner, report="With it.", paper=upload(pdf("three")))
    assert Milestone.objects.get().document == Document.objects.latest("pk")


def test_a_milestone_taken_back_cannot_be_reported(firm, owner, officer):
    application = accepted(firm)
    milestone = due(application, officer)
    where = {"reference": application.reference, "pk": milestone.pk}
    drop_milestone(**where, user=officer)
    told = Notification.objects.get(kind="milestone_dropped")
    assert (told.recipient, told.params["milestone"]) == (owner, milestone.title)
    refused(Conflict, report_milestone, **where, user=owner, report="Hello")


def test_a_milestone_belongs_to_its_application(firm, owner, officer):
    milestone = due(accepted(make_firm()), officer)
    own = accepted(firm)
    refused(Conflict, report_milestone, reference=own.reference, pk=milestone.pk, user=owner, report="Mine")


# Reconsideration


def declined(firm, by, *, days_ago=0, **fields):
    application = make_application(firm, status=Status.DECLINED, **fields)
    decision = Decision.objects.create(
        application=application,
        outcome=Outcome.DECLINE,
        reason=DeclineReason.SCORE,
        text="Sample letter",
        decided_by=by,
    )
    Decision.objects.filter(pk=decision.pk).update(decided_at=timezone.now() - timedelta(days=days_ago))
    application.reviews.create(reviewer=by, recommendation="decline", total=40)
    return application


def ask(application, user, **changes):
    application.refresh_from_db()
    arguments = {"revision": application.revision, "reason": "The lease was overlooked.", **changes}
    return ask_reconsideration(reference=application.reference, user=user, **arguments)


def decline_again(application, user):
    application.refresh_from_db()
    return decline_application(
        reference=application.reference,
        user=user,
        revision=application.revision,
        reason=DeclineReason.SCORE,
        text="Sample letter, second",
    )


def test_a_refusal_is_looked_at_again_by_another_officer(firm, owner, officer):
    other = make_staff(StaffRole.OFFICER)
    application = declined(firm, officer)
    ask(application, owner)
    application.refresh_from_db()
    assert application.status == Status.IN_REVIEW
    told = {n.recipient for n in Notification.objects.filter(kind="reconsideration_asked")}
    assert {owner, other} <= told
    old = Decision.objects.get()
    assert old.superseded_at is None, "it stands until there is a new one"

    assert refused(NotAllowed, decline_again, application=application, user=officer).code == "decided-before"
    make_offer(
        reference=application.reference, user=other, revision=application.revision, text="Sample offer"
    )
    old.refresh_from_db()
    assert old.superseded_at is not None
    assert application.decisions.get(superseded_at__isnull=True).outcome == Outcome.OFFER
    assert application.decisions.count() == 2


def test_the_only_officer_decides_again(firm, owner, officer):
    application = declined(firm, officer)
    make_staff()
    make_member(firm, make_staff(StaffRole.ADMINISTRATOR))
    make_staff(StaffRole.ADMINISTRATOR, is_active=False)
    ask(application, owner)
    assert Notification.objects.filter(kind="reconsideration_asked", recipient=officer).exists()
    decline_again(application, officer)
    application.refresh_from_db()
    assert application.status == Status.DECLINED


def test_where_there_is_no_other_officer_an_administrator_decides(firm, owner, officer):
    administrator = make_staff(StaffRole.ADMINISTRATOR)
    application = declined(firm, officer)
    ask(application, owner)
    told = {n.recipient for n in Notification.objects.filter(kind="reconsideration_asked")}
    assert administrator in told
    assert refused(NotAllowed, decline_again, application=application, user=officer).code == "decided-before"
    decline_again(application, administrator)
    application.refresh_from_db()
    assert application.status == Status.DECLINED


def test_a_new_review_is_told_to_those_who_may_decide_now(firm, owner, officer):
    administrator, reviewer = make_staff(StaffRole.ADMINISTRATOR), make_staff()
    application = declined(firm, officer)
    ask(application, owner)
    application.refresh_from_db()
    scores = {criterion.pk: (4, "Sample reason") for criterion in application.intake.rubric.all()}
    save_review(
        reference=application.reference,
        user=reviewer,
        revision=application.revision,
        scores=scores,
        recommendation="offer",
    )
    told = Notification.objects.filter(kind="review_handed_in")
    assert [note.recipient for note in told] == [administrator]


def test_an_administrator_leaves_it_to_an_officer(firm, owner, officer):
    administrator = make_staff(StaffRole.ADMINISTRATOR)
    application = declined(firm, administrator)
    ask(application, owner)
    told = refused(NotAllowed, decline_again, application=application, user=administrator)
    assert told.code == "decided-before"


def test_never_a_second_time(firm, owner, officer):
    application = declined(firm, officer)
    ask(application, owner)
    refused(Conflict, ask, application=application, user=owner)
    decline_again(application, officer)
    assert refused(Conflict, ask, application=application, user=owner).code == "reconsidered"


def test_until_the_last_day_and_not_after(firm, owner, officer):
    intake = make_intake(reconsider_days=20)
    late = declined(firm, officer, days_ago=21, intake=intake)
    told = refused(DomainError, ask, application=late, user=owner)
    last = today() - timedelta(1)
    assert told.code == "reconsideration-late"
    assert str(last.year) in told.message
    ask(declined(firm, officer, days_ago=20, intake=intake), owner)


def test_an_intake_may_have_no_reconsideration(firm, owner, officer):
    application = declined(firm, officer, intake=make_intake(reconsider_days=0))
    assert refused(DomainError, ask, application=application, user=owner).code == "no-reconsideration"


def test_only_owners_ask_and_give_a_reason(firm, owner, officer):
    application = declined(firm, officer)
    for user in (make_member(firm).user, make_user(), officer):
        refused(NotAllowed, ask, application=application, user=user)
    refused(InvalidInput, ask, application=application, user=owner, reason=" ")
    refused(Conflict, ask, application=application, user=owner, revision=7)
    waiting = make_application(firm, status=Status.IN_REVIEW)
    refused(Conflict, ask, application=waiting, user=owner)


# Withdrawing, requests taken back


def test_withdrawing_needs_a_reason_and_throwing_a_draft_away_does_not(firm, owner):
    application = make_application(firm, status=Status.SUBMITTED)
    arguments = {"reference": application.reference, "user": owner, "revision": 0}
    for reason in ("", "nonsense"):
        told = refused(InvalidInput, withdraw_application, **arguments, reason=reason, note="We move.")
        assert "reason" in told.errors
    told = refused(InvalidInput, withdraw_application, **arguments, reason=WithdrawReason.OTHER, note=" ")
    assert "note" in told.errors
    withdraw_application(**arguments, reason=WithdrawReason.OTHER, note="We move elsewhere.")
    application.refresh_from_db()
    assert application.withdraw_reason == "other"
    assert application.events.get().note == "We move elsewhere."
    draft = make_application(firm)
    withdraw_application(reference=draft.reference, user=owner, revision=0, reason=WithdrawReason.TERMS)
    draft.refresh_from_db()
    assert (draft.status, draft.withdraw_reason) == (Status.WITHDRAWN, "")


def test_a_request_taken_back_stays_in_the_history(firm, owner):
    reviewer = make_staff()
    application = make_application(firm, status=Status.IN_REVIEW)
    request_correction(
        reference=application.reference,
        user=reviewer,
        revision=0,
        text="Say more.",
        question_ids=[application.form.questions.first().pk],
    )
    refused(NotAllowed, cancel_correction, reference=application.reference, user=owner, revision=1)
    cancel_correction(reference=application.reference, user=reviewer, revision=1)
    application.refresh_from_db()
    assert application.status == Status.IN_REVIEW
    correction = application.corrections.get()
    assert (correction.text, correction.reply) == ("Say more.", "")
    assert correction.closed_at is not None
    assert Notification.objects.get(kind="correction_cancelled").recipient == owner
    refused(Conflict, cancel_correction, reference=application.reference, user=reviewer, revision=2)


# Who has opened it


def test_one_line_for_each_person_and_day(firm, officer, monkeypatch):
    application = make_application(firm, status=Status.SUBMITTED)
    for _ in range(3):
        log_viewing(application=application, user=officer)
    log_viewing(application=application, user=make_staff())
    assert Viewing.objects.count() == 2
    monkeypatch.setattr("programs.services.viewing.today", lambda: date(2030, 1, 1))
    log_viewing(application=application, user=officer)
    assert Viewing.objects.filter(user=officer).count() == 2


def test_a_line_that_cannot_be_written_fails_nothing(firm, officer, monkeypatch, caplog):
    def broken(**_):
        raise DatabaseError("full")

    monkeypatch.setattr(Viewing.objects, "get_or_create", broken)
    log_viewing(application=make_application(firm, status=Status.SUBMITTED), user=officer)
    assert "viewing not written" in caplog.text
