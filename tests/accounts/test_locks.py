"""Locks against the audit's queue: nobody waits for somebody who waits for her.

PostgreSQL looks for the rows that new ones refer to when the transaction commits. Its writer then holds the head of
the audit chain, and a service that had locked those rows key and all would be waiting for the head.
"""

import threading
import time

import pytest
from django.db import connection, transaction

from accounts.services.facts import record_fact, withdraw_fact
from accounts.services.firms import update_firm
from accounts.services.invitations import invite_member
from accounts.services.members import change_role
from accounts.services.people import set_name
from accounts.services.shortlist import add_to_shortlist, merge_shortlist
from accounts.services.staff import set_staff_role
from portal.audit.record import record
from portal.catalogue.services import archive_entries
from portal.front.importing.current import load_current
from tests.factories import (
    make_fact,
    make_firm,
    make_firm_fact,
    make_invitation,
    make_member,
    make_platform,
    make_source,
    make_user,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]

SOMEBODY_WAITS_FOR_ME = (
    "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
)


def commit_once_it_waits(write, service) -> list[Exception]:
    """Run `write` in a transaction that commits once `service`, in another thread, waits for it; what failed."""
    faults: list[Exception] = []

    def run():
        try:
            service()
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    try:
        with transaction.atomic():
            write()
            thread.start()
            with connection.cursor() as cursor:
                for _ in range(500):
                    cursor.execute(SOMEBODY_WAITS_FOR_ME)
                    if cursor.fetchone()[0] or not thread.is_alive():
                        break
                    time.sleep(0.01)
    except Exception as error:
        faults.append(error)
    thread.join(20)
    assert not thread.is_alive()
    return faults


def import_catalogue(actor, target):
    with transaction.atomic():
        load_current(lock=True)
        record(actor=actor, action="catalogue.import", target=target)


@pytest.mark.parametrize(
    "service",
    [
        lambda w: record_fact(actor=w.owner, firm=w.firm, fact=w.fact, value=3),
        lambda w: withdraw_fact(actor=w.owner, firm=w.firm, fact=w.fact),
        lambda w: update_firm(actor=w.owner, firm=w.firm, name="Other"),
        lambda w: change_role(actor=w.owner, membership=w.colleague, role="viewer"),
        lambda w: invite_member(actor=w.owner, firm=w.firm, email="new@example.org"),
        lambda w: set_name(actor=w.colleague.user, name="Other"),
        lambda w: set_staff_role(actor=None, user=w.colleague.user, role="reviewer"),
        lambda w: add_to_shortlist(actor=w.owner, firm=w.firm, entry=w.entry),
        lambda w: merge_shortlist(actor=w.owner, firm=w.firm, kept={w.entry.slug: "Note"}),
        lambda w: archive_entries(entries=[w.entry], actor=w.owner),
        lambda w: import_catalogue(w.owner, w.entry),
    ],
    ids=[
        *("record_fact", "withdraw_fact", "update_firm", "change_role", "invite_member"),
        *("set_name", "set_staff_role", "add_to_shortlist", "merge_shortlist", "archive_entries", "import"),
    ],
)
def test_a_service_and_rows_that_refer_to_what_it_locks_both_end(service):
    class World:
        owner = make_user()
        firm = make_firm(owner)
        colleague = make_member(firm)
        fact = make_fact()
        entry = make_platform().entry_ptr

    make_firm_fact(World.firm, World.fact, value=1)
    record(actor=None, action="x.y", target=World.firm)
    source = make_source()

    def write():
        make_invitation(World.firm, invited_by=World.colleague.user, email="reader@example.org")
        World.entry.sources.add(source)
        record(actor=World.colleague.user, action="x.y", target=World.firm)

    assert commit_once_it_waits(write, lambda: service(World)) == []
