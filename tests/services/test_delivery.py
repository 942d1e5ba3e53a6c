"""Notifications reach people through real worker processes, whatever happens to those meanwhile."""

import pytest

from tests.services.stack import text_of

# Runs inside the portal: queue COUNT notifications to one person in one transaction.
QUEUE = """
from django.db import transaction
from accounts.models import User
from portal.outbox.contact import Contact
from portal.outbox.enqueue import notify

user, _ = User.objects.get_or_create(email="reader@example.org", language="zh-hant")
contact = Contact(user_id=user.pk, email=user.email, name="", language=user.language)
title = {"en": "Rent support", "zh-hant": "租金支援", "zh-hans": "租金支持"}
with transaction.atomic():
    for n in range(COUNT):
        params = {"reference": f"HL-2026-{n:06}", "title": title, "firm": "Sample firm"}
        notify(contact=contact, kind="application_submitted", params=params, path="", key=f"test:{n}")
"""
# A dead worker's claims run out after two minutes; the test does not wait for that.
LEASES_END = """
from django.utils import timezone
from portal.outbox.models import Delivery
Delivery.objects.filter(sent_at__isnull=True).update(due_at=timezone.now())
"""
UNSENT = (
    "from portal.outbox.models import Delivery as D; print(D.objects.filter(sent_at__isnull=True).count())"
)


@pytest.fixture(params=["embedded", "servers"])
def stack(request, make_stack):
    """The portal on SQLite and files, and on PostgreSQL and Redis; migrated, nothing started."""
    if request.param == "embedded":
        return make_stack()
    servers = request.getfixturevalue("postgres_url"), request.getfixturevalue("redis_url")
    return make_stack(*servers)


def queue(stack, count: int) -> None:
    stack.shell(QUEUE.replace("COUNT", str(count)))


def delivered(stack, count: int) -> bool:
    return len({text_of(mail) for mail in stack.mails("reader@example.org")}) >= count


def test_a_worker_killed_at_work_loses_nothing(stack):
    stack.start("worker", "beat")
    queue(stack, 30)
    stack.wait_for(stack.mails, "the first mail")
    stack.kill("worker")
    stack.shell(LEASES_END)
    stack.start("worker")
    stack.wait_for(lambda: delivered(stack, 30), "all thirty", seconds=90)
    assert all("租金支援" in text_of(mail) for mail in stack.mails()), "in her language"


def test_a_lost_wake_up_call_is_made_good_by_the_sweep(make_stack):
    stack = make_stack()
    queue(stack, 3)
    for message in (stack.var / "broker" / "queues").glob("*/*"):
        message.unlink()
    stack.start("worker", "beat")
    stack.wait_for(lambda: delivered(stack, 3), "three mails", seconds=30)


def test_a_silent_broker_does_not_stop_a_change(make_stack):
    stack = make_stack(redis_url="redis://127.0.0.1:1/0")
    queue(stack, 1)
    assert stack.shell(UNSENT) == "2"
