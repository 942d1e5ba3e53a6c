"""Papers and a real clamd: what it says of them, what it says of too large ones, and when it dies at work."""

import io
import logging
import os

import pytest

from portal.kernel import scanning
from programs.enums import ScanState
from programs.models import Document
from programs.services.paper_scans import scan_papers
from tests.factories import make_document, make_firm
from tests.papers import EICAR, pdf
from tests.services import clamd
from tests.services.need import missing

MEGABYTE = 1024 * 1024


@pytest.fixture(autouse=True)
def installed():
    if clamd.binary() is None:
        missing("clamd", "it is not installed (Debian: clamav-daemon)")


@pytest.fixture
def scanner(tmp_path, settings):
    with clamd.RealClamd(tmp_path / "clamd") as server:
        settings.CLAMAV_URL = server.url
        yield server


def states() -> set[str]:
    return set(Document.objects.values_list("scan", flat=True))


@pytest.mark.parametrize(
    ("content", "virus"),
    [
        (pdf(), ""),
        (EICAR, clamd.FOUND),
        (pdf() + EICAR, clamd.FOUND),
        (b"", ""),
        (os.urandom(25 * MEGABYTE), ""),
        (b"%PDF-1.7\n" + os.urandom(25 * MEGABYTE - 100) + EICAR, clamd.FOUND),
    ],
    ids=["clean", "the test pattern", "in a PDF", "empty", "25 MB", "at the end of 25 MB"],
)
def test_what_it_says(content, virus, scanner, settings):
    for url in (scanner.url, scanner.socket_url):
        settings.CLAMAV_URL = url
        assert scanning.scan(io.BytesIO(content)) == scanning.Finding(virus)


def test_a_file_above_its_limit_is_neither_clean_nor_not(tmp_path, settings):
    with clamd.RealClamd(tmp_path / "clamd", most="1M") as server:
        settings.CLAMAV_URL = server.url
        with pytest.raises(scanning.ScannerError, match="StreamMaxLength"):
            scanning.scan(io.BytesIO(os.urandom(8 * MEGABYTE)))
        assert scanning.scan(io.BytesIO(pdf())).is_clean, "the next one is looked at"


@pytest.mark.django_db
def test_papers_become_clean_or_are_held_back(scanner):
    firm = make_firm()
    good = make_document(firm, content=pdf(), scan=ScanState.PENDING)
    bad = make_document(firm, content=pdf() + EICAR, scan=ScanState.PENDING)
    assert scan_papers() == 2
    for paper, state, note in ((good, ScanState.CLEAN, ""), (bad, ScanState.QUARANTINED, clamd.FOUND)):
        paper.refresh_from_db()
        assert (paper.scan, paper.scan_note) == (state, note)


class Deadly(io.BytesIO):
    """A file in the middle of which the scanner is killed."""

    def __init__(self, content: bytes, server: clamd.RealClamd):
        super().__init__(content)
        self.server = server

    def read(self, size=-1):
        if self.tell() > MEGABYTE:
            self.server.stop()
        return super().read(size)


@pytest.mark.django_db
def test_killed_in_the_middle_the_paper_waits_and_is_looked_at_later(scanner, monkeypatch, caplog):
    content = os.urandom(4 * MEGABYTE)
    make_document(content=content, scan=ScanState.PENDING)
    storage = Document._meta.get_field("file").storage
    with monkeypatch.context() as patched, caplog.at_level(logging.WARNING, "programs.papers"):
        patched.setattr(storage, "_open", lambda name, mode: Deadly(content, scanner))
        assert scan_papers() == 0
    assert "will be tried again" in caplog.text
    assert states() == {ScanState.PENDING}
    assert scan_papers() == 0, "it is away"
    scanner.start()
    assert scan_papers() == 1
    assert states() == {ScanState.CLEAN}
