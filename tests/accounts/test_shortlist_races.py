"""Two people at one firm's shortlist at the same moment, on a database that locks rows."""

import pytest
from django.db import connection

from accounts.models import ShortlistItem
from accounts.models.shortlist import MOST
from accounts.services.shortlist import add_to_shortlist, merge_shortlist, write_shortlist_note
from portal.kernel.errors import Conflict, DomainError
from tests.factories import make_area, make_firm, make_member, make_platform, make_user
from tests.programs.test_races import race

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one lock for all writers"),
]


@pytest.fixture
def people():
    owner = make_user()
    firm = make_firm(owner)
    return firm, owner, make_member(firm).user


def test_the_last_place_is_given_once(people):
    firm, one, other = people
    area = make_area()
    ShortlistItem.objects.bulk_create(
        ShortlistItem(firm=firm, entry=make_platform(area=area, sectors=[], sources=[]), added_by=one)
        for _ in range(MOST - 1)
    )
    first, second = make_platform(), make_platform()
    ended = race(
        lambda: add_to_shortlist(actor=one, firm=firm, entry=first),
        lambda: add_to_shortlist(actor=other, firm=firm, entry=second),
    )
    assert ended[0] is None
    assert isinstance(ended[1], DomainError)
    assert firm.shortlist.count() == MOST


def test_the_same_entry_added_and_merged_at_once_is_there_once(people):
    firm, one, other = people
    entry = make_platform()
    ended = race(
        lambda: add_to_shortlist(actor=one, firm=firm, entry=entry),
        lambda: merge_shortlist(actor=other, firm=firm, kept={entry.slug: "Note"}),
    )
    assert ended == [None, None]
    assert [item.note for item in firm.shortlist.all()] == ["Note"]


def test_of_two_notes_on_the_same_one_the_second_is_refused(people):
    firm, one, other = people
    entry = make_platform()
    add_to_shortlist(actor=one, firm=firm, entry=entry)
    ended = race(
        lambda: write_shortlist_note(actor=one, firm=firm, slug=entry.slug, note="First", seen=""),
        lambda: write_shortlist_note(actor=other, firm=firm, slug=entry.slug, note="Second", seen=""),
    )
    assert ended[0] is None
    assert isinstance(ended[1], Conflict)
    assert firm.shortlist.get().note == "First"
