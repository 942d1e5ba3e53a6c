"""The pages of the document library: every address as every role, and what a person can do there without a script."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import MemberRole, StaffRole
from portal.kernel.clock import today
from programs.enums import ApplicationStatus, PaperKind, ScanState
from programs.models import Answer, Document
from tests.factories import make_application, make_document, make_firm, make_member, make_staff
from tests.papers import pdf, with_script

FIELDS = {"kind": "lease", "title": "Our lease", "attestation": "none", "translation": "not-needed"}


@pytest.fixture
def firm(db):
    return make_firm()


@pytest.fixture
def owner(firm, client):
    user = firm.memberships.get().user
    client.force_login(user)
    return user


def address(name: str, firm, paper=None) -> str:
    return reverse(f"firm-paper{name}", args=[firm.pk, paper.pk] if paper else [firm.pk])


def a_file(content=None, name="lease.pdf"):
    return SimpleUploadedFile(name, pdf() if content is None else content, "application/pdf")


def files(settings) -> list:
    return [path for path in settings.PRIVATE_MEDIA_ROOT.rglob("*") if path.is_file()]


#: Address and method of everything there is, and what a member who only reads gets.
READ = [("s", "get"), ("", "get"), ("s", "head"), ("", "head")]
WRITE = [
    *(("-new", "get"), ("-new", "post"), ("-change", "get"), ("-change", "post")),
    *(("-replace", "get"), ("-replace", "post"), ("-archive", "post"), ("-restore", "post")),
]


def ask(client, name, method, firm, paper):
    at = address(name, firm, None if name in ("s", "-new") else paper)
    return getattr(client, method)(at, FIELDS if method == "post" else None)


@pytest.mark.parametrize(("name", "method"), READ + WRITE)
def test_every_address_as_everybody(name, method, firm, client, settings):
    paper = make_document(firm, title="Lease of 2026")
    asked = ask(client, name, method, firm, paper)
    assert asked.status_code == 302
    assert asked.url.startswith(reverse("account_login"))
    before = list(Document.objects.values())
    for stranger in (make_firm().memberships.get().user, make_staff(), make_staff(StaffRole.ADMINISTRATOR)):
        client.force_login(stranger)
        assert ask(client, name, method, firm, paper).status_code == 404
        other = make_firm(stranger)
        if name not in ("s", "-new"):
            assert ask(client, name, method, other, paper).status_code == 404, "a paper under another firm"
    client.force_login(make_member(firm, role=MemberRole.VIEWER).user)
    assert ask(client, name, method, firm, paper).status_code == (403 if (name, method) in WRITE else 200)
    assert list(Document.objects.values()) == before
    for role in (MemberRole.EDITOR, MemberRole.OWNER):
        client.force_login(make_member(firm, role=role).user)
        assert ask(client, name, method, firm, paper).status_code in (200, 302, 400)


@pytest.mark.parametrize(
    ("name", "method"), [("-archive", "get"), ("-restore", "get"), ("s", "post"), ("", "post")]
)
def test_other_methods_are_refused(name, method, firm, owner, client):
    assert ask(client, name, method, firm, make_document(firm)).status_code == 405


@pytest.mark.parametrize("number", [0, 10**30])
def test_numbers_that_no_row_can_have(number, firm, owner, client):
    for at in (
        f"/en/firm/{firm.pk}/papers/{number}/",
        f"/en/firm/{number}/papers/",
        f"/en/documents/{number}/",
    ):
        assert client.get(at).status_code == 404


def test_upload_change_replace_put_away_bring_back(firm, owner, client):
    page = client.get(address("-new", firm)).text
    assert "PDF, JPG or PNG, 25.0\xa0MB at most." in page
    response = client.post(address("-new", firm), {**FIELDS, "file": a_file(), "expires_on": "2030-05-31"})
    paper = Document.objects.get()
    assert response.url == address("", firm, paper)
    assert "31 May 2030" in client.get(response.url).text
    response = client.post(address("-change", firm, paper), {**FIELDS, "title": "The lease"})
    assert response.url == address("", firm, paper)
    assert "The lease" in client.get(address("s", firm)).text
    assert "The file lease.pdf stays as it is" in client.get(address("-change", firm, paper)).text
    response = client.post(
        address("-replace", firm, paper), {**FIELDS, "file": a_file(pdf("two"), "two.pdf")}
    )
    new = Document.objects.get(supersedes=paper)
    assert response.url == address("", firm, new)
    page = client.get(response.url).text
    assert "Earlier versions" in page
    assert address("", firm, paper) in page
    assert "This is an old version." in client.get(address("", firm, paper)).text
    assert client.get(f"/en/documents/{paper.pk}/").status_code == 200
    assert client.post(address("-archive", firm, new)).url == address("s", firm)
    page = client.get(address("s", firm)).text
    assert "No papers yet" not in page
    assert "No papers in use" in page
    assert f'href="{address("s", firm)}?put-away"' in page
    assert "Add a paper" in page
    assert "Our lease" in client.get(address("s", firm) + "?put-away").text
    client.post(address("-restore", firm, new))
    assert "Our lease" in client.get(address("s", firm)).text


def test_a_question_brings_its_kind_along(firm, owner, client):
    page = client.get(address("-new", firm) + "?kind=lease").text
    assert '<option value="lease" selected>' in page
    assert (
        "selected" not in client.get(address("-new", firm) + "?kind=nonsense").text.split("id_kind")[1][:900]
    )


def test_who_comes_from_a_draft_goes_back_there(firm, owner, client):
    at = address("-new", firm)
    back = "/en/applications/HL-2026-000001/#papers"
    page = client.get(at, {"next": back}).text
    assert f'<input type="hidden" name="next" value="{back}">' in page
    assert f'href="{back}"' in page
    assert client.post(at, {**FIELDS, "file": a_file(), "next": back}).url == back
    elsewhere = client.post(at, {**FIELDS, "file": a_file(pdf("two")), "next": "https://example.com/"})
    assert elsewhere.url == address("", firm, Document.objects.latest("pk"))


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "Choose a file."),
        ({"file": lambda: a_file(b"")}, "The file is empty."),
        ({"file": lambda: a_file(b"MZ")}, "Use a PDF, JPG or PNG file"),
        ({"file": lambda: a_file(pdf(), "a.exe")}, "Use a PDF, JPG or PNG file"),
        ({"file": lambda: a_file(pdf(change=with_script))}, "The PDF holds a script"),
        ({"file": a_file, "kind": ""}, "Choose the file again"),
        ({"file": a_file, "kind": "nonsense"}, "Choose the file again"),
        ({"file": a_file, "title": "a\u202eb"}, "Choose the file again"),
        ({"file": a_file, "issued_on": "2026-02-01", "expires_on": "2026-01-01"}, "cannot lie before"),
        ({"file": a_file, "expires_on": "soon"}, "Choose the file again"),
    ],
)
def test_a_refusal_stands_beside_its_field_and_stores_nothing(fields, says, firm, owner, client, settings):
    sent = {name: value() if callable(value) else value for name, value in fields.items()}
    response = client.post(address("-new", firm), {**FIELDS, **sent})
    assert response.status_code == 400
    page = response.text
    assert says in page
    assert "There is a problem" in page
    assert "<title>Error:" in page
    assert 'value="Our lease"' in page or "title" in fields, "what was typed is kept"
    assert not Document.objects.exists()
    assert files(settings) == []


@pytest.mark.parametrize(
    "name", ["../../lease.pdf", "C:\\papers\\lease.pdf", "le\x07ase.pdf", "fdp\u202efdp.exe.pdf"]
)
def test_a_name_with_a_path_or_hidden_characters_is_refused(name, firm, owner, client, settings):
    parts = [f'name="{key}"\r\n\r\n{value}'.encode() for key, value in FIELDS.items()]
    parts.append(f'name="file"; filename="{name}"\r\n\r\n'.encode() + pdf())
    body = (
        b"".join(b"--x\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + b"--x--\r\n"
    )
    response = client.generic(
        "POST", address("-new", firm), body, content_type="multipart/form-data; boundary=x"
    )
    assert response.status_code == 400
    assert "Rename the file" in response.text
    assert not Document.objects.exists()
    assert files(settings) == []


def test_a_stale_page_is_told_so(firm, owner, client):
    paper = make_document(firm)
    make_document(firm, supersedes=paper)
    for name, more in (("-change", {}), ("-replace", {"file": a_file()}), ("-archive", {})):
        response = client.post(address(name, firm, paper), {**FIELDS, **more})
        assert response.status_code == 409
        assert "newer version of this paper" in response.text
    assert Document.objects.count() == 2


def test_the_list_tells_what_there_is_to_know(firm, owner, client):
    soon = make_document(firm, title="Soon", expires_on=today() + timedelta(days=9), kind=PaperKind.LEASE)
    make_document(firm, title="Over", expires_on=today() - timedelta(days=1), attestation="attested")
    make_document(firm, title="Bad", scan=ScanState.QUARANTINED, language="both", translation="translated")
    application = make_application(firm)
    question = application.form.questions.get(key="file")
    Answer.objects.create(application=application, question=question, document=soon, updated_by=owner)
    page = client.get(address("s", firm)).text
    for words in (
        *("Expires soon", "Expired", "Held back", "Not scanned", "English and Chinese"),
        *("Attested for use in the Mainland", "Translation included", "Lease", application.reference),
    ):
        assert words in page
    assert page.index("Soon") < page.index("Over"), "by kind, in the order of the list of kinds"


def test_a_viewer_sees_no_buttons(firm, client):
    paper = make_document(firm)
    client.force_login(make_member(firm, role=MemberRole.VIEWER).user)
    assert "Add a paper" not in client.get(address("s", firm)).text
    page = client.get(address("", firm, paper)).text
    assert "Put away" not in page
    assert f"/en/documents/{paper.pk}/" in page


def test_one_that_is_held_back_has_no_link_to_its_file(firm, owner, client):
    paper = make_document(firm, scan=ScanState.QUARANTINED)
    page = client.get(address("", firm, paper)).text
    assert "found something in this file" in page
    assert f"/documents/{paper.pk}/" not in page


def test_the_firm_page_leads_there(firm, owner, client):
    assert address("s", firm) in client.get("/en/firm/").text


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_every_page_in_every_language(language, firm, owner, client):
    paper = make_document(firm)
    make_document(firm, supersedes=paper)
    for at in (
        *(address("s", firm), address("s", firm) + "?put-away", address("-new", firm)),
        *(address(name, firm, paper) for name in ("", "-change", "-replace")),
    ):
        assert client.get(at.replace("/en/", f"/{language}/", 1)).status_code == 200


def queries(client, at) -> int:
    client.get(at)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(at).status_code == 200
    return len(captured)


def test_thirty_papers_cost_no_more_queries_than_one(firm, owner, client):
    def add(older=None):
        paper = make_document(firm, title="A", supersedes=older)
        application = make_application(firm)
        question = application.form.questions.get(key="file")
        Answer.objects.create(application=application, question=question, document=paper, updated_by=owner)
        return paper

    paper = add()
    at = address("", firm, paper)
    one, single = queries(client, address("s", firm)), queries(client, at)
    for _ in range(29):
        add()
    assert queries(client, address("s", firm)) == one <= 15
    older = paper
    for _ in range(29):
        older = add(older)
    assert queries(client, address("", firm, older)) == single <= 15


class TestDownload:
    def test_the_desk_sees_a_paper_of_the_library_once_it_is_sent_with_an_application(self, firm, client):
        used, unused = make_document(firm), make_document(firm)
        application = make_application(firm, status=ApplicationStatus.DRAFT)
        question = application.form.questions.get(key="file")
        Answer.objects.create(
            application=application, question=question, document=used, updated_by=application.created_by
        )
        client.force_login(make_staff())
        assert client.get(f"/en/documents/{used.pk}/").status_code == 404
        sent = {"status": ApplicationStatus.SUBMITTED, "submitted_at": application.created_at}
        type(application).objects.filter(pk=application.pk).update(**sent, moved_at=application.created_at)
        assert client.get(f"/en/documents/{used.pk}/").status_code == 200
        assert client.get(f"/en/documents/{unused.pk}/").status_code == 404

    def test_it_is_an_attachment_that_no_browser_runs(self, firm, owner, client):
        paper = make_document(firm, original_name="公司\u3000證書.pdf", content=b"%PDF-1.7 content")
        response = client.get(f"/en/documents/{paper.pk}/", headers={"range": "bytes=0-3"})
        assert response.status_code == 200
        assert b"".join(response.streaming_content) == b"%PDF-1.7 content"
        assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
        assert response["Accept-Ranges"] == "none", "the whole file, whatever part was asked for"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "private, no-store"
        assert "sandbox" in response["Content-Security-Policy"]
        head = client.head(f"/en/documents/{paper.pk}/")
        assert (head.status_code, head["Content-Length"], head["Accept-Ranges"]) == (200, "16", "none")
        assert client.post(f"/en/documents/{paper.pk}/").status_code == 405

    def test_a_file_that_is_gone_is_a_404(self, firm, owner, client, caplog):
        paper = make_document(firm)
        paper.file.storage.delete(paper.file.name)
        assert client.get(f"/en/documents/{paper.pk}/").status_code == 404
