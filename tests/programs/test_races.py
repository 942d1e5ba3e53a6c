"""Two people at the same moment, on a database that locks rows. One waits for the other; nobody gets a fault."""

import threading
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections, transaction

from accounts.enums import StaffRole
from accounts.services.facts import record_fact
from accounts.services.people import set_name
from portal.audit.record import first_broken_entry
from portal.catalogue.models import EntryIndex, EntryTokens
from portal.catalogue.search.indexing import index_entries, index_where, rebuild_index
from portal.catalogue.services import archive_entries
from portal.kernel.errors import Conflict
from programs.services.applications import save_answers, start_application, submit_application
from programs.services.forms import copy_form
from programs.services.policies import create_draft, publish_version
from programs.services.reports import TooManyReports, report_entry
from tests import factories
from tests.papers import pdf

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one lock for all writers"),
]


def race(first: Callable, second: Callable) -> list:
    """Let `first` hold its locks until `second` has run into them; what each of the two ended with."""
    ended: list = [None, None]
    holding = threading.Event()

    def run(place: int, work: Callable) -> None:
        try:
            work()
        except Exception as error:
            ended[place] = error
        finally:
            holding.set()
            connections.close_all()

    def hold() -> None:
        with transaction.atomic():
            first()
            holding.set()
            threading.Event().wait(0.5)

    def follow() -> None:
        holding.wait(10)
        second()

    threads = [threading.Thread(target=run, args=job) for job in ((0, hold), (1, follow))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return ended


@pytest.fixture
def firm():
    return factories.make_firm()


@pytest.fixture
def owner(firm):
    return firm.memberships.get().user


def test_a_paper_and_a_fact_of_one_firm(firm, owner):
    application = factories.make_application(firm, answers=True)
    colleague, fact = factories.make_member(firm).user, factories.make_fact()
    upload = SimpleUploadedFile("a.pdf", pdf())
    ended = race(
        lambda: save_answers(
            reference=application.reference, user=owner, revision=0, values={"file": upload}
        ),
        lambda: record_fact(actor=colleague, firm=firm, fact=fact, value=3),
    )
    assert ended == [None, None]
    assert first_broken_entry() is None


def test_sending_while_a_colleague_changes_her_name(firm, owner):
    application = factories.make_application(firm, answers=True, consents=True)
    colleague = factories.make_member(firm).user
    factories.make_staff(StaffRole.OFFICER)
    ended = race(
        lambda: submit_application(reference=application.reference, user=owner, revision=0),
        lambda: set_name(actor=colleague, name="New"),
    )
    assert ended == [None, None]


def test_beginning_while_an_editor_copies_the_form(firm, owner):
    intake, editor = factories.make_intake(), factories.make_staff(StaffRole.EDITOR)
    ended = race(
        lambda: start_application(user=owner, firm=firm, intake=intake),
        lambda: copy_form(form=intake.forms.get(), actor=editor),
    )
    assert ended == [None, None]


def test_sending_twice_at_once_sends_once(firm, owner):
    application = factories.make_application(firm, answers=True, consents=True)

    def send():
        submit_application(reference=application.reference, user=owner, revision=0)

    ended = race(send, send)
    assert ended[0] is None
    assert isinstance(ended[1], Conflict)
    assert application.events.count() == 1


def test_first_references_of_a_year_at_once(firm, owner):
    other = factories.make_firm()
    intake = factories.make_intake()
    ended = race(
        lambda: start_application(user=owner, firm=firm, intake=intake),
        lambda: start_application(user=other.memberships.get().user, firm=other, intake=intake),
    )
    assert ended == [None, None]
    assert len(set(intake.applications.values_list("reference", flat=True))) == 2


def test_two_editors_index_the_same_entry():
    place = factories.make_place()

    def of_area() -> None:
        index_where(area=place.area_id)

    assert race(of_area, lambda: index_entries([place.pk])) == [None, None]
    assert race(rebuild_index, of_area) == [None, None]
    assert EntryIndex.objects.count() == EntryTokens.objects.count() == 1


def test_publishing_while_another_entry_is_archived():
    editor = factories.make_staff(StaffRole.EDITOR)
    draft = create_draft(measure=factories.make_measure(), actor=editor)
    place = factories.make_place()
    ended = race(
        lambda: publish_version(version=draft, actor=editor),
        lambda: archive_entries(entries=[place], actor=editor),
    )
    assert ended == [None, None]
    assert first_broken_entry() is None


def test_the_fifth_report_and_the_sixth():
    place = factories.make_place()

    def send() -> None:
        said = {"about": "figure", "text": "The rent is wrong.", "source_url": "", "email": ""}
        report_entry(entry=place, user=None, address="203.0.113.9", **said)

    for _ in range(4):
        send()
    assert [type(end) for end in race(send, send)] == [type(None), TooManyReports]
    assert place.reports.count() == 5
    assert first_broken_entry() is None
