"""The same with real processes: with the worker away nothing is lost, with two of them nothing is sent twice."""

import pytest

from tests.services.stack import Stack

pytestmark = pytest.mark.worker

WRITE = """
from django.db import transaction
from accounts.models import User
from portal.outbox.contact import Contact
from portal.outbox.enqueue import notify
title = {"en": "Office rent reduction", "zh-hant": "辦公室租金減免", "zh-hans": "办公用房租金减免"}
for n in range(FIRST, LAST):
    with transaction.atomic():
        user = User.objects.create_user(f"founder{n}@example.org", language="zh-hant")
        notify(
            contact=Contact(user_id=user.pk, email=user.email, name="", language=user.language),
            kind="application_offered",
            params={"reference": f"HL-2026-{n:06}", "title": title, "firm": "Sample Optics Limited"},
            path=f"/applications/HL-2026-{n:06}/",
            key="offer",
        )
"""

SENT = """
from portal.outbox.models import Delivery
print(Delivery.objects.filter(status="sent").count(), Delivery.objects.filter(attempts__gt=1).count())
"""


def write(stack: Stack, first: int, last: int, *, silent: bool = False) -> None:
    """Tell the founders `first` to `last` - 1; `silent` keeps the broker from hearing of it."""
    before = (
        "from portal.outbox import enqueue\nenqueue._broker_down_until = float('inf')\n" if silent else ""
    )
    stack.shell(before + WRITE.replace("FIRST", str(first)).replace("LAST", str(last)))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.redis])])
def stack(request, tmp_path):
    """A migrated portal, nothing started: embedded, and on the servers of production."""
    urls = ("", "")
    if request.param == "postgres":
        urls = (request.getfixturevalue("postgres_url"), request.getfixturevalue("redis_url"))
    stack = Stack(tmp_path, *urls)
    stack.manage("migrate", "--verbosity=0", "--skip-checks")
    yield stack
    stack.kill()


def wait_for_mails(stack: Stack, count: int, what: str) -> None:
    """Wait until so many mails have gone out."""
    stack.wait_for(lambda: len(stack.mails()) >= count, what, 60)


def test_nothing_is_lost_and_nothing_is_sent_twice(stack):
    write(stack, 0, 3)
    import time; print('T', round(time.monotonic(),1), 59, flush=True)
    assert stack.mails() == []
    import time; print('T', round(time.monotonic(),1), 60, flush=True)
    stack.start("worker")
    import time; print('T', round(time.monotonic(),1), 61, flush=True)
    wait_for_mails(stack, 3, "what was written before the worker ever ran")
    import time; print('T', round(time.monotonic(),1), 62, flush=True)

    stack.kill("worker")
    import time; print('T', round(time.monotonic(),1), 64, flush=True)
    write(stack, 3, 6)
    import time; print('T', round(time.monotonic(),1), 65, flush=True)
    assert len(stack.mails()) == 3
    import time; print('T', round(time.monotonic(),1), 66, flush=True)
    stack.start("worker")
    import time; print('T', round(time.monotonic(),1), 67, flush=True)
    wait_for_mails(stack, 6, "what was written while the worker was dead")
    import time; print('T', round(time.monotonic(),1), 68, flush=True)

    stack.commands["second"] = [part.replace("worker@", "second@") for part in stack.commands["worker"]]
    import time; print('T', round(time.monotonic(),1), 70, flush=True)
    stack.start("second", "beat")
    import time; print('T', round(time.monotonic(),1), 71, flush=True)
    write(stack, 6, 8, silent=True)
    import time; print('T', round(time.monotonic(),1), 72, flush=True)
    wait_for_mails(stack, 8, "the sweep to find rows that no message told of")
    import time; print('T', round(time.monotonic(),1), 73, flush=True)

    write(stack, 8, 40)
    import time; print('T', round(time.monotonic(),1), 75, flush=True)
    stack.wait_for(
        lambda: stack.shell(SENT) == "80 0", "both workers to send each row at the first attempt", 60
    )
    import time; print('T', round(time.monotonic(),1), 78, flush=True)
    mails = stack.mails()
    import time; print('T', round(time.monotonic(),1), 79, flush=True)
    assert sorted(str(m["To"]) for m in mails) == sorted(f"founder{n}@example.org" for n in range(40))
    import time; print('T', round(time.monotonic(),1), 80, flush=True)
    assert "辦公室租金減免" in str(mails[0]["Subject"])
    import time; print('T', round(time.monotonic(),1), 81, flush=True)
    assert "/zh-hant/applications/" in mails[0].get_body(("plain",)).get_content()
    import time; print('T', round(time.monotonic(),1), 82, flush=True)
