"""The answers of an application given to another intake."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.enums import MemberRole
from portal.audit.models import AuditEntry
from portal.kernel.clock import today
from portal.kernel.errors import Conflict, DomainError, NotAllowed
from programs.enums import AnswerOrigin, PaperKind, QuestionKind
from programs.enums import ApplicationStatus as Status
from programs.models import Answer, Application
from programs.services.reusing import fill_empty, reuse_answers
from tests.factories import (
    make_application,
    make_document,
    make_fact,
    make_firm,
    make_firm_fact,
    make_intake,
    make_member,
    make_user,
)
from tests.form_factory import FULL_ANSWERS, make_full_form, make_question
from tests.programs.filling import value

pytestmark = pytest.mark.django_db
LIMIT = 15


@pytest.fixture
def firm():
    return make_firm()


@pytest.fixture
def owner(firm):
    return firm.memberships.get(role=MemberRole.OWNER).user


def answer(application, key, text="", **fields):
    question = application.form.questions.get(key=key)
    values = {"value": text, "revision": 1, "updated_by": application.created_by, **fields}
    return Answer.objects.create(application=application, question=question, **values)


def make_target(**fields):
    intake = make_intake(questions=False, **fields)
    make_full_form(intake)
    return intake


@pytest.fixture
def source(firm):
    application = make_application(firm, make_target(), status=Status.DECLINED)
    for key, text in FULL_ANSWERS.items():
        answer(application, key, text)
    return application


@pytest.fixture
def target():
    return make_target()


def page_of(source, language="en"):
    return f"/{language}/applications/{source.reference}/again/"


# What is taken over --------------------------------------------------------------------------------------------------


def test_a_new_draft_begins_with_the_answers_of_the_chosen_application(owner, source, target):
    draft = reuse_answers(user=owner, source=source, intake=target)
    assert draft.cloned_from == source
    assert draft.intake == target
    assert draft.status == Status.DRAFT
    row = draft.answers.get(question__key="name")
    assert (row.value, row.origin, row.is_confirmed) == ("Sample", AnswerOrigin.EARLIER, False)
    assert row.origin_on == today()
    assert source.answers.count() == len(FULL_ANSWERS)


def test_declarations_and_what_is_asked_anew_stay_empty(owner, source, target):
    target.forms.get().questions.filter(key="staff").update(asked_again=True)
    keys = set(
        reuse_answers(user=owner, source=source, intake=target).answers.values_list(
            "question__key", flat=True
        )
    )
    assert keys == {"name", "moves"}


def test_the_chosen_application_comes_before_newer_ones(firm, owner, source, target):
    newer = make_application(
        firm, make_target(), status=Status.SUBMITTED, submitted_at=timezone.now() + timedelta(hours=1)
    )
    answer(newer, "name", "Newer")
    answer(newer, "cost", "500")
    draft = reuse_answers(user=owner, source=source, intake=target)
    assert value(draft, "name") == "Sample"
    # What the chosen one does not say comes from elsewhere, as in every new draft.
    assert value(draft, "cost") == "500"


def test_an_answer_finds_its_question_by_the_fact_where_the_key_differs(firm, owner, target):
    fact = make_fact()
    old, new = make_target(), target.forms.get()
    make_question(old.forms.get().sections.first(), "people-then", QuestionKind.NUMBER, fact=fact)
    make_question(new.sections.first(), "people-now", QuestionKind.NUMBER, fact=fact)
    source = make_application(firm, old, status=Status.ACCEPTED)
    answer(source, "people-then", "41")
    assert value(reuse_answers(user=owner, source=source, intake=target), "people-now") == "41"


def test_a_newer_fact_is_not_put_back(firm, owner, target):
    fact = make_fact()
    old, new = make_target(), target.forms.get()
    for form in (old.forms.get(), new):
        make_question(form.sections.first(), "people", QuestionKind.FACT, fact=fact)
    source = make_application(firm, old, status=Status.DECLINED)
    answer(source, "people", "3")
    make_firm_fact(firm, fact, 9)
    row = reuse_answers(user=owner, source=source, intake=target).answers.get(question__key="people")
    assert (row.value, row.origin) == ("9", AnswerOrigin.FACT)


@pytest.mark.parametrize(
    "change",
    [{"kind": QuestionKind.LONG_TEXT, "maximum": None, "minimum": None}, {"unit": "months"}, {"maximum": 5}],
)
def test_what_does_not_fit_is_left_empty(owner, source, target, change):
    target.forms.get().questions.filter(key="staff").update(**change)
    draft = reuse_answers(user=owner, source=source, intake=target)
    assert not draft.answers.filter(question__key="staff").exists()


def test_a_sum_in_another_currency_is_left_empty(owner, source, target):
    answer(source, "cost", "100")
    target.forms.get().questions.filter(key="cost").update(currency="HKD")
    draft = reuse_answers(user=owner, source=source, intake=target)
    assert not draft.answers.filter(question__key="cost").exists()


def test_a_paper_gives_its_newest_version_where_it_fits(firm, owner, source, target):
    old = make_document(firm, kind=PaperKind.ARTICLES, application=source)
    newest = make_document(firm, kind=PaperKind.ARTICLES, supersedes=make_document(firm, supersedes=old))
    answer(source, "paper", document=old)
    target.forms.get().questions.filter(key="paper").update(paper_kind=PaperKind.ARTICLES)
    draft = reuse_answers(user=owner, source=source, intake=target)
    assert draft.answers.get(question__key="paper").document == newest


@pytest.mark.parametrize(
    "fields", [{"kind": PaperKind.OTHER}, {"archived_at": timezone.now()}, {"expires_on": "2020-01-01"}]
)
def test_a_paper_that_does_not_fit_any_more_is_left_out(firm, owner, source, target, fields):
    answer(source, "paper", document=make_document(firm, **{"kind": PaperKind.ARTICLES, **fields}))
    target.forms.get().questions.filter(key="paper").update(paper_kind=PaperKind.ARTICLES)
    draft = reuse_answers(user=owner, source=source, intake=target)
    assert not draft.answers.filter(question__key="paper").exists()


# Refusals change nothing ---------------------------------------------------------------------------------------------


def counts():
    return Application.objects.count(), Answer.objects.count(), AuditEntry.objects.count()


def test_a_viewer_begins_nothing(firm, source, target):
    viewer = make_member(firm, role=MemberRole.VIEWER).user
    before = counts()
    with pytest.raises(NotAllowed):
        reuse_answers(user=viewer, source=source, intake=target)
    assert counts() == before


def test_a_closed_intake_is_refused(owner, source, target):
    target.closes_at = timezone.now() - timedelta(hours=1)
    target.save()
    before = counts()
    with pytest.raises(DomainError) as refusal:
        reuse_answers(user=owner, source=source, intake=target)
    assert refusal.value.code == "intake-closed"
    assert counts() == before


def test_a_draft_gives_no_answers(firm, owner, target):
    source = make_application(firm, make_target())
    before = counts()
    with pytest.raises(Conflict):
        reuse_answers(user=owner, source=source, intake=target)
    assert counts() == before


# A draft that there is -----------------------------------------------------------------------------------------------


def test_only_what_is_empty_in_a_draft_is_filled_in(firm, owner, source, target):
    draft = make_application(firm, target)
    answer(draft, "name", "Mine")
    answer(draft, "staff", "", revision=4)
    assert fill_empty(user=owner, source=source, reference=draft.reference) == 2
    assert value(draft, "name") == "Mine"
    filled = draft.answers.get(question__key="staff")
    assert (filled.value, filled.revision, filled.is_confirmed) == ("12", 5, False)
    assert not draft.answers.filter(question__key="truth").exists()
    entry = AuditEntry.objects.latest("pk")
    assert entry.action == "application.fill"
    assert entry.data["filled"] == 2
    draft.refresh_from_db()
    assert draft.cloned_from is None


def test_a_draft_of_another_firm_is_not_filled(source, target):
    other = make_application(make_firm(), target)
    before = counts()
    with pytest.raises(Application.DoesNotExist):
        fill_empty(user=other.created_by, source=source, reference=other.reference)
    assert counts() == before


def test_a_viewer_fills_nothing(firm, source, target):
    draft = make_application(firm, target)
    viewer = make_member(firm, role=MemberRole.VIEWER).user
    before = counts()
    with pytest.raises(NotAllowed):
        fill_empty(user=viewer, source=source, reference=draft.reference)
    assert counts() == before


# Pages ---------------------------------------------------------------------------------------------------------------


def test_the_page_of_a_sent_application_leads_there(client, owner, source):
    client.force_login(owner)
    assert page_of(source) in client.get(f"/en/applications/{source.reference}/").text


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_choosing_an_intake_begins_its_draft(client, owner, source, target, language):
    client.force_login(owner)
    page = client.get(page_of(source, language))
    assert page.status_code == 200
    assert target.code in page.text
    response = client.post(page_of(source, language), {"intake": target.code})
    draft = Application.objects.get(intake=target)
    assert response.url == f"/{language}/applications/{draft.reference}/"
    assert (
        "From your application of" in client.get(f"/en/applications/{draft.reference}/sections/about/").text
    )


def test_a_draft_is_filled_in_only_after_a_yes(client, firm, owner, source, target):
    draft = make_application(firm, target)
    client.force_login(owner)
    asked = client.post(page_of(source), {"intake": target.code})
    assert asked.status_code == 200
    assert draft.reference in asked.text
    assert not draft.answers.exists()
    response = client.post(page_of(source), {"intake": target.code, "fill": "1"})
    assert response.status_code == 302
    assert value(draft, "name") == "Sample"


def test_strangers_get_a_404_and_viewers_no_button(client, firm, source, target):
    client.force_login(make_user())
    assert client.get(page_of(source)).status_code == 404
    assert client.post(page_of(source), {"intake": target.code}).status_code == 404
    client.force_login(make_member(firm, role=MemberRole.VIEWER).user)
    assert 'name="intake"' not in client.get(page_of(source)).text
    assert client.post(page_of(source), {"intake": target.code}).status_code == 403
    assert not Application.objects.filter(intake=target).exists()


def test_an_unknown_or_closed_intake_is_refused_with_the_list(client, owner, source, target):
    target.is_published = False
    target.save()
    client.force_login(owner)
    page = client.post(page_of(source), {"intake": target.code})
    assert page.status_code == 400
    assert not Application.objects.filter(intake=target).exists()


def test_a_draft_has_no_such_page(client, firm, owner, target):
    draft = make_application(firm, target)
    client.force_login(owner)
    assert client.get(page_of(draft)).url == f"/en/applications/{draft.reference}/"


def test_many_intakes_take_no_more_queries(client, owner, source, target):
    client.force_login(owner)
    client.get(page_of(source))
    numbers = []
    for more in (0, 5):
        for _ in range(more):
            make_target()
        with CaptureQueriesContext(connection) as queries:
            client.get(page_of(source))
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= LIMIT
