"""The audit trail: entries are added, and the database refuses the rest."""

from contextlib import contextmanager
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction

from portal.audit.models import AuditEntry
from portal.audit.record import first_broken_entry, record
from tests.factories import make_firm, make_user

append_only = import_module("portal.audit.migrations.0002_append_only")

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(db):
    user = make_user(name="Sample Founder")
    record(actor=user, action="x.before", target=user)
    entry = record(actor=user, action="x.y", target=make_firm(user), data={"a": 1})
    record(actor=make_user(), action="x.after", target=user)
    return entry


@contextmanager
def refused():
    before = list(AuditEntry.objects.values())
    with pytest.raises(IntegrityError, match="audit entries are only ever added"), transaction.atomic():
        yield
    assert list(AuditEntry.objects.values()) == before
    assert first_broken_entry() is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "2020-01-01T00:00:00Z"),
        ("actor_label", "Somebody else"),
        ("action", "x.z"),
        ("target_type", "accounts.user"),
        ("target_id", "7"),
        ("target_label", "Other"),
        ("data", {"a": 2}),
        ("request_id", "x"),
        ("previous_hash", "x"),
        ("hash", "x"),
        ("id", 4711),
    ],
)
def test_no_column_can_be_changed_not_even_with_the_actor_gone(entry, column, value):
    for actor in ({}, {"actor": None}):
        with refused():
            AuditEntry.objects.filter(pk=entry.pk).update(**{column: value}, **actor)


def test_the_table_has_no_column_that_the_trigger_forgets():
    columns = {field.column for field in AuditEntry._meta.fields} - {"actor_id"}
    assert columns == set(append_only.COLUMNS)


def test_nobody_else_can_be_made_the_actor(entry):
    with refused():
        AuditEntry.objects.filter(pk=entry.pk).update(actor=make_user())
    with refused():
        entry.save()


def test_nothing_can_be_deleted(entry):
    if connection.vendor == "sqlite":
        # Taken away for the tests, see tests/conftest.py; this transaction has it back.
        with connection.cursor() as cursor:
            cursor.execute(append_only.SQLITE[1])
    with refused():
        entry.delete()
    with refused():
        AuditEntry.objects.all().delete()


def test_an_account_can_be_deleted_and_its_entries_stay(entry):
    entry.actor.memberships.all().delete()
    entry.actor.delete()
    entry.refresh_from_db()
    assert (entry.actor, entry.actor_label) == (None, "Sample Founder")
    assert first_broken_entry() is None
    with refused():
        AuditEntry.objects.filter(pk=entry.pk).update(action="x.z")
