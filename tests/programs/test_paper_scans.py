"""Papers and the virus scanner: a real socket and clamd's own words, a scanner that is away, and who may open what."""

import logging

import pytest

from accounts.enums import MemberRole
from portal.audit.models import AuditEntry
from portal.kernel import scanning, uploads
from portal.outbox import delivery
from portal.outbox.models import Notification
from programs.enums import ApplicationStatus, ScanState
from programs.models import Document
from programs.services.paper_scans import scan_paper, scan_papers
from programs.services.papers import PaperDetails, store_paper
from tests.factories import make_application, make_document, make_firm, make_member, make_staff
from tests.papers import EICAR, pdf, upload
from tests.programs.clamd import Clamd


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(uploads, "inspect", lambda upload, media_type: uploads.FINE)
    monkeypatch.setattr(scanning, "PATIENCE", 0.5)


@pytest.fixture
def firm(db):
    return make_firm()


@pytest.fixture
def owner(firm):
    return firm.memberships.get().user


@pytest.fixture
def clamd(settings):
    with Clamd() as server:
        settings.CLAMAV_URL = server.url
        yield server


def state(paper) -> str:
    return Document.objects.get(pk=paper.pk).scan


def test_a_new_paper_waits_for_the_scanner_and_one_message_wakes_it(
    firm, owner, clamd, django_capture_on_commit_callbacks, monkeypatch
):
    sent = []
    monkeypatch.setattr(
        "programs.services.documents.current_app.send_task",
        lambda name, **kw: sent.append((name, kw["args"])),
    )
    with django_capture_on_commit_callbacks(execute=True):
        paper = store_paper(actor=owner, firm=firm, upload=upload(), details=PaperDetails())
    assert paper.scan == ScanState.PENDING
    assert sent == [("programs.scan_paper", (paper.pk,))]
    assert scan_paper(paper.pk)
    paper.refresh_from_db()
    assert (paper.scan, paper.scan_note) == (ScanState.CLEAN, "")
    assert paper.scanned_at is not None
    assert clamd.files == [pdf()]
    assert not scan_paper(paper.pk), "nothing is asked twice"


def test_without_a_scanner_nothing_is_sent_and_the_paper_says_so(
    firm, owner, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as calls:
        paper = store_paper(actor=owner, firm=firm, upload=upload(), details=PaperDetails())
    assert calls == []
    assert paper.scan == ScanState.UNSCANNED
    assert scan_papers() == 0
    assert not scan_paper(paper.pk)


def test_when_a_scanner_comes_or_goes_the_papers_follow(firm, settings):
    waiting = make_document(firm, scan=ScanState.PENDING)
    scan_papers()
    assert state(waiting) == ScanState.UNSCANNED
    with Clamd() as server:
        settings.CLAMAV_URL = server.url
        assert scan_papers() == 1
    assert state(waiting) == ScanState.CLEAN


def test_what_it_finds_is_held_back_and_told_to_those_who_can_act(
    firm, owner, clamd, client, mailoutbox, caplog
):
    editor = make_member(firm, role=MemberRole.EDITOR).user
    make_member(firm, role=MemberRole.VIEWER)
    paper = make_document(firm, content=b"%PDF-" + EICAR, title="My secret title", scan=ScanState.PENDING)
    with caplog.at_level(logging.CRITICAL):
        assert scan_papers() == 1
        assert scan_papers() == 0
    paper.refresh_from_db()
    assert (paper.scan, paper.scan_note) == (ScanState.QUARANTINED, "Eicar-Test-Signature")
    assert set(Notification.objects.values_list("recipient", "kind", "path")) == {
        (user.pk, "paper_quarantined", f"/firm/{firm.pk}/papers/{paper.pk}/") for user in (owner, editor)
    }
    assert AuditEntry.objects.get().action == "document.quarantine"
    delivery.sweep()
    assert len(mailoutbox) == 2
    assert "Other paper" in mailoutbox[0].body
    assert "secret" not in mailoutbox[0].body + mailoutbox[0].subject
    client.force_login(owner)
    assert client.get(f"/en/firm/{firm.pk}/papers/{paper.pk}/").status_code == 200


@pytest.mark.parametrize("mode", ["silent", "error", "rude"])
def test_a_scanner_that_does_not_say_leaves_the_paper_waiting(mode, firm, settings, caplog):
    paper = make_document(firm, scan=ScanState.PENDING)
    with caplog.at_level(logging.CRITICAL):
        with Clamd(mode=mode) as server:
            settings.CLAMAV_URL = server.url
            assert scan_papers() == 0
        assert state(paper) == ScanState.PENDING
        assert scan_papers() == 0, "now it is away altogether"
    assert state(paper) == ScanState.PENDING
    with Clamd() as server:
        settings.CLAMAV_URL = server.url
        assert scan_papers() == 1
    assert state(paper) == ScanState.CLEAN


def test_a_scanner_that_is_away_is_not_asked_for_each_paper(firm, settings, monkeypatch, caplog):
    for _ in range(10):
        make_document(firm, scan=ScanState.PENDING)
    asked = []

    def away(content):
        asked.append(1)
        raise scanning.ScannerError("away")

    settings.CLAMAV_URL = "tcp://127.0.0.1:1"
    monkeypatch.setattr(scanning, "scan", away)
    with caplog.at_level(logging.CRITICAL):
        assert scan_papers() == 0
    assert len(asked) == 3


def test_a_missing_file_stays_open_and_stops_nobody_else(firm, clamd, caplog):
    lost = make_document(firm, scan=ScanState.PENDING)
    lost.file.storage.delete(lost.file.name)
    other = make_document(firm, scan=ScanState.PENDING)
    with caplog.at_level(logging.CRITICAL):
        assert scan_papers() == 1
    assert (state(lost), state(other)) == (ScanState.PENDING, ScanState.CLEAN)


def test_over_a_socket_of_the_machine(firm, settings, tmp_path):
    with Clamd(path=str(tmp_path / "clamd")) as server:
        settings.CLAMAV_URL = server.url
        with make_document(firm, content=EICAR).file.open("rb") as content:
            assert scanning.scan(content) == scanning.Finding("Eicar-Test-Signature")


def test_no_address_no_scan(settings):
    settings.CLAMAV_URL = ""
    with pytest.raises(scanning.ScannerError):
        scanning.scan(None)


@pytest.mark.parametrize(
    ("scan", "member", "staff"),
    [
        (ScanState.CLEAN, 200, 200),
        (ScanState.UNSCANNED, 200, 200),
        (ScanState.PENDING, 200, 403),
        (ScanState.QUARANTINED, 403, 403),
    ],
)
def test_who_may_open_what(scan, member, staff, firm, owner, client):
    application = make_application(firm, status=ApplicationStatus.SUBMITTED)
    paper = make_document(firm, application=application, scan=scan)
    for user, status in ((owner, member), (make_staff(), staff)):
        client.force_login(user)
        for method in (client.get, client.head):
            response = method(f"/en/documents/{paper.pk}/")
            assert response.status_code == status
            assert response.streaming is (status == 200)
    client.force_login(make_firm().memberships.get().user)
    assert client.get(f"/en/documents/{paper.pk}/").status_code == 404
