"""Notifications in the back office: nothing that opens a door is shown, and given-up deliveries can go again."""

import pytest
from django.utils import timezone

from accounts.enums import StaffRole
from portal.outbox.models import Delivery, DeliveryStatus, Notification
from tests.factories import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation():
    notification = Notification.objects.create(
        kind="firm_invitation", params={"firm": "Firm 1", "url": "https://example.org/secret"}, dedupe_key="k"
    )
    Delivery.objects.create(
        notification=notification,
        channel="mail",
        address="someone@example.org",
        language="en",
        status=DeliveryStatus.DEAD,
        attempts=8,
        due_at=timezone.now(),
    )
    return notification


def test_the_link_of_an_invitation_is_not_shown(client, invitation):
    client.force_login(make_staff(StaffRole.ADMINISTRATOR))
    page = client.get(f"/admin/outbox/notification/{invitation.pk}/change/").text
    assert "Firm 1" in page
    assert "secret" not in page


def test_given_up_deliveries_can_be_tried_again(client, invitation):
    client.force_login(make_staff(StaffRole.ADMINISTRATOR))
    delivery = invitation.deliveries.get()
    data = {"action": "try_again", "_selected_action": [delivery.pk]}
    client.post("/admin/outbox/delivery/", data)
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts) == (DeliveryStatus.QUEUED, 0)
