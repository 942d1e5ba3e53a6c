"""Proof that a refusal changed nothing."""

from contextlib import contextmanager

import pytest

from accounts.models import Firm, FirmFact, Invitation, Membership, ShortlistItem, User
from portal.audit.models import AuditEntry, AuditHead
from portal.kernel.errors import DomainError
from portal.outbox.models import Delivery, Notification

ACCOUNTS = (Firm, FirmFact, Invitation, Membership, ShortlistItem, User)
TABLES = (*ACCOUNTS, AuditEntry, AuditHead, Delivery, Notification)


def state() -> dict[str, list]:
    """Every row of every table that the services of accounts write, but for the time somebody last signed in."""
    return {
        model.__name__: list(
            model.objects.order_by("pk").values(
                *(f.attname for f in model._meta.fields if f.name != "last_login")
            )
        )
        for model in TABLES
    }


@contextmanager
def nothing_changes():
    before = state()
    yield
    assert state() == before


@contextmanager
def refused(code: str, kind: type[DomainError] = DomainError):
    """What happens inside is refused with this code, in words, and changes nothing."""
    with nothing_changes(), pytest.raises(kind) as caught:
        yield caught
    assert caught.value.code == code
    assert str(caught.value)


def last_entry() -> AuditEntry:
    return AuditEntry.objects.latest("pk")
