"""The founder's services: begin, save, send, reply, accept, withdraw."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.enums import MemberRole
from portal.kernel.clock import ZONE, today
from portal.kernel.errors import Conflict, DomainError, InvalidInput, NotAllowed
from portal.outbox.models import Notification
from programs.enums import ApplicationStatus as Status
from programs.models import Answer, Application, Decision, Document
from programs.selectors.applications import applications_of, with_deadline
from programs.selectors.drafts import draft_of
from programs.services.applications import (
    accept_offer,
    answer_correction,
    save_answers,
    start_application,
    submit_application,
    withdraw_application,
)
from programs.services.desk import request_correction
from tests.factories import (
    ANSWERS,
    make_application,
    make_firm,
    make_intake,
    make_measure,
    make_member,
    make_place,
    make_programme,
    make_staff,
    make_user,
)
from tests.papers import upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return make_firm()


@pytest.fixture
def owner(firm):
    return firm.memberships.get(role=MemberRole.OWNER).user


def pdf(name="paper.pdf", content=None):
    return upload(content, name)


def save(application, user, **values):
    values = {key.replace("_", "-"): value for key, value in values.items()}
    application.refresh_from_db()
    return save_answers(
        reference=application.reference, user=user, revision=application.revision, values=values
    )


def test_beginning_twice_gives_the_same_draft(firm, owner):
    intake = make_intake()
    first = start_application(user=owner, firm=firm, intake=intake)
    colleague = make_member(firm).user
    assert start_application(user=colleague, firm=firm, intake=intake) == first
    assert Application.objects.count() == 1


def test_references_count_up_within_a_year(firm, owner):
    references = [start_application(user=owner, firm=firm, intake=make_intake()).reference for _ in range(3)]
    assert references == [f"HL-{today().year}-{n:06d}" for n in (1, 2, 3)]


@pytest.mark.parametrize("make", [make_measure, make_programme, make_place])
def test_one_can_apply_to_measures_programmes_and_places(make, firm, owner):
    target = make()
    name = "place" if make is make_place else target.kind
    application = start_application(user=owner, firm=firm, intake=make_intake(**{name: target}))
    assert application.intake.target == target
    assert application.measure_version == (target.current if make is make_measure else None)


def test_viewers_and_strangers_cannot_begin(firm):
    intake = make_intake()
    for user in (make_member(firm, role=MemberRole.VIEWER).user, make_user(), make_staff()):
        with pytest.raises(NotAllowed):
            start_application(user=user, firm=firm, intake=intake)
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    "window",
    [
        {"opens_at": timedelta(days=1)},
        {"opens_at": timedelta(days=-9), "closes_at": timedelta(seconds=-1)},
        {"is_published": False},
    ],
)
def test_a_closed_intake_takes_no_application(window, firm, owner):
    now = timezone.now()
    fields = {k: now + v if isinstance(v, timedelta) else v for k, v in window.items()}
    intake = make_intake(**fields)
    with pytest.raises(DomainError):
        start_application(user=owner, firm=firm, intake=intake)
    assert not Application.objects.exists()


@pytest.mark.parametrize(("closes", "day"), [((2027, 1, 22, 0, 0), 21), ((2027, 1, 22, 0, 1), 22)])
def test_an_intake_that_closes_at_midnight_has_the_day_before_as_its_last(closes, day, firm, owner):
    intake = make_intake(closes_at=datetime(*closes, tzinfo=ZONE))
    application = make_application(firm, intake)
    assert intake.last_day == date(2027, 1, day)
    assert with_deadline(applications_of(owner)).get(pk=application.pk).deadline == intake.last_day


def test_a_draft_sent_after_the_closing_second_is_refused_and_kept(firm, owner):
    intake = make_intake()
    application = make_application(firm, intake, answers=True, consents=True)
    intake.closes_at = timezone.now()
    intake.save()
    with pytest.raises(DomainError):
        submit_application(reference=application.reference, user=owner, revision=0)
    application.refresh_from_db()
    assert application.status == Status.DRAFT
    assert application.answers.count() == len(ANSWERS)


def test_sending_needs_every_required_answer(firm, owner):
    application = make_application(firm, consents=True)
    save(application, owner, text="Hello")
    with pytest.raises(InvalidInput) as refused:
        submit_application(reference=application.reference, user=owner, revision=0)
    assert set(refused.value.errors) == set(ANSWERS) - {"text"}
    application.refresh_from_db()
    assert application.status == Status.DRAFT


def test_sending_twice_sends_once(firm, owner):
    application = make_application(firm, answers=True, consents=True)
    submit_application(reference=application.reference, user=owner, revision=0)
    with pytest.raises(Conflict):
        submit_application(reference=application.reference, user=owner, revision=0)
    assert application.events.count() == 1


def test_only_an_owner_sends(firm):
    application = make_application(firm, answers=True, consents=True)
    with pytest.raises(NotAllowed):
        submit_application(reference=application.reference, user=make_member(firm).user, revision=0)


def test_answers_of_another_form_are_refused_and_nothing_is_kept(firm, owner):
    application = make_application(firm)
    with pytest.raises(InvalidInput):
        save(application, owner, text="Hello", other="x")
    assert not Answer.objects.exists()


def test_a_new_file_supersedes_the_old_one(firm, owner):
    application = make_application(firm)
    save(application, owner, file=pdf("one.pdf"))
    save(application, owner, file=pdf("two.pdf"))
    answer = Answer.objects.get()
    assert answer.document.original_name == "two.pdf"
    assert answer.document.supersedes.original_name == "one.pdf"
    assert Document.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("virus.pdf", b"MZ\x90\x00 not a pdf"),
        ("paper.exe", None),
        ("paper.png", None),
        ("empty.pdf", b""),
        ("page.html", b"<script>"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(name, content, firm, owner, settings):
    application = make_application(firm)
    with pytest.raises(InvalidInput) as refused:
        save(application, owner, text="Hello", file=pdf(name, content))
    assert list(refused.value.errors) == ["file"]
    assert not Document.objects.exists()
    assert not Answer.objects.exists()
    assert not [path for path in settings.PRIVATE_MEDIA_ROOT.rglob("*") if path.is_file()]


def test_too_large_a_file_is_refused(firm, owner, settings):
    settings.UPLOAD_MAX_BYTES = 10
    with pytest.raises(InvalidInput):
        save(make_application(firm), owner, file=pdf())


def test_file_names_with_paths_or_hidden_characters_are_refused(firm, owner):
    application = make_application(firm)
    with pytest.raises(InvalidInput):
        save(application, owner, file=pdf("..\\..\\etc/pass\u202ewd\x07.pdf"))
    assert not Document.objects.exists()


@pytest.fixture
def asked(firm, owner):
    """An application with an open correction on the text and the file."""
    application = make_application(firm, status=Status.SCREENING, answers=True)
    questions = application.form.questions.filter(key__in=["text", "file"])
    request_correction(
        reference=application.reference,
        user=make_staff(),
        revision=0,
        text="Add the paper.",
        question_ids=[question.pk for question in questions],
    )
    application.refresh_from_db()
    return application


def test_a_correction_opens_only_the_questions_it_names(asked, owner):
    with pytest.raises(InvalidInput):
        save(asked, owner, number="9")
    save(asked, owner, text="New")
    assert asked.answers.get(question__key="text").value == "New"


def test_a_reply_gives_the_turn_back_to_where_work_stopped(asked, owner):
    moved = answer_correction(
        reference=asked.reference,
        user=owner,
        revision=asked.revision,
        reply="Here it is.",
        values={"file": pdf()},
    )
    assert moved.status == Status.SCREENING
    correction = asked.corrections.get()
    assert correction.reply == "Here it is."
    assert correction.closed_at is not None
    with pytest.raises(Conflict):
        save(moved, owner, text="Too late")


def test_a_reply_leaves_no_required_question_empty(asked, owner, settings):
    with pytest.raises(InvalidInput) as refused:
        answer_correction(
            reference=asked.reference,
            user=owner,
            revision=asked.revision,
            reply="Here.",
            values={"text": "", "file": pdf()},
        )
    assert list(refused.value.errors) == ["text"]
    assert asked.answers.get(question__key="text").value == ANSWERS["text"]
    assert not [path for path in settings.PRIVATE_MEDIA_ROOT.rglob("*") if path.is_file()]


def test_what_is_sent_is_what_was_read(firm, owner):
    application = make_application(firm, answers=True, consents=True)
    read = draft_of(application).mark
    save(application, make_member(firm).user, text="Hers")
    arguments = {"reference": application.reference, "revision": 0, "user": owner}
    with pytest.raises(Conflict):
        submit_application(**arguments, mark=read)
    application.refresh_from_db()
    assert application.status == Status.DRAFT
    submit_application(**arguments, mark=draft_of(application).mark)


def test_nothing_changed_leaves_the_revision(firm, owner):
    application = make_application(firm, answers=True)
    save(application, owner, text=ANSWERS["text"])
    application.refresh_from_db()
    assert application.revision == 0


def test_a_discarded_draft_tells_nobody(firm, owner):
    application = make_application(firm)
    withdraw_application(reference=application.reference, user=owner, revision=0)
    assert not Notification.objects.exists()


def test_a_discarded_draft_is_nowhere_called_withdrawn_or_sent(client, firm, owner):
    client.force_login(owner)
    application = make_application(firm)
    at = f"/en/applications/{application.reference}/"
    page = client.post(f"{at}withdraw/", {"revision": 0, "note": "We begin anew"}, follow=True).text
    assert "The draft is discarded." in page
    assert "We begin anew" in page
    assert "Your answers" in page
    for each in (page, client.get("/en/applications/").text):
        assert "Discarded" in each
        for wrong in ("ithdrawn", "What you sent", "Copies of what was sent", "Not sent yet"):
            assert wrong not in each


def test_a_reply_without_words_changes_nothing(asked, owner):
    with pytest.raises(InvalidInput):
        answer_correction(
            reference=asked.reference, user=owner, revision=asked.revision, reply=" ", values={"text": "New"}
        )
    assert asked.answers.get(question__key="text").value == ANSWERS["text"]
    assert asked.corrections.get().closed_at is None


def test_withdrawing_drops_the_open_correction(asked, owner):
    withdraw_application(reference=asked.reference, user=owner, revision=asked.revision, reason="not-needed")
    asked.refresh_from_db()
    assert asked.status == Status.WITHDRAWN
    assert not asked.corrections.filter(closed_at__isnull=True).exists()


def test_an_offer_is_accepted_until_its_last_day(firm, owner):
    for days, accepted in ((0, True), (-1, False)):
        application = make_application(firm, status=Status.OFFERED)
        Decision.objects.create(
            application=application,
            outcome="offer",
            text="Offer",
            decided_by=make_staff(),
            accept_by=today() + timedelta(days=days),
        )
        arguments = {"reference": application.reference, "user": owner, "revision": 0}
        if accepted:
            assert accept_offer(**arguments).status == Status.ACCEPTED
        else:
            with pytest.raises(DomainError):
                accept_offer(**arguments)
            application.refresh_from_db()
            assert application.status == Status.OFFERED
