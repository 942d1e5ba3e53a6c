"""The same with real processes: with the worker away nothing is lost, with two of them nothing is sent twice."""

import pytest

from tests.services.stack import Stack

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


def writing(first: int, last: int) -> str:
    """Code that tells the founders `first` to `last` - 1."""
    return WRITE.replace("FIRST", str(first)).replace("LAST", str(last))


@pytest.fixture(params=["sqlite", "postgres"])
def stack(request, make_stack):
    """A migrated portal, nothing started: embedded, and on the servers of production."""
    if request.param == "sqlite":
        return make_stack()
    return make_stack(request.getfixturevalue("postgres_url"), request.getfixturevalue("redis_url"))


def wait_for_mails(stack: Stack, count: int, what: str) -> None:
    """Wait until so many mails have gone out."""
    stack.wait_for(lambda: len(stack.mails()) >= count, what, 60)


def test_nothing_is_lost_and_nothing_is_sent_twice(stack):
    stack.start("worker")
    stack.kill("worker")
    stack.shell(writing(0, 4))
    assert stack.mails() == []
    stack.commands["second"] = stack.commands["worker"]
    stack.start("worker", "second", "beat")
    wait_for_mails(stack, 4, "what was written while the worker was dead")

    silent = "from portal.outbox import enqueue\nenqueue._broker_down_until = float('inf')\n"
    stack.shell(writing(4, 40) + silent + writing(40, 44))
    wait_for_mails(stack, 44, "the workers, and for rows that no message told of the sweep")
    mails = stack.mails()
    assert sorted(str(m["To"]) for m in mails) == sorted(f"founder{n}@example.org" for n in range(44))
    assert "辦公室租金減免" in str(mails[0]["Subject"])
    assert "/zh-hant/applications/" in mails[0].get_body(("plain",)).get_content()
    stack.wait_for(lambda: stack.shell(SENT) == "88 0", "every row to be done at the first attempt")
