"""What an upload of the largest size costs the web process: its memory, watched from outside. `make bench`."""

import os
import re
import time
from pathlib import Path

import pikepdf
import pytest

from tests.features.visitor import Visitor
from tests.papers import pdf
from tests.services.stack import Stack

pytestmark = pytest.mark.bench

MEGABYTE = 1024 * 1024
#: Bytes of the paper: just below the limit of 25 MB.
SIZE = 25 * MEGABYTE - 20_000
MOST = 20 * MEGABYTE
WHO, WORD = "uploader@example.org", "crossing-the-river-9"
PERSON = f"""
from allauth.account.models import EmailAddress
from accounts.models import Firm, Membership, User
user = User.objects.create_user("{WHO}", "{WORD}")
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
firm = Firm.objects.create(name="Sample Uploads Limited", side="hong-kong", is_sample=True)
Membership.objects.create(firm=firm, user=user, role="owner")
print(firm.pk)
"""


def web_processes(stack: Stack) -> list[int]:
    """The web server and the workers that it has started, as the system lists them."""
    found, at = [stack.processes["web"].pid], 0
    while at < len(found):
        children = Path(f"/proc/{found[at]}/task/{found[at]}/children").read_text().split()
        found += [int(child) for child in children]
        at += 1
    return found


def memory(pids: list[int], what: str) -> int:
    """Bytes of memory of these processes together: VmRSS now, VmHWM at the most since `forget_peaks`."""
    texts = [Path(f"/proc/{pid}/status").read_text() for pid in pids]
    return sum(int(re.search(rf"{what}:\s+(\d+) kB", text)[1]) * 1024 for text in texts)


def forget_peaks(pids: list[int]) -> None:
    for pid in pids:
        Path(f"/proc/{pid}/clear_refs").write_text("5")


def large_pdf(seed: int) -> bytes:
    """A page with a picture that cannot be packed."""

    def fill(document) -> None:
        document.pages[0].Resources = pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(Im0=document.make_stream(os.urandom(SIZE)))
        )

    return pdf(str(seed), fill)


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="only Linux tells the peak")
def test_a_paper_of_25_megabytes(tmp_path):
    stack = Stack(tmp_path, LOG_LEVEL="WARNING", DEBUG="false", DEMO_ACCOUNTS="false")
    try:
        stack.manage("migrate", "--verbosity", "0")
        firm = stack.shell(PERSON)
        stack.start("web")
        person = Visitor(stack.base_url, "en")
        person.sign_in(WHO, WORD)

        def upload(content: bytes, number: int) -> str:
            person.open(f"/firm/{firm}/papers/new/")
            page = person.post(
                f"/firm/{firm}/papers/new/",
                files={"file": (f"paper-{number}.pdf", content)},
                kind="lease",
                attestation="none",
                translation="not-needed",
            )
            assert page.status == 200, page.plain()[:500]
            return page.url

        upload(pdf("small"), 0)  # what the first request of all loads is no cost of the upload
        pids = web_processes(stack)
        assert len(pids) > 1, "the server and its worker"
        extra, seconds, last = [], [], ""
        for number in range(1, 4):
            content = large_pdf(number)
            before = memory(pids, "VmRSS")
            forget_peaks(pids)
            started = time.monotonic()
            last = upload(content, number)
            seconds.append(time.monotonic() - started)
            extra.append(memory(pids, "VmHWM") - before)
        print()
        print(f"  uploads of {SIZE / MEGABYTE:.1f} MB, extra memory of the web process: ", end="")
        print(", ".join(f"{each / MEGABYTE:.1f}" for each in extra), "MB; seconds:", end=" ")
        print(", ".join(f"{each:.1f}" for each in seconds))
        assert f"/firm/{firm}/papers/" in last
        assert not last.endswith("/new/")
        assert max(extra) <= MOST
        forget_peaks(pids)
        before = memory(pids, "VmRSS")
        link = re.search(r"/documents/\d+/", person.open(last.removeprefix(f"{stack.base_url}/en")).text)[0]
        assert len(person.opener.open(person.address(link)).read()) > SIZE
        print(f"  and to download one: {(memory(pids, 'VmHWM') - before) / MEGABYTE:.1f} MB")
    finally:
        stack.kill()
