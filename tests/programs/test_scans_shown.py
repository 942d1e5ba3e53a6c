"""What the scanner has said of a paper stands beside it, on the firm's page of an application and at the desk."""

import pytest
from django.urls import reverse

from accounts.enums import MemberRole
from programs.enums import ApplicationStatus as Status
from programs.enums import ScanState
from programs.models import Answer, Milestone
from tests.factories import make_application, make_document, make_firm, make_staff

pytestmark = pytest.mark.django_db

TAGS = {
    ScanState.PENDING: ("Being checked", "檢查中", "检查中"),
    ScanState.CLEAN: ("No virus found", "未發現病毒", "未发现病毒"),
    ScanState.QUARANTINED: ("Held back", "已攔截", "已拦截"),
}


@pytest.fixture
def firm():
    return make_firm()


@pytest.fixture
def owner(firm):
    return firm.memberships.get(role=MemberRole.OWNER).user


def sent_with_paper(firm, owner, scan, status=Status.SUBMITTED):
    application = make_application(firm, status=status)
    paper = make_document(firm, application=application, scan=scan)
    question = application.form.questions.get(kind="file")
    Answer.objects.create(application=application, question=question, document=paper, updated_by=owner)
    return application


@pytest.mark.parametrize("scan", TAGS)
def test_both_sides_see_it_in_their_language(client, firm, owner, scan):
    application = sent_with_paper(firm, owner, scan)
    for person, part in ((owner, ""), (make_staff(), "desk/")):
        client.force_login(person)
        for language, tag in zip(("en", "zh-hant", "zh-hans"), TAGS[scan], strict=True):
            page = client.get(f"/{language}/{part}applications/{application.reference}/").text
            beside = page.split('id="q-file"')[1].split("</dd>")[0]
            assert tag in beside, (part, language)


def test_where_nobody_scans_nothing_is_said(client, firm, owner):
    application = sent_with_paper(firm, owner, ScanState.UNSCANNED)
    for person, name in ((owner, "application"), (make_staff(), "desk-application")):
        client.force_login(person)
        assert "Not scanned" not in client.get(reverse(name, args=[application.reference])).text


def test_of_the_paper_of_a_report_too(client, firm, owner):
    application = make_application(firm, status=Status.ACCEPTED)
    Milestone.objects.create(
        application=application,
        title="Lease signed",
        due_on="2027-01-31",
        report="Done.",
        reported_at=application.created_at,
        reported_by=owner,
        document=make_document(firm, application=application, scan=ScanState.PENDING),
    )
    for person, name in ((owner, "application"), (make_staff(), "desk-application")):
        client.force_login(person)
        assert "Being checked" in client.get(reverse(name, args=[application.reference])).text
