"""Notifications are written with the change they tell of, once, and no broker can spoil that."""

import time
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from kombu.exceptions import OperationalError

from portal.outbox import enqueue, tasks
from portal.outbox.kinds import BadNotificationError
from portal.outbox.models import Delivery, DeliveryStatus, Notification
from tests.factories import make_user
from tests.outbox.conftest import PARAMS, PATH, contact_of


@pytest.fixture
def calls(monkeypatch):
    """What was sent to the broker."""
    made: list = []
    monkeypatch.setattr(tasks.deliver, "apply_async", lambda **kwargs: made.append(kwargs))
    return made


def test_one_notification_and_a_delivery_a_channel(tell, user):
    notification = tell("application_submitted")
    assert (notification.recipient, notification.path) == (user, PATH)
    assert notification.params == PARAMS
    rows = {d.channel: d for d in notification.deliveries.all()}
    assert set(rows) == {"inbox", "mail"}
    assert all(d.status == DeliveryStatus.QUEUED and d.language == "en" for d in rows.values())
    assert (rows["mail"].address, rows["mail"].name) == (user.email, "Sample Founder")


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_leaves_no_row_and_wakes_nobody(tell, calls):
    with transaction.atomic():
        tell()
        transaction.set_rollback(True)
    assert not Notification.objects.exists()
    assert not Delivery.objects.exists()
    assert calls == []


@pytest.mark.django_db(transaction=True)
def test_the_worker_is_woken_after_the_commit(tell, calls):
    with transaction.atomic():
        notification = tell()
        assert calls == []
    ids = sorted(d.pk for d in notification.deliveries.all())
    assert [(sorted(call["args"][0]), call["retry"]) for call in calls] == [(ids, False)]


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_it_refuses(user):
    with pytest.raises(transaction.TransactionManagementError):
        enqueue.notify(
            contact=contact_of(user), kind="application_offered", params=PARAMS, path=PATH, key="a"
        )
    assert not Notification.objects.exists()


def test_the_same_event_is_told_once_to_each_person(tell, django_capture_on_commit_callbacks):
    other = make_user()
    with django_capture_on_commit_callbacks() as callbacks:
        first, again = tell(key="event:1"), tell(key="event:1", note="Changed")
        to_other, other_kind = (
            tell(key="event:1", to=contact_of(other)),
            tell("application_message", key="event:1"),
        )
    assert first == again
    assert len({first.pk, to_other.pk, other_kind.pk}) == 3
    assert Delivery.objects.count() == 6
    assert len(callbacks) == 3
    assert "note" not in Notification.objects.get(pk=first.pk).params


def test_after_a_repeat_the_transaction_still_works(tell):
    with transaction.atomic():
        tell(key="event:1")
        tell(key="event:1")
        tell(key="event:2")
    assert Notification.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_spoils_nothing_and_is_asked_once(tell, monkeypatch):
    asked: list = []

    def refuse(**kwargs):
        asked.append(kwargs)
        raise OperationalError("no broker")

    monkeypatch.setattr(tasks.deliver, "apply_async", refuse)
    for _ in range(3):
        tell()
    assert Delivery.objects.filter(status=DeliveryStatus.QUEUED).count() == 6
    assert len(asked) == 1, "each further try would cost the visitor some seconds"


@pytest.mark.django_db(transaction=True)
def test_a_real_broker_that_refuses_the_connection_is_passed_over(tell, monkeypatch):
    app = tasks.deliver.app
    nowhere = app.connection_for_write("redis://127.0.0.1:1/0", transport_options={"max_retries": 0})
    monkeypatch.setattr(tasks.deliver, "apply_async", partial(tasks.deliver.apply_async, connection=nowhere))
    started = time.monotonic()
    tell()
    assert time.monotonic() - started < 3
    assert Delivery.objects.filter(status=DeliveryStatus.QUEUED).count() == 2
    assert enqueue._broker_down_until > time.monotonic()


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("no_such_kind", {}),
        ("application_offered", {"reference": None}),
        ("application_offered", {"title": "in one language"}),
        ("application_offered", {"title": {"en": ""}}),
        ("application_offered", {"title": {"en": "x", "fr": "y"}}),
        ("application_offered", {"amount": "CNY 5"}),
        ("application_offered", {"accept_by": "27 November"}),
        ("firm_invitation", {}),
    ],
)
def test_what_cannot_be_told_is_refused_and_writes_nothing(tell, kind, change):
    with pytest.raises(BadNotificationError):
        tell(kind, **change)
    assert not Notification.objects.exists()


@pytest.mark.parametrize(
    "path", ["applications/", "//example.org/", "/a\\b", "/" + "a" * 200, "https://example.org/"]
)
def test_a_path_that_leads_elsewhere_is_refused(tell, path):
    with pytest.raises(BadNotificationError):
        tell(path=path)
    assert not Notification.objects.exists()


@pytest.mark.parametrize(
    "change", [{"language": "fr"}, {"channels": ("pigeon",)}, {"user_id": None}, {"email": ""}]
)
def test_somebody_out_of_reach_is_refused(tell, user, change):
    with pytest.raises(BadNotificationError):
        tell(to=replace(contact_of(user), **change))
    assert not Notification.objects.exists()


def test_days_may_be_given_as_dates_and_empty_ones_are_left_out(tell):
    params = tell(accept_by=date(2026, 11, 27), due=None, note="").params
    assert params == {**PARAMS, "accept_by": "2026-11-27"}


def test_the_database_refuses_mail_without_an_address(tell, user):
    notification = tell(to=contact_of(user, channels=("inbox",)))
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(
            notification=notification, channel="mail", language="en", due_at=notification.created_at
        )
