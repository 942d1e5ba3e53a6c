"""Claims, waits, dead letters: everything is sent, and by one worker."""

import logging
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from portal.outbox import delivery as outbox
from portal.outbox import tasks
from portal.outbox.models import Channel, Delivery, DeliveryStatus
from tests.outbox.conftest import contact_of


def passes(seconds: float) -> None:
    """Let time pass for everything that waits."""
    for row in Delivery.objects.all():
        Delivery.objects.filter(pk=row.pk).update(due_at=row.due_at - timedelta(seconds=seconds))


def test_the_sweep_sends_what_is_due_over_every_channel(tell, mailoutbox):
    tell()
    tell()
    tasks.sweep()
    assert set(Delivery.objects.values_list("status", "attempts")) == {(DeliveryStatus.SENT, 1)}
    assert len(mailoutbox) == 2
    tasks.sweep()
    assert len(mailoutbox) == 2


def test_the_task_sends_what_its_message_names_and_nothing_twice(tell, mailoutbox):
    told, other = tell(), tell()
    ids = [d.pk for d in told.deliveries.all()]
    tasks.deliver([*ids, 10**9])
    tasks.deliver(ids)
    assert len(mailoutbox) == 1
    assert {d.status for d in other.deliveries.all()} == {DeliveryStatus.QUEUED}


def test_a_sweep_with_nothing_to_do_asks_only(db, django_assert_num_queries):
    with django_assert_num_queries(2):
        outbox.sweep()


def test_a_failure_is_noted_and_waits_longer_each_time(delivery, mail_line):
    mail_line.broken = OSError("mail server away " + "x" * 2000)
    waits = []
    for attempt in range(1, outbox.MAX_ATTEMPTS):
        assert outbox.deliver(delivery.pk) is False
        delivery.refresh_from_db()
        assert (delivery.status, delivery.attempts) == (DeliveryStatus.QUEUED, attempt)
        assert delivery.last_error.startswith("OSError: mail server away")
        assert len(delivery.last_error) == outbox.ERROR_LENGTH
        waits.append((delivery.due_at - timezone.now()).total_seconds())
        assert outbox.deliver(delivery.pk) is False, "not before its time"
        delivery.refresh_from_db()
        assert delivery.attempts == attempt
        passes(outbox.LONGEST_WAIT.total_seconds() * 2)
    expected = [30, 120, 480, 1920, 7680, 21600, 21600]
    assert all(0.79 * e <= w <= 1.21 * e for w, e in zip(waits, expected, strict=True)), waits


def test_after_the_last_attempt_it_is_a_dead_letter(delivery, mail_line, caplog):
    mail_line.broken = OSError("no such address")
    with caplog.at_level(logging.ERROR, logger="portal.outbox"):
        for _ in range(outbox.MAX_ATTEMPTS + 3):
            outbox.sweep()
            passes(outbox.LONGEST_WAIT.total_seconds() * 2)
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts) == (DeliveryStatus.DEAD, outbox.MAX_ATTEMPTS)
    assert delivery.sent_at is None
    assert [r.message for r in caplog.records if r.levelno == logging.ERROR] == [
        "delivery given up: OSError: no such address"
    ]


def test_one_failing_channel_holds_up_nothing_else(tell, mail_line):
    mail_line.broken = OSError()
    notification = tell()
    assert outbox.sweep() == 1
    assert notification.deliveries.get(channel=Channel.INBOX).status == DeliveryStatus.SENT
    mail_line.broken = None
    passes(3600)
    assert outbox.sweep() == 1
    mail = notification.deliveries.get(channel=Channel.MAIL)
    assert (mail.status, mail.attempts, mail.last_error) == (DeliveryStatus.SENT, 2, "")
    assert mail.sent_at is not None


def test_a_claim_keeps_others_away_until_it_runs_out(delivery, mail_line):
    [claimed] = outbox.claim_due(5)
    assert outbox.claim_due(5) == []
    assert outbox.sweep() == 0
    assert mail_line.sent == []
    # The worker died here. Nobody hears of it, but its claim ends.
    passes(outbox.LEASE.total_seconds() + 1)
    assert outbox.sweep() == 1
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts) == (DeliveryStatus.SENT, 2)
    assert mail_line.sent == [claimed.pk]


def test_a_worker_overtaken_by_another_spoils_nothing(delivery, mail_line):
    [slow] = outbox.claim_due(1)
    passes(outbox.LEASE.total_seconds() + 1)
    [fast] = outbox.claim_due(1)
    outbox.failed(slow, OSError("too late"))
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts, delivery.last_error) == (DeliveryStatus.SENDING, 2, "")
    outbox.finished(slow)
    outbox.failed(fast, OSError("but the slow one had sent it"))
    delivery.refresh_from_db()
    assert delivery.status == DeliveryStatus.SENT


def test_what_kills_every_sender_is_given_up(delivery, mail_line):
    for _ in range(outbox.MAX_ATTEMPTS):
        assert outbox.claim_due(1)
        passes(outbox.LEASE.total_seconds() + 1)
    assert outbox.sweep() == 0
    delivery.refresh_from_db()
    assert delivery.status == DeliveryStatus.DEAD
    assert mail_line.sent == []


def test_a_sweep_ends_in_time_and_the_next_goes_on(tell, mail_line, monkeypatch):
    for _ in range(4):
        tell()
    monkeypatch.setitem(outbox.CHANNELS, "inbox", lambda delivery: time.sleep(0.1))
    monkeypatch.setitem(outbox.CHANNELS, "mail", lambda delivery: time.sleep(0.1))
    first = outbox.sweep(seconds=0.25)
    assert 1 <= first <= 4
    assert first + outbox.sweep() == 8


def test_the_link_of_an_invitation_leaves_the_row_when_it_is_sent(tell, user, mail_line):
    mail_line.broken = OSError()
    notification = tell(
        "firm_invitation",
        to=contact_of(user, user_id=None, channels=("mail",)),
        params={
            "firm": "Sample Optics Limited",
            "inviter": "Sample Founder",
            "url": "/en/invitations/secret/",
            "expires": "2026-11-27T12:00:00+08:00",
            "role": "editor",
        },
        path="",
    )
    assert notification.recipient is None
    outbox.sweep()
    notification.refresh_from_db()
    assert "url" in notification.params, "the next attempt needs it"
    mail_line.broken = None
    passes(3600)
    assert outbox.sweep() == 1
    notification.refresh_from_db()
    assert "url" not in notification.params
    assert notification.params["firm"] == "Sample Optics Limited"


@pytest.mark.django_db(transaction=True)
def test_the_channel_runs_outside_any_transaction(delivery, monkeypatch):
    seen = []
    monkeypatch.setitem(outbox.CHANNELS, "mail", lambda d: seen.append(connection.in_atomic_block))
    assert outbox.deliver(delivery.pk)
    assert seen == [False]


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_send_everything_once(tell, user, monkeypatch):
    sent: list[int] = []

    def send(delivery):
        time.sleep(0.002)
        sent.append(delivery.pk)

    monkeypatch.setitem(outbox.CHANNELS, "mail", send)
    monkeypatch.setitem(outbox.CHANNELS, "inbox", send)
    ids = [d.pk for _ in range(20) for d in tell().deliveries.all()]
    start = threading.Barrier(4)
    faults: list = []

    def work():
        start.wait(10)
        try:
            for pk in ids[::3]:
                outbox.deliver(pk)
            while Delivery.objects.exclude(status=DeliveryStatus.SENT).exists():
                outbox.sweep()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert faults == []
    assert sorted(sent) == sorted(ids)
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {1}
