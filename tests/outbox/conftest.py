"""What the tests of the outbox share."""

import pytest
from django.db import transaction

from portal.outbox import channels, enqueue
from portal.outbox.contact import Contact
from portal.outbox.models import Delivery
from tests.factories import make_user, number

TITLE = {"en": "Office rent reduction", "zh-hant": "辦公室租金減免", "zh-hans": "办公用房租金减免"}
PARAMS = {"reference": "HL-2026-000147", "title": TITLE, "firm": "Sample Optics Limited"}
PATH = "/applications/HL-2026-000147/"


@pytest.fixture(autouse=True)
def broker_is_back(monkeypatch):
    """A test in which the broker was away does not silence it for the next one."""
    monkeypatch.setattr(enqueue, "_broker_down_until", 0.0)


@pytest.fixture
def user(db):
    return make_user(name="Sample Founder")


def contact_of(user, **changes) -> Contact:
    """The user as a contact."""
    return Contact(
        **{"user_id": user.pk, "email": user.email, "name": user.name, "language": user.language, **changes}
    )


@pytest.fixture
def tell(user):
    """A function that writes a notification to `user` in a transaction of its own."""

    def write(kind="application_offered", *, to=None, key=None, params=PARAMS, path=PATH, **more):
        with transaction.atomic():
            return enqueue.notify(
                contact=to or contact_of(user),
                kind=kind,
                params={**params, **more},
                path=path,
                key=key or f"event:{number()}",
            )

    return write


class Line:
    """A channel under the test's control: notes what it was given; raises while `broken`."""

    def __init__(self):
        self.sent: list[int] = []
        self.broken: Exception | None = None

    def __call__(self, delivery: Delivery) -> None:
        if self.broken:
            raise self.broken
        self.sent.append(delivery.pk)


@pytest.fixture
def mail_line(monkeypatch):
    """Stands in for the mail channel."""
    line = Line()
    monkeypatch.setitem(channels.CHANNELS, "mail", line)
    return line


@pytest.fixture
def delivery(tell, user):
    """One mail that is due."""
    return tell(to=contact_of(user, channels=("mail",))).deliveries.get()
