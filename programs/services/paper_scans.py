"""Having papers scanned for viruses. The rows say what there is to do; a message only makes it sooner.

A paper waits until the scanner has said that it is clean, or has named what it found. Where no scanner is set up,
papers are marked as not scanned; as soon as there is one, it looks at these too.
"""

import logging
import time

from django.db import transaction
from django.utils import timezone

from accounts.selectors import contact_for
from portal.audit.record import record
from portal.kernel import scanning
from portal.outbox.enqueue import notify
from programs.enums import ScanState
from programs.models import Document
from programs.selectors.papers import keepers_of, kind_in_every_language, path_of_paper

logger = logging.getLogger("programs.papers")

#: A row in one of these still needs the scanner.
OPEN = (ScanState.PENDING, ScanState.UNSCANNED)
#: Seconds that one task works at most; Celery ends it after CELERY_TASK_TIME_LIMIT.
LONGEST = 30.0
#: After so many papers in a row about which nothing was heard the scanner is taken to be away.
AWAY = 3


def scan_paper(pk: int) -> bool:
    """Have one paper scanned now, if it still waits; whether the scanner has spoken."""
    paper = Document.objects.filter(pk=pk, scan__in=OPEN).select_related("firm").first()
    if paper is None or not scanning.is_configured():
        return False
    try:
        with paper.file.open("rb") as content:
            finding = scanning.scan(content)
    except scanning.ScannerError:
        logger.warning(
            "paper could not be scanned, will be tried again", extra={"document": pk}, exc_info=True
        )
        return False
    except OSError:
        logger.exception("file of a document cannot be read", extra={"document": pk})
        return False
    settle(paper, finding)
    return True


def scan_papers(*, seconds: float = LONGEST) -> int:
    """Have papers scanned that still wait, for at most so many seconds; how many the scanner has spoken about.

    In any order, so that one on which the scanner chokes does not keep the others waiting. Without a scanner, those
    that waited for one are marked as not scanned.
    """
    if not scanning.is_configured():
        Document.objects.filter(scan=ScanState.PENDING).update(scan=ScanState.UNSCANNED)
        return 0
    until, done, unheard = time.monotonic() + seconds, 0, 0
    for pk in Document.objects.filter(scan__in=OPEN).order_by("?").values_list("pk", flat=True)[:1000]:
        if time.monotonic() > until or unheard == AWAY:
            break
        heard = scan_paper(pk)
        done += heard
        unheard = 0 if heard else unheard + 1
    return done


@transaction.atomic
def settle(paper: Document, finding: scanning.Finding) -> None:
    """Write down what the scanner said, once: of two who asked at a time the second changes nothing."""
    state = ScanState.CLEAN if finding.is_clean else ScanState.QUARANTINED
    written = Document.objects.filter(pk=paper.pk, scan__in=OPEN).update(
        scan=state, scanned_at=timezone.now(), scan_note=finding.virus[:200]
    )
    if not written or finding.is_clean:
        return
    logger.error("a paper is held back", extra={"document": paper.pk, "virus": finding.virus})
    record(actor=None, action="document.quarantine", target=paper, data={"virus": finding.virus[:200]})
    for user in keepers_of(paper.firm):
        notify(
            contact=contact_for(user),
            kind="paper_quarantined",
            params={"firm": paper.firm.names, "paper": kind_in_every_language(paper)},
            path=path_of_paper(paper),
            key=f"paper:{paper.pk}:quarantined",
        )
