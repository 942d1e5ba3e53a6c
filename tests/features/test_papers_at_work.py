"""A paper on its way: web, worker, beat and scanner as processes, from the upload to what the firm is told of it."""

from datetime import timedelta

import pytest

from portal.kernel.clock import today
from tests.features.visitor import Page, Visitor
from tests.papers import EICAR, pdf
from tests.programs.clamd import Clamd
from tests.services import clamd
from tests.services.stack import Stack, text_of

pytestmark = pytest.mark.worker

WHO, WORD = "founder@example.org", "crossing-the-river-9"
PERSON = f"""
from allauth.account.models import EmailAddress
from accounts.models import Firm, Membership, User
user = User.objects.create_user("{WHO}", "{WORD}", language="zh-hans")
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
firm = Firm.objects.create(name="Sample Optics Limited", name_zh="范例光学有限公司", side="hong-kong", is_sample=True)
Membership.objects.create(firm=firm, user=user, role="owner")
print(firm.pk)
"""
#: As if beat had been running for a day: every task is due when it starts.
ALL_DUE = """
from datetime import timedelta
from celery.beat import PersistentScheduler
from portal.celery import app
scheduler = PersistentScheduler(app, schedule_filename=app.conf.beat_schedule_filename)
scheduler.setup_schedule()
for entry in scheduler.schedule.values():
    entry.last_run_at -= timedelta(days=1)
scheduler.close()
"""


@pytest.fixture
def scanner(tmp_path):
    """clamd itself where it is installed, else a thread of ours that speaks like it."""
    with clamd.RealClamd(tmp_path / "clamd") if clamd.binary() else Clamd() as server:
        yield server


@pytest.fixture
def stack(make_stack, scanner) -> Stack:
    return make_stack(CLAMAV_URL=scanner.url)


def store(person: Visitor, firm: str, content: bytes, **fields) -> Page:
    person.open(f"/firm/{firm}/papers/new/")
    details = {"kind": "lease", "attestation": "none", "translation": "not-needed", **fields}
    page = person.post(f"/firm/{firm}/papers/new/", files={"file": ("lease.pdf", content)}, **details)
    assert page.status == 200, page.plain()[:500]
    assert not page.url.endswith("/new/")
    return page


def become(stack: Stack, person: Visitor, path: str, words: str) -> None:
    stack.wait_for(lambda: words in person.open(path).text, f"“{words}” on {path}", 60)


def test_from_the_upload_to_what_the_firm_is_told(stack):
    firm = stack.shell(PERSON)
    stack.start("web")
    person = Visitor(stack.base_url, "en")
    person.sign_in(WHO, WORD)

    first = store(person, firm, pdf("first"), expires_on=(today() + timedelta(days=9)).isoformat())
    first.says("Being checked for viruses", "Until then only your firm can open it.")
    stack.start("worker")
    become(stack, person, first.url, "Checked, no virus found")

    second = store(person, firm, pdf("second") + EICAR)
    become(stack, person, second.url, "Held back")
    [link] = set(first.values(r"/documents/\d+/"))
    assert person.open(link).status == 200
    number = second.url.rstrip("/").rsplit("/", 1)[1]
    assert person.open(f"/documents/{number}/").status == 403

    # A paper whose message was lost with the worker, and a last day that comes near: beat finds both.
    stack.kill("worker")
    third = store(person, firm, pdf("third")).says("Being checked for viruses")
    for message in (stack.var / "broker" / "queues").glob("*/*"):
        message.unlink()
    stack.shell(ALL_DUE)
    stack.start("worker", "beat")
    become(stack, person, third.url, "Checked, no virus found")
    stack.wait_for(lambda: len(stack.mails(WHO)) >= 2, "the mails", 120)
    texts = [text_of(mail) for mail in stack.mails(WHO)]
    assert len(texts) == 2
    for path in (f"/zh-hans/firm/{firm}/papers/{number}/\n", f"/zh-hans/firm/{firm}/papers/\n"):
        [text] = [text for text in texts if path in text]
        assert "范例光学有限公司" in text, "by the name that its reader knows"
