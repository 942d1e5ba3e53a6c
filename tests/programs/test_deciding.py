"""The zone's services: take, assign, ask, review, decide."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.enums import StaffRole
from portal.kernel.clock import today
from portal.kernel.errors import Conflict, DomainError, InvalidInput, NotAllowed
from portal.outbox.models import Notification
from programs.enums import ApplicationStatus as Status
from programs.models import Correction, Decision, Review
from programs.selectors.applications import applications_at_desk
from programs.selectors.desk import reviews_visible_to
from programs.services.desk import assign_application, request_correction, start_screening, take_application
from programs.services.messages import post_message
from programs.services.reviews import (
    decline_application,
    lapse_offer,
    make_offer,
    save_review,
    weighted_total,
)
from tests.factories import make_application, make_firm, make_intake, make_member, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return make_staff()


@pytest.fixture
def officer():
    return make_staff(StaffRole.OFFICER)


def scores(application, value=4):
    return {criterion.pk: (value, "Reason") for criterion in application.intake.rubric.all()}


def review(application, user, **changes):
    application.refresh_from_db()
    arguments = {
        "revision": application.revision,
        "scores": scores(application),
        "recommendation": "offer",
        **changes,
    }
    return save_review(reference=application.reference, user=user, **arguments)


def test_the_first_to_take_it_has_it(reviewer):
    application = make_application(status=Status.SUBMITTED)
    take_application(reference=application.reference, user=reviewer, revision=0)
    other = make_staff()
    with pytest.raises(Conflict) as refused:
        take_application(reference=application.reference, user=other, revision=0)
    assert str(reviewer) in refused.value.message
    application.refresh_from_db()
    assert application.assigned_to == reviewer


def test_officers_assign_and_the_reviewer_is_told(reviewer, officer):
    application = make_application(status=Status.SUBMITTED)
    assign_application(reference=application.reference, user=officer, assignee=reviewer, revision=0)
    assert Notification.objects.get().recipient == reviewer
    with pytest.raises(NotAllowed):
        assign_application(reference=application.reference, user=reviewer, assignee=officer, revision=1)


def test_nobody_reviews_for_her_own_firm(officer, reviewer):
    firm = make_firm()
    make_member(firm, reviewer)
    application = make_application(firm, status=Status.SUBMITTED)
    with pytest.raises(NotAllowed):
        take_application(reference=application.reference, user=reviewer, revision=0)
    with pytest.raises(InvalidInput):
        assign_application(reference=application.reference, user=officer, assignee=reviewer, revision=0)
    assert not applications_at_desk(reviewer).exists()


def test_whoever_starts_screening_becomes_the_reviewer(reviewer):
    application = make_application(status=Status.SUBMITTED)
    assert start_screening(reference=application.reference, user=reviewer, revision=0).assigned_to == reviewer


@pytest.mark.parametrize("fault", ["no text", "no question", "question of another form"])
def test_a_correction_needs_a_text_and_questions_of_the_form(fault, reviewer):
    application = make_application(status=Status.SCREENING)
    question = application.form.questions.first()
    other = make_intake().forms.get().questions.first()
    with pytest.raises(InvalidInput):
        request_correction(
            reference=application.reference,
            user=reviewer,
            revision=0,
            text=" " if fault == "no text" else "Add it.",
            question_ids={"no question": [], "question of another form": [other.pk]}.get(
                fault, [question.pk]
            ),
        )
    assert not Correction.objects.exists()
    application.refresh_from_db()
    assert application.status == Status.SCREENING


def test_scores_are_weighted_to_a_hundred():
    intake = make_intake()
    criteria = list(intake.rubric.all())
    assert weighted_total(dict.fromkeys(criteria, 5)) == Decimal("100.00")
    assert weighted_total(dict.fromkeys(criteria, 0)) == Decimal("0.00")
    assert weighted_total(dict(zip(criteria, (5, 0, 0), strict=True))) == Decimal("50.00")


@pytest.mark.parametrize("fault", ["missing", "too high", "no reason", "foreign", "recommendation"])
def test_a_review_scores_every_criterion_of_the_rubric(fault, reviewer):
    application = make_application(status=Status.IN_REVIEW)
    given = scores(application)
    first = next(iter(given))
    changes = {}
    if fault == "missing":
        given.pop(first)
    elif fault == "too high":
        given[first] = (6, "Reason")
    elif fault == "no reason":
        given[first] = (3, " ")
    elif fault == "foreign":
        given[make_intake().rubric.first().pk] = (3, "Reason")
    else:
        changes["recommendation"] = "perhaps"
    with pytest.raises(InvalidInput):
        review(application, reviewer, scores=given, **changes)
    assert not Review.objects.exists()


def test_a_second_hand_in_changes_ones_own_review(reviewer):
    application = make_application(status=Status.IN_REVIEW)
    review(application, reviewer)
    review(application, reviewer, scores=scores(application, 2))
    assert Review.objects.get().total == Decimal("40.00")
    assert application.events.count() == 1


def test_a_review_of_a_page_that_is_out_of_date_is_refused(reviewer, officer):
    application = make_application(status=Status.IN_REVIEW)
    review(application, reviewer)
    with pytest.raises(Conflict):
        review(application, officer, revision=0)
    assert Review.objects.count() == 1


def test_officers_are_told_of_a_review(reviewer, officer):
    review(make_application(status=Status.IN_REVIEW), reviewer)
    assert [(n.kind, n.recipient) for n in Notification.objects.all()] == [("review_handed_in", officer)]


def test_without_a_rubric_there_is_nothing_to_score(reviewer):
    application = make_application(intake=make_intake(rubric=False), status=Status.IN_REVIEW)
    with pytest.raises(DomainError):
        review(application, reviewer)
    assert not Review.objects.exists()


def test_others_reviews_are_hidden_until_ones_own_is_in(reviewer, officer):
    application = make_application(status=Status.IN_REVIEW)
    other = make_staff()
    review(application, other)
    assert reviews_visible_to(reviewer, application) == []
    assert len(reviews_visible_to(officer, application)) == 1
    review(application, reviewer)
    assert len(reviews_visible_to(reviewer, application)) == 2


def test_a_decision_needs_a_review(officer):
    application = make_application(status=Status.IN_REVIEW)
    with pytest.raises(Conflict):
        make_offer(reference=application.reference, user=officer, revision=0, text="Offer")
    assert not Decision.objects.exists()


def test_only_officers_decide(reviewer):
    application = make_application(status=Status.IN_REVIEW)
    review(application, reviewer)
    with pytest.raises(NotAllowed):
        make_offer(reference=application.reference, user=reviewer, revision=1, text="Offer")
    assert not Decision.objects.exists()


def test_an_offer_has_a_letter_and_a_date(officer, reviewer):
    application = make_application(status=Status.IN_REVIEW)
    review(application, reviewer)
    arguments = {"reference": application.reference, "user": officer, "revision": 1}
    for wrong in ({"text": " "}, {"text": "Offer", "accept_by": today() - timedelta(days=1)}):
        with pytest.raises(InvalidInput):
            make_offer(**arguments, **wrong)
    assert not Decision.objects.exists()
    assert make_offer(**arguments, text="Offer").status == Status.OFFERED
    assert Decision.objects.get().accept_by == today() + timedelta(days=application.intake.accept_days)


def test_a_refusal_has_a_reason_and_a_letter(officer):
    application = make_application(status=Status.SCREENING)
    arguments = {"reference": application.reference, "user": officer, "revision": 0}
    for wrong in ({"text": "No", "reason": "because"}, {"text": "", "reason": "score"}):
        with pytest.raises(InvalidInput):
            decline_application(**arguments, **wrong)
    moved = decline_application(**arguments, text="No", reason="not-eligible")
    assert moved.status == Status.DECLINED
    with pytest.raises(Conflict):
        decline_application(**arguments, text="No", reason="not-eligible")


def test_a_firm_that_never_replies_can_be_declined(officer, reviewer):
    application = make_application(status=Status.SCREENING)
    question = application.form.questions.first()
    arguments = {"reference": application.reference, "user": reviewer, "text": "Why?"}
    request_correction(**arguments, revision=0, question_ids=[question.pk])
    moved = decline_application(
        reference=application.reference, user=officer, revision=1, text="No reply.", reason="incomplete"
    )
    assert moved.status == Status.DECLINED
    assert not application.corrections.filter(closed_at__isnull=True).exists()


def test_an_offer_lapses_only_after_its_last_day(officer):
    for days, lapses in ((0, False), (-1, True)):
        application = make_application(status=Status.OFFERED)
        Decision.objects.create(
            application=application,
            outcome="offer",
            text="Offer",
            decided_by=officer,
            accept_by=today() + timedelta(days=days),
        )
        arguments = {"reference": application.reference, "user": officer, "revision": 0}
        if lapses:
            assert lapse_offer(**arguments).status == Status.LAPSED
        else:
            with pytest.raises(Conflict):
                lapse_offer(**arguments)


@pytest.mark.parametrize("why", ["lost her role", "left", "joined the firm"])
def test_news_goes_to_officers_when_the_reviewer_can_no_longer_act(why, officer, reviewer):
    firm = make_firm()
    application = make_application(firm, status=Status.OFFERED, assigned_to=reviewer)
    if why == "lost her role":
        reviewer.role = StaffRole.NONE
    elif why == "left":
        reviewer.is_active = False
    else:
        make_member(firm, reviewer)
    reviewer.save()
    owner = firm.memberships.get(role="owner").user
    post_message(reference=application.reference, user=owner, body="Hello")
    assert [n.recipient for n in Notification.objects.all()] == [officer]


def test_the_same_message_twice_is_one_message(reviewer):
    application = make_application(status=Status.SUBMITTED)
    for _ in range(2):
        post_message(reference=application.reference, user=reviewer, body="Hello")
    message = application.messages.get()
    assert message.from_zone
