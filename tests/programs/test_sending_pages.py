"""Pages of a draft that is sent: the check, the receipt, corrections, and who sees none of them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.enums import Bank, MemberRole, StaffRole
from accounts.models import Consent
from programs.enums import ApplicationStatus as Status
from programs.models import Answer, Application
from programs.selectors.drafts import draft_of
from programs.services.applications import submit_application
from programs.services.desk import request_correction, start_screening
from tests.consents import agree
from tests.factories import (
    make_document,
    make_firm,
    make_member,
    make_staff,
    make_user,
)
from tests.programs.filling import about, base, hidden, send, value

pytestmark = pytest.mark.django_db

LIMIT = 15
HTMX = {"HX-Request": "true"}


# Sending -------------------------------------------------------------------------------------------------------------


def test_the_check_names_and_links_what_is_missing(client, application, owner):
    agree(application)
    client.force_login(owner)
    page = client.get(f"{base(application)}check/").text
    assert "4 questions still need you" in page
    assert f"{about(application)}#q-name" in page
    mark = draft_of(application).mark
    response = client.post(f"{base(application)}check/", {"revision": "0", "mark": mark})
    assert response.status_code == 400
    assert "There is a problem" in response.text
    application.refresh_from_db()
    assert application.status == Status.DRAFT


def test_sent_once_however_often_the_button_is_pressed(client, filled, owner):
    client.force_login(owner)
    data = {"revision": "0", "mark": draft_of(filled).mark}
    for _ in range(3):
        assert client.post(f"{base(filled)}check/", data).url == f"{base(filled)}receipt/"
    assert filled.events.count() == 1
    page = client.get(f"{base(filled)}receipt/").text
    assert filled.reference in page
    assert str(owner) in page
    assert "12 people" in client.get(f"{base(filled)}sent/").text


def test_only_owners_send_and_the_others_see_who_can(client, filled, firm, owner):
    client.force_login(make_member(firm).user)
    page = client.get(f"{base(filled)}check/").text
    assert "Only an owner of the firm can send it" in page
    assert str(owner) in page
    assert "Send to the zone" not in page
    data = {"revision": "0", "mark": draft_of(filled).mark}
    assert client.post(f"{base(filled)}check/", data).status_code == 403


def test_an_answer_that_changed_since_is_read_again_first(client, filled, owner):
    client.force_login(owner)
    mark = draft_of(filled).mark
    send(client, about(filled), name="Other", staff="12", moves="no")
    response = client.post(f"{base(filled)}check/", {"revision": "0", "mark": mark})
    assert response.status_code == 409
    assert "An answer, or the body that it goes to, was changed since you opened this page" in response.text
    filled.refresh_from_db()
    assert filled.status == Status.DRAFT


@pytest.mark.parametrize("change", [{"receiving_body_en": "Another office"}, {"side": Bank.SOUTH}])
def test_a_body_that_changed_since_is_read_again_before_anything_is_shared(client, filled, owner, change):
    client.force_login(owner)
    mark = draft_of(filled).mark
    before = Consent.objects.count()
    type(filled.intake).objects.filter(pk=filled.intake_id).update(**change)
    data = {"revision": "0", "mark": mark, "consent": ["1", "2", "9" * 5000]}
    response = client.post(f"{base(filled)}check/", data)
    assert response.status_code == 409
    assert "the body that it goes to" in response.text
    assert Consent.objects.count() == before
    filled.refresh_from_db()
    assert filled.status == Status.DRAFT


def test_past_the_closing_second_nothing_is_sent(client, filled, owner):
    filled.intake.closes_at = timezone.now() - timedelta(seconds=1)
    filled.intake.save()
    client.force_login(owner)
    assert "This intake is not open" in client.get(f"{base(filled)}check/").text
    data = {"revision": "0", "mark": draft_of(filled).mark}
    assert client.post(f"{base(filled)}check/", data).status_code == 400
    filled.refresh_from_db()
    assert filled.status == Status.DRAFT


def test_viewers_read_and_do_not_write(client, filled, firm):
    client.force_login(make_member(firm, role=MemberRole.VIEWER).user)
    page = client.get(about(filled)).text
    assert '<fieldset class="bare" disabled' in page
    assert "hx-post" not in page.split("data-fields")[0].split("bare")[1]
    data = hidden(page) | {"answer-name": "Other"}
    assert client.post(about(filled), data).status_code == 403
    assert value(filled, "name") == "Sample"


# Everywhere ----------------------------------------------------------------------------------------------------------


def urls(application) -> list[tuple[str, str]]:
    start = base(application)
    reads = ("", "sections/about/", "sections/nothing/", "check/", "receipt/", "sent/")
    writes = ("sections/about/", "check/", "newest-form/", "drop-answers/")
    return [*(("get", start + part) for part in reads), *(("post", start + part) for part in writes)]


@pytest.mark.parametrize("sent", [False, True])
@pytest.mark.parametrize(
    "who", ["another firm's owner", "nobody's", "reviewer", "officer", "editor", "administrator"]
)
def test_other_people_do_not_learn_that_it_exists(who, sent, client, filled, owner):
    if sent:
        submit_application(reference=filled.reference, user=owner, revision=0)
    before = list(Application.objects.values()), list(Answer.objects.values())
    people = {
        "another firm's owner": lambda: make_firm().memberships.get().user,
        "nobody's": make_user,
        "reviewer": make_staff,
        "officer": lambda: make_staff(StaffRole.OFFICER),
        "editor": lambda: make_staff(StaffRole.EDITOR),
        "administrator": lambda: make_staff(StaffRole.ADMINISTRATOR),
    }
    client.force_login(people[who]())
    for method, url in urls(filled):
        response = getattr(client, method)(url, {"revision": "0", "seen-name": "1.x", "answer-name": "x"})
        assert response.status_code == 404, url
    assert (list(Application.objects.values()), list(Answer.objects.values())) == before


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_every_page_takes_few_queries_in_every_language(language, client, filled, firm, owner):
    for _ in range(5):
        make_document(firm)
        make_member(firm)
    client.force_login(owner)
    start = base(filled, language)
    pages = [start, f"{start}sections/about/", f"{start}sections/project/", f"{start}check/"]
    taken = {page: queries(client, page) for page in pages}
    submit_application(reference=filled.reference, user=owner, revision=0)
    taken |= {page: queries(client, page) for page in (f"{start}receipt/", f"{start}sent/")}
    assert max(taken.values()) <= LIMIT, taken


def queries(client, url) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


# Corrections ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(filled, owner):
    """A sent application; the zone asks again for a table, a list, a paper and a text."""
    submit_application(reference=filled.reference, user=owner, revision=0)
    reviewer = make_staff()
    filled.refresh_from_db()
    start_screening(reference=filled.reference, user=reviewer, revision=filled.revision)
    filled.refresh_from_db()
    questions = filled.form.questions.filter(key__in=["team", "aims", "paper", "name"])
    request_correction(
        reference=filled.reference,
        user=reviewer,
        revision=filled.revision,
        text="Say more.",
        question_ids=[question.pk for question in questions],
    )
    filled.refresh_from_db()
    return filled


CORRECTED = {
    "answer-team.0.who": "Somebody",
    "answer-team.0.days": "3",
    "answer-aims": ["b"],
    "answer-name": "New",
    "reply": "Here.",
}


def test_a_correction_takes_every_kind_of_answer_and_no_other_question(client, asked, firm, owner):
    client.force_login(owner)
    page = client.get(base(asked)).text
    assert 'name="answer-staff"' not in page
    paper = make_document(firm)
    data = hidden(page) | CORRECTED | {"revision": asked.revision, "paper-paper": paper.pk}
    data |= {"seen-staff": "1.x", "answer-staff": "99"}
    assert client.post(f"{base(asked)}answer-correction/", data).status_code == 302
    asked.refresh_from_db()
    assert asked.status == Status.SCREENING
    assert value(asked, "team") == '[{"who": "Somebody", "days": "3"}]'
    assert value(asked, "aims") == '["b"]'
    assert value(asked, "staff") == "12"
    assert asked.answers.get(question__key="paper").document == paper


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"answer-team.0.days": "x"}, 'value="x"'),
        ({"answer-name": "y" * 30}, "y" * 30),
        ({"answer-aims": []}, "This question needs an answer."),
        ({"reply": " "}, "Write a reply."),
    ],
)
def test_a_reply_with_a_problem_keeps_what_was_typed_and_changes_nothing(
    change, shown, client, asked, firm, owner
):
    client.force_login(owner)
    data = hidden(client.get(base(asked)).text) | CORRECTED | {"revision": asked.revision}
    data |= {"paper-paper": make_document(firm).pk}
    response = client.post(f"{base(asked)}answer-correction/", data | change)
    assert response.status_code == 400
    assert shown in response.text
    assert 'class="error-summary"' in response.text
    asked.refresh_from_db()
    assert asked.status == Status.CORRECTION
    assert value(asked, "name") == "Sample"


def test_another_firms_paper_is_no_answer_to_a_correction(client, asked, owner):
    client.force_login(owner)
    data = hidden(client.get(base(asked)).text) | CORRECTED | {"revision": asked.revision}
    response = client.post(f"{base(asked)}answer-correction/", data | {"paper-paper": make_document().pk})
    assert response.status_code == 400
    assert not asked.answers.filter(document__isnull=False).exists()
