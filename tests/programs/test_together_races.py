"""Two presses of “send several together” at the same moment, on a database that locks rows: each is sent once."""

import threading

import pytest
from django.core import mail
from django.db import connection, connections
from django.test import Client

from accounts.models import Consent
from portal.audit.record import first_broken_entry
from portal.outbox.delivery import sweep
from portal.outbox.models import Channel, Delivery
from programs.enums import ApplicationStatus as Status
from programs.models import Application, SentCopy
from programs.selectors.drafts import draft_of
from programs.services.together import Wanted, send_together
from tests.consents import boxes, make_texts
from tests.form_factory import FULL_ANSWERS
from tests.programs.filling import fill
from tests.programs.filling_together import make_together
from tests.programs.test_races import race
from tests.programs.test_sending_together import fields_of, url_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one lock for all writers"),
]


@pytest.fixture
def drafts(firm):
    """Three drafts of a firm with all that they need."""
    make_texts()
    found = make_together(firm)
    for draft in found:
        fill(draft, **FULL_ANSWERS)
    return found


def each_is_sent_once(owner, drafts) -> None:
    """Each application has one move, one copy and its two consents once; its owner gets one receipt by mail."""
    assert {row.status for row in Application.objects.all()} == {Status.SUBMITTED}
    assert [draft.events.count() for draft in drafts] == [1, 1, 1]
    sent = sorted(draft.reference for draft in drafts)
    assert sorted(SentCopy.objects.values_list("application__reference", flat=True)) == sent
    assert sorted(Consent.objects.values_list("about", flat=True)) == sorted(sent * 2)
    receipts = Delivery.objects.filter(channel=Channel.MAIL, notification__kind="application_submitted")
    assert sorted(receipts.values_list("notification__params__reference", flat=True)) == sent
    sweep()
    subjects = [message.subject for message in mail.outbox if owner.email in message.to[0]]
    assert [sum(reference in subject for subject in subjects) for reference in sent] == [1, 1, 1]
    assert first_broken_entry() is None


def test_two_presses_at_the_same_moment(owner, drafts):
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(owner)
    fields = fields_of(clients[0].get(url_of(drafts)).text)
    together, answers = threading.Barrier(2), []

    def press(client: Client) -> None:
        try:
            together.wait(10)
            answers.append(client.post(url_of(drafts), fields))
        finally:
            connections.close_all()

    presses = [threading.Thread(target=press, args=(client,)) for client in clients]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join(60)
    assert [answer.url for answer in answers] == [url_of(drafts, "receipt")] * 2
    each_is_sent_once(owner, drafts)


def test_the_second_press_comes_while_the_first_is_at_work(owner, drafts):
    wanted = {draft.reference: Wanted(0, draft_of(draft).mark, agreed=boxes(draft)) for draft in drafts}
    refused = []

    def send() -> None:
        refused.append(send_together(user=owner, wanted=wanted))

    assert race(send, send) == [None, None]
    assert refused == [{}, {}], "what the other press has sent counts as sent"
    each_is_sent_once(owner, drafts)
