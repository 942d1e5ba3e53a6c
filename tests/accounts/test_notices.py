"""Which notifications a person may turn off, and that she is told of all others whatever she chose."""

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.selectors import contact_for
from portal.outbox import kinds
from portal.outbox.enqueue import notify
from portal.outbox.models import Delivery, Notification
from portal.outbox.topics import Topic
from tests.factories import make_user

pytestmark = pytest.mark.django_db

#: What nobody may turn off: somebody has to act on it, or it is a decision.
ALWAYS = (
    *("application_offered", "application_declined", "application_lapsed"),
    *("correction_requested", "correction_cancelled", "application_message"),
    *("milestone_set", "milestone_returned", "milestone_overdue", "paper_quarantined"),
    *("account_mail", "firm_invitation", "ownership_transferred", "consent_revoked"),
)


@pytest.fixture
def user():
    return make_user()


def tell(user, kind: str) -> Notification:
    params = {"reference": "HL-2026-000147", "title": {"en": "Rent support"}, "firm": "Sample Optics Limited"}
    with transaction.atomic():
        return notify(contact=contact_for(user), kind=kind, params=params, path="/", key="event")


def test_each_topic_stands_for_some_kind_and_decisions_for_none():
    assert {kind.topic for kind in kinds.KINDS.values()} == {"", *Topic.values}
    assert {name for name in ALWAYS if kinds.KINDS[name].topic} == set()


def test_what_is_muted_is_written_down_and_not_delivered(user):
    user.muted = ["steps"]
    user.save()
    assert not tell(user, "application_screening").deliveries.exists()
    assert tell(user, "application_offered").deliveries.count() == 2
    user.muted = []
    user.save()
    assert tell(user, "application_in_review").deliveries.count() == 2


def ticked(page: str) -> set[str]:
    boxes = page.split('name="notices" value="')[1:]
    return {box.split('"')[0] for box in boxes if "checked" in box.split(">")[0]}


@pytest.mark.parametrize("language", ["en", "zh-hant", "zh-hans"])
def test_the_account_page_turns_each_off_and_on(language, client, user):
    client.force_login(user)
    address = reverse("profile").replace("/en/", f"/{language}/", 1)
    assert ticked(client.get(address).text) == set(Topic.values), "told of everything at first"
    for wanted in ([], ["papers", "matches"], list(Topic.values)):
        sent = {"name": user.name, "language": "en", "notices": wanted}
        assert client.post(address, sent).status_code == 302
        user.refresh_from_db()
        assert set(user.muted) == set(Topic.values) - set(wanted)
        assert ticked(client.get(address).text) == set(wanted)


def test_the_page_says_what_cannot_be_turned_off(client, user):
    client.force_login(user)
    assert (
        "always told of decisions, offers, requests for more information"
        in client.get(reverse("profile")).text
    )


@pytest.mark.parametrize("topic", ["decisions", "application_offered", "", "x" * 5000, "\u202e"])
def test_nothing_else_can_be_turned_off(topic, client, user):
    client.force_login(user)
    response = client.post(
        reverse("profile"), {"name": user.name, "language": "en", "notices": ["papers", topic]}
    )
    assert response.status_code == 400
    assert "Choose from the list." in response.text
    user.refresh_from_db()
    assert user.muted == []
    assert not Delivery.objects.exists()
