"""What the zone can open: only papers that came to it, and nothing that leaves no line for the firm to see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import StaffRole
from programs.enums import ApplicationStatus as Status
from programs.models import Answer, Application, Document, Milestone, Viewing
from programs.services.aftercare import report_milestone, return_milestone
from programs.services.applications import answer_correction, save_answers
from programs.services.desk import request_correction, start_screening
from tests.factories import make_application, make_document, make_firm, make_member, make_staff
from tests.papers import pdf, upload
from tests.programs.filling import answer
from tests.programs.sending import make_ready, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_staff(StaffRole.OFFICER)


@pytest.fixture
def administrator():
    return make_staff(StaffRole.ADMINISTRATOR)


def status(client, user, paper: Document) -> int:
    client.force_login(user)
    return client.get(reverse("document", args=[paper.pk])).status_code


def put(application: Application, name: str) -> Document:
    """Upload a paper as the answer of a draft; it replaces the one before."""
    values = {"paper": upload(pdf(name), f"{name}.pdf")}
    owner, revision = application.created_by, application.revision
    save_answers(reference=application.reference, user=owner, revision=revision, values=values)
    return Document.objects.get(original_name=f"{name}.pdf")


def correct(application: Application, officer, value) -> None:
    """The zone asks for another paper, and the firm sends it."""
    start_screening(reference=application.reference, user=officer, revision=application.revision)
    application.refresh_from_db()
    request_correction(
        reference=application.reference,
        user=officer,
        revision=application.revision,
        text="Please send it again.",
        question_ids=[application.form.questions.get(key="paper").pk],
    )
    application.refresh_from_db()
    answer_correction(
        reference=application.reference,
        user=application.created_by,
        revision=application.revision,
        reply="Here it is.",
        values={"paper": value},
    )


# Papers --------------------------------------------------------------------------------------------------------------


def test_a_paper_that_was_replaced_before_sending_stays_with_the_firm(client, officer):
    application = make_ready()
    never_sent, sent = put(application, "one"), put(application, "two")
    assert status(client, officer, sent) == 404
    submit(application)
    assert status(client, officer, sent) == 200
    assert status(client, officer, never_sent) == 404
    for paper in (never_sent, sent):
        assert status(client, application.created_by, paper) == 200


def test_a_paper_that_was_taken_out_before_sending_stays_with_the_firm(client, officer):
    application = make_ready()
    paper = put(application, "one")
    Answer.objects.filter(document=paper).update(document=None)
    submit(application)
    assert status(client, officer, paper) == 404
    assert status(client, application.created_by, paper) == 200


def test_what_a_correction_replaced_was_sent_and_stays_open(client, officer):
    application = make_ready()
    from_library = make_document(application.firm)
    answer(application, "paper", document=from_library)
    submit(application)
    correct(application, officer, upload(pdf("new"), "new.pdf"))
    now = application.answers.get(question__key="paper").document
    assert now != from_library
    Viewing.objects.all().delete()
    for paper in (from_library, now):
        assert status(client, officer, paper) == 200
    assert Viewing.objects.get().application == application
    assert status(client, make_staff(StaffRole.EDITOR), from_library) == 404
    member = make_staff(StaffRole.OFFICER)
    make_member(application.firm, member, "viewer")
    assert status(client, member, from_library) == 200
    assert not Viewing.objects.filter(user=member).exists(), "she reads it as a member of the firm"


def test_the_paper_of_a_report_that_was_returned_stays_open(client, officer):
    application = make_application(status=Status.ACCEPTED)
    milestone = Milestone.objects.create(application=application, title="Lease signed", due_on="2030-01-31")
    where = {"reference": application.reference, "pk": milestone.pk}
    owner = application.created_by
    report_milestone(**where, user=owner, report="Signed.", paper=upload(pdf("one"), "one.pdf"))
    return_milestone(**where, user=officer, note="The last page is missing.")
    report_milestone(**where, user=owner, report="All of it.", paper=upload(pdf("two"), "two.pdf"))
    for name in ("one.pdf", "two.pdf"):
        assert status(client, officer, Document.objects.get(original_name=name)) == 200


def test_other_papers_of_a_firm_that_has_applied_stay_with_it(client, officer):
    application = make_ready()
    answer(application, "paper", document=make_document(application.firm))
    submit(application)
    for paper in (make_document(application.firm), make_document(make_firm())):
        assert status(client, officer, paper) == 404
    assert not Viewing.objects.exists()


def test_queries_do_not_grow_with_applications_that_hold_a_paper(client, officer):
    paper = make_document()
    counts = []
    for _ in range(3):
        application = make_application(paper.firm, status=Status.SUBMITTED)
        answer(application, "file", document=paper)
        status(client, officer, paper)
        with CaptureQueriesContext(connection) as captured:
            assert status(client, officer, paper) == 200
        counts.append(len(captured))
    assert counts[0] == counts[-1]


# The log -------------------------------------------------------------------------------------------------------------


def test_opening_a_paper_is_opening_the_applications_that_hold_it(client, officer):
    paper = make_document()
    held = [make_application(paper.firm, status=Status.SUBMITTED) for _ in range(2)]
    for application in (*held, make_application(paper.firm)):
        answer(application, "file", document=paper)
    make_application(paper.firm, status=Status.SUBMITTED)
    for _ in range(2):
        assert status(client, officer, paper) == 200
    assert {line.application for line in Viewing.objects.all()} == set(held)
    assert Viewing.objects.count() == 2
    assert {line.user for line in Viewing.objects.all()} == {officer}


@pytest.mark.parametrize(
    "action", ["message", "request-correction", "decline", "assign", "review", "milestones"]
)
def test_a_page_that_is_shown_again_with_errors_counts_as_opened(action, client, officer):
    application = make_application(status=Status.IN_REVIEW)
    client.force_login(officer)
    at = reverse("desk-application", args=[application.reference])
    page = client.post(f"{at}{action}/", {"revision": "0"})
    assert page.status_code == 400
    assert application.firm.name in page.text
    assert Viewing.objects.get().user == officer


def test_the_back_office_writes_down_who_opens_an_application(client, administrator):
    application = make_application(status=Status.SUBMITTED, answers=True)
    client.force_login(administrator)
    at = reverse("admin:programs_application_change", args=[application.pk])
    for _ in range(2):
        assert "A longer text." in client.get(at).text
    line = Viewing.objects.get()
    assert (line.application, line.user) == (application, administrator)


def test_the_back_office_does_not_hold_what_was_never_sent(client, administrator):
    draft = make_application(answers=True)
    discarded = make_application(status=Status.WITHDRAWN, answers=True)
    Application.objects.filter(pk=discarded.pk).update(submitted_at=None, submitted_by=None)
    sent = make_application(status=Status.WITHDRAWN, submitted_at=timezone.now())
    client.force_login(administrator)
    for never_sent in (draft, discarded):
        for page in ("change", "history"):
            at = reverse(f"admin:programs_application_{page}", args=[never_sent.pk])
            shown = client.get(at, follow=True)
            assert shown.redirect_chain, at
            assert "A longer text." not in shown.text
    listed = client.get(reverse("admin:programs_application_changelist")).text
    assert sent.reference in listed
    assert draft.reference not in listed
    assert not Viewing.objects.exists()


def test_the_back_office_lists_only_papers_that_came_to_the_zone(client, officer, administrator):
    application = make_ready()
    never_sent, sent = put(application, "one"), put(application, "two")
    in_library = make_document(application.firm)
    submit(application)
    correct(application, officer, upload(pdf("later"), "later.pdf"))
    client.force_login(administrator)
    listed = client.get(reverse("admin:programs_document_changelist")).context["cl"].queryset
    assert {paper.original_name for paper in listed} == {"later.pdf"}, (
        "the copy alone names the one it replaced"
    )
    for paper in (never_sent, in_library):
        at = reverse("admin:programs_document_change", args=[paper.pk])
        assert client.get(at, follow=True).redirect_chain
    assert status(client, administrator, sent) == 200


def test_nobody_watches_over_her_own_firm_in_the_back_office(client, administrator):
    application = make_application(status=Status.SUBMITTED, answers=True)
    paper = make_document(application.firm)
    answer(application, "file", document=paper)
    pages = [
        reverse("admin:programs_application_change", args=[application.pk]),
        reverse("admin:programs_document_change", args=[paper.pk]),
    ]
    client.force_login(administrator)
    assert [client.get(at).status_code for at in pages] == [200, 200]
    make_member(application.firm, administrator, "viewer")
    for at in pages:
        assert client.get(at, follow=True).redirect_chain
    for listed in ("application", "document"):
        page = client.get(reverse(f"admin:programs_{listed}_changelist"))
        assert not page.context["cl"].queryset.exists()


def test_the_back_office_lists_papers_of_reports_also_of_those_returned(client, officer, administrator):
    application = make_application(status=Status.ACCEPTED)
    milestone = Milestone.objects.create(application=application, title="Lease signed", due_on="2030-01-31")
    where = {"reference": application.reference, "pk": milestone.pk}
    owner = application.created_by
    report_milestone(**where, user=owner, report="Signed.", paper=upload(pdf("one"), "one.pdf"))
    return_milestone(**where, user=officer, note="The last page is missing.")
    from_library = make_document(application.firm)
    Milestone.objects.filter(pk=milestone.pk).update(document=from_library)
    client.force_login(administrator)
    listed = client.get(reverse("admin:programs_document_changelist")).context["cl"].queryset
    assert {*listed} == {from_library, Document.objects.get(original_name="one.pdf")}
