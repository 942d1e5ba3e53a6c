"""The list of papers on the page where an application begins and on the page of a draft."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import MemberRole
from portal.kernel.clock import today
from programs.answering.typed import digest
from programs.enums import Attestation, PaperKind, QuestionKind, Translation
from programs.models import Answer, Application, Correction, Question
from programs.selectors.drafts import draft_of
from programs.services.applications import save_answers
from tests.factories import make_application, make_document, make_firm, make_intake, make_member, make_staff
from tests.papers import upload
from tests.three_languages import in_three

pytestmark = pytest.mark.django_db

GOOD = {"attestation": Attestation.ATTESTED}


@pytest.fixture
def firm():
    return make_firm(name="First Limited")


@pytest.fixture
def owner(firm, client):
    user = firm.memberships.get().user
    client.force_login(user)
    return user


@pytest.fixture
def intake():
    intake = make_intake()
    Question.objects.filter(form__intake=intake, kind=QuestionKind.FILE).update(
        paper_kind=PaperKind.INCORPORATION, required=True
    )
    return intake


def add_question(intake, key: str, kind: str = PaperKind.LEASE) -> Question:
    first = Question.objects.get(form__intake=intake, key="file")
    return Question.objects.create(
        form=first.form,
        section=first.section,
        key=key,
        kind=QuestionKind.FILE,
        position=first.position + 1,
        paper_kind=kind,
        **in_three(label=f"Paper {key}"),
    )


def papers(client, path: str) -> str:
    """The part of a page that lists the papers."""
    page = client.get(path)
    assert page.status_code == 200
    return page.text.split('id="papers"')[1].split("</section>")[0]


def both(client, intake, firm) -> list[str]:
    """The list before the application has begun and in its draft."""
    draft = Application.objects.filter(firm=firm, intake=intake).first() or make_application(firm, intake)
    return [
        papers(client, f"/en/apply/{intake.code}/"),
        papers(client, f"/en/applications/{draft.reference}/"),
    ]


def new_paper(firm) -> str:
    return f"/en/firm/{firm.pk}/papers/new/?kind=incorporation"


def test_what_is_missing_leads_to_storing_one_of_its_kind(client, firm, owner, intake):
    for shown in both(client, intake, firm):
        assert "Missing" in shown
        assert new_paper(firm) in shown
    assert '<option value="incorporation" selected>' in client.get(new_paper(firm)).text


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        (GOOD, "In the library"),
        ({}, "Needs attestation"),
        ({**GOOD, "translation": Translation.NEEDED}, "Needs translation"),
        ({**GOOD, "days": 3}, "Expires too early"),
        ({**GOOD, "days": -3}, "Expired"),
        ({**GOOD, "days": 300}, "In the library"),
    ],
)
def test_what_the_firm_has_and_what_is_wrong_with_it(fields, says, client, firm, owner, intake):
    fields = dict(fields)
    days = fields.pop("days", None)
    last = None if days is None else today() + timedelta(days=days)
    paper = make_document(
        firm, kind=PaperKind.INCORPORATION, title="The certificate", expires_on=last, **fields
    )
    for shown in both(client, intake, firm):
        assert says in shown
        assert "The certificate" in shown
        assert f"/en/firm/{firm.pk}/papers/{paper.pk}/" in shown
        assert new_paper(firm) not in shown


def test_a_paper_in_the_draft_is_ready_and_a_newer_one_is_named(client, firm, owner, intake):
    draft = make_application(firm, intake)
    question = draft.form.questions.get(key="file")
    old = make_document(firm, kind=PaperKind.INCORPORATION, **GOOD)
    Answer.objects.create(application=draft, question=question, document=old, updated_by=owner)
    path = f"/en/applications/{draft.reference}/"
    assert "Ready" in papers(client, path)
    assert f"/sections/questions/#q-{question.key}" in papers(client, path)
    newer = make_document(firm, kind=PaperKind.INCORPORATION, supersedes=old, **GOOD)
    shown = papers(client, path)
    assert "There is a newer version:" in shown
    assert f"/papers/{newer.pk}/" in shown


def test_what_is_optional_is_not_called_missing(client, firm, owner, intake):
    Question.objects.filter(form__intake=intake, key="file").update(required=False)
    for shown in both(client, intake, firm):
        assert "Missing" not in shown
        assert shown.count("ptional") == 1


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"expires_on": date(2026, 5, 3)}, "expired 3 May 2026"),
        ({"expires_on": date(2026, 5, 3), "translation": Translation.NEEDED}, "expired 3 May 2026"),
        ({}, "not attested for use in the Mainland"),
        ({**GOOD, "translation": Translation.NEEDED}, "not translated yet"),
        (GOOD, ""),
    ],
)
def test_what_is_wrong_with_a_paper_stands_where_it_is_chosen_and_checked(
    fields, says, client, firm, owner, intake
):
    Question.objects.filter(form__intake=intake, key="file").update(required=False)
    draft = make_application(firm, intake)
    paper = make_document(firm, kind=PaperKind.INCORPORATION, title="The certificate", **fields)
    path = f"/en/applications/{draft.reference}/"
    offered = client.get(f"{path}sections/questions/").text.split(f'<option value="{paper.pk}">')[1]
    assert offered.split("</option>")[0].endswith(f" · {says}" if says else ")")
    question = draft.form.questions.get(key="file")
    Answer.objects.create(application=draft, question=question, document=paper, updated_by=owner)
    checked = client.get(f"{path}check/").text.split('id="q-file"')[1].split("</dd>")[0]
    assert (f">{says}<" in checked) if says else ("tag" not in checked)
    # What nobody has to send stops nobody.
    assert "field__error" not in checked


def test_an_expired_paper_that_is_needed_cannot_be_sent(client, firm, owner, intake):
    draft = make_application(firm, intake, answers=True, consents=True)
    old = make_document(firm, kind=PaperKind.INCORPORATION, expires_on=date(2026, 5, 3), **GOOD)
    question = draft.form.questions.get(key="file")
    answer = Answer.objects.create(application=draft, question=question, document=old, updated_by=owner)
    path = f"/en/applications/{draft.reference}/"
    says = "This paper expired on 3 May 2026. Choose one that is still valid."
    assert says in client.get(f"{path}sections/questions/").text
    assert says in client.get(f"{path}check/").text
    response = client.post(f"{path}check/", {"revision": "0", "mark": draft_of(draft).mark})
    assert response.status_code == 400
    assert says in response.text
    draft.refresh_from_db()
    assert draft.submitted_at is None
    answer.document = make_document(firm, kind=PaperKind.INCORPORATION, expires_on=today(), **GOOD)
    answer.save()
    response = client.post(f"{path}check/", {"revision": "0", "mark": draft_of(draft).mark})
    assert response.status_code == 302


def test_a_correction_is_not_answered_with_an_expired_paper(client, firm, owner, intake):
    sent = make_application(firm, intake, status="correction", consents=True)
    question = sent.form.questions.get(key="file")
    correction = Correction.objects.create(
        application=sent,
        text="Send it again",
        requested_by=make_staff(),
        due_on=today(),
        resume_status="screening",
    )
    correction.questions.add(question)
    paper = make_document(firm, kind=PaperKind.INCORPORATION, expires_on=date(2026, 5, 3), **GOOD)
    path = f"/en/applications/{sent.reference}/"
    assert "expired 3 May 2026" in client.get(path).text
    data = {
        "revision": "0",
        "reply": "Here it is",
        "seen-file": f"0.{digest('')}",
        "paper-file": str(paper.pk),
    }
    response = client.post(f"{path}answer-correction/", data)
    assert response.status_code == 400
    assert "This paper expired on 3 May 2026." in response.text
    correction.refresh_from_db()
    assert correction.closed_at is None


def test_a_paper_that_is_uploaded_in_the_form_is_of_the_kind_that_it_asks_for(client, firm, owner, intake):
    draft = make_application(firm, intake)
    save_answers(reference=draft.reference, user=owner, revision=0, values={"file": upload()})
    assert firm.documents.get().kind == PaperKind.INCORPORATION
    assert "In the library" in papers(client, f"/en/apply/{make_same(intake).code}/")


def make_same(intake):
    """Another intake that asks for the same paper."""
    other = make_intake(side="south")
    Question.objects.filter(form__intake=other, kind=QuestionKind.FILE).update(
        paper_kind=PaperKind.INCORPORATION
    )
    return other


def test_the_words_of_the_measure_stand_below(client, firm, owner, intake):
    for shown in both(client, intake, firm):
        assert "What the measure asks for in its own words" in shown
        assert "Business licence" in shown


def test_a_viewer_is_not_sent_to_store_papers(client, firm, owner, intake):
    client.force_login(make_member(firm, role=MemberRole.VIEWER).user)
    for shown in both(client, intake, firm):
        assert "Missing" in shown
        assert new_paper(firm) not in shown


def test_of_several_firms_one_is_chosen(client, firm, owner, intake):
    other = make_firm(owner, name="Second Limited")
    make_document(other, kind=PaperKind.INCORPORATION, **GOOD)
    base = f"/en/apply/{intake.code}/"
    assert "What the form asks for" not in client.get(base).text
    assert f"?firm={other.pk}" in client.get(base).text
    assert "In the library" in papers(client, f"{base}?firm={other.pk}")
    assert "Missing" in papers(client, f"{base}?firm={firm.pk}")
    for nonsense in (make_firm().pk, "x", "9" * 40, ""):
        assert "What the form asks for" not in client.get(f"{base}?firm={nonsense}").text


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_in_every_language(language, client, firm, owner, intake):
    draft = make_application(firm, intake)
    make_document(firm, kind=PaperKind.INCORPORATION)
    for path in (f"apply/{intake.code}/", f"applications/{draft.reference}/"):
        shown = papers(client, f"/{language}/{path}")
        assert ("Needs attestation" in shown) is (language == "en")


def queries(client, path) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_thirty_papers_cost_no_more_queries_than_one(client, firm, owner, intake):
    draft = make_application(firm, intake)
    first = make_document(firm, kind=PaperKind.LEASE)
    make_document(firm, kind=PaperKind.LEASE, supersedes=first)
    add_question(intake, "first")
    paths = (f"/en/apply/{intake.code}/", f"/en/applications/{draft.reference}/")
    before = [queries(client, path) for path in paths]
    for number in range(29):
        add_question(intake, f"paper-{number}")
        make_document(firm, kind=PaperKind.LEASE)
    assert [queries(client, path) for path in paths] == before
    assert max(before) <= 15
