"""A firm's shortlist: who may change it, what fits on it, and how a visitor's list joins it."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.enums import MemberRole
from accounts.merging import join_notes, merge
from accounts.models import ShortlistItem
from accounts.models.shortlist import MOST, NOTE_LENGTH
from accounts.rules import clean_note
from accounts.selectors import shortlist_of, shortlists_seen_by
from accounts.services.shortlist import (
    NotListed,
    add_to_shortlist,
    merge_shortlist,
    remove_from_shortlist,
    write_shortlist_note,
)
from portal.kernel.errors import Conflict, DomainError, InvalidInput, NotAllowed
from tests.accounts.state import last_entry, nothing_changes, refused
from tests.factories import make_area, make_firm, make_incubator, make_member, make_platform, make_user

slugs = st.text("abc", min_size=1, max_size=3)
lines = st.text("xyz ", max_size=8)
notes = st.builds(lambda rows: clean_note("\n".join(rows)), st.lists(lines, max_size=3))
lists = st.dictionaries(slugs, notes, max_size=8)
caps = st.fixed_dictionaries({"most": st.integers(1, 10), "longest": st.integers(0, 40)})


def applied(firm: Mapping[str, str], visitor: Mapping[str, str], most: int, longest: int) -> dict[str, str]:
    """The firm's list after the merge."""
    plan = merge(firm, visitor, most=most, longest=longest)
    return {**firm, **plan.noted, **plan.added}


# The algebra of merging


@given(lists, lists, caps)
def test_merging_twice_is_merging_once(firm, visitor, cap):
    once = applied(firm, visitor, **cap)
    again = merge(once, visitor, **cap)
    assert not again.added
    assert not again.noted
    assert again.left == merge(firm, visitor, **cap).left


@given(lists, lists, caps)
def test_what_a_firm_has_stays_as_it_is(firm, visitor, cap):
    after = applied(firm, visitor, **cap)
    assert list(after)[: len(firm)] == list(firm)
    assert all(after[slug].startswith(note) for slug, note in firm.items())


@given(lists, lists, caps)
def test_nothing_of_a_visitor_is_lost(firm, visitor, cap):
    plan = merge(firm, visitor, **cap)
    after = {**firm, **plan.noted, **plan.added}
    for slug, note in visitor.items():
        said = slug in after and note in after[slug]
        assert said or plan.left.get(slug) == note


@given(lists, lists, caps)
def test_a_merge_respects_the_caps(firm, visitor, cap):
    plan = merge(firm, visitor, **cap)
    assert len(firm) + len(plan.added) <= max(cap["most"], len(firm))
    assert all(len(note) <= cap["longest"] for note in [*plan.noted.values(), *plan.added.values()])


@given(lists, caps)
def test_an_empty_list_merges_to_nothing_and_into_an_empty_one_everything_goes(visitor, cap):
    assert applied(visitor, {}, **cap) == visitor
    plan = merge({}, visitor, **cap)
    fitting = [slug for slug, note in visitor.items() if len(note) <= cap["longest"]]
    assert list(plan.added) == fitting[: cap["most"]]
    assert {**plan.added, **plan.left} == visitor


@given(notes, notes)
def test_notes_are_joined_once(own, other):
    joined = join_notes(own, other)
    assert joined.startswith(own)
    assert other in joined
    assert join_notes(joined, other) == joined
    assert join_notes(joined, own) == joined


def test_a_note_that_says_more_is_added_below():
    assert join_notes("Ask Ann", "Ask Ann") == "Ask Ann"
    assert join_notes("Ask Ann", "Ask") == "Ask Ann\nAsk"
    assert join_notes("", "New") == "New"
    assert join_notes("Old", "") == "Old"


@given(st.text())
def test_a_cleaned_note_stays_clean(text):
    clean = clean_note(text)
    assert clean_note(clean) == clean
    assert "\0" not in clean
    clean.encode()


def test_a_note_keeps_its_lines_and_loses_what_nobody_sees():
    assert clean_note(" one\r\ntwo\t\u202eo\x00 \n\n") == "one\ntwo o"


# The services


@pytest.fixture
def owner(db):
    return make_user()


@pytest.fixture
def firm(owner):
    return make_firm(owner)


def entries_on(firm) -> list[str]:
    return [item.entry.slug for item in shortlist_of(firm)]


def test_every_writer_adds_and_every_member_sees(firm, owner):
    editor, viewer = make_member(firm).user, make_member(firm, role=MemberRole.VIEWER).user
    first, second = make_platform(), make_incubator()
    assert add_to_shortlist(actor=owner, firm=firm, entry=first)
    assert add_to_shortlist(actor=editor, firm=firm, entry=second)
    assert entries_on(firm) == [second.slug, first.slug]
    assert last_entry().action == "shortlist.add"
    assert last_entry().data == {"entry": second.slug}
    ((membership, seen),) = shortlists_seen_by(viewer)
    assert (membership.firm, seen) == (firm, {first.slug, second.slug})
    assert shortlists_seen_by(make_user()) == []


def test_lists_of_several_firms_are_kept_apart(firm, owner):
    other = make_firm(owner)
    entry = make_platform()
    add_to_shortlist(actor=owner, firm=firm, entry=entry)
    seen = {membership.firm: listed for membership, listed in shortlists_seen_by(owner)}
    assert seen == {firm: {entry.slug}, other: frozenset()}


def test_adding_again_changes_nothing(firm, owner):
    entry = make_platform()
    add_to_shortlist(actor=owner, firm=firm, entry=entry)
    write_shortlist_note(actor=owner, firm=firm, slug=entry.slug, note="Ask")
    editor = make_member(firm).user
    with nothing_changes():
        assert not add_to_shortlist(actor=editor, firm=firm, entry=entry)


def test_viewers_and_strangers_change_nothing(firm, owner):
    entry = make_platform()
    add_to_shortlist(actor=owner, firm=firm, entry=entry)
    viewer = make_member(firm, role=MemberRole.VIEWER).user
    for person in (viewer, make_user(), make_firm().memberships.get().user):
        with refused("not-a-writer", NotAllowed):
            add_to_shortlist(actor=person, firm=firm, entry=make_platform())
        with refused("not-a-writer", NotAllowed):
            remove_from_shortlist(actor=person, firm=firm, slug=entry.slug)
        with refused("not-a-writer", NotAllowed):
            write_shortlist_note(actor=person, firm=firm, slug=entry.slug, note="Mine")
        with refused("not-a-writer", NotAllowed):
            merge_shortlist(actor=person, firm=firm, kept={entry.slug: "Mine"})


def fill(firm, owner, count: int) -> None:
    area = make_area()
    ShortlistItem.objects.bulk_create(
        ShortlistItem(firm=firm, entry=make_platform(area=area, sectors=[], sources=[]), added_by=owner)
        for _ in range(count)
    )


def test_a_full_list_takes_no_more(firm, owner):
    fill(firm, owner, MOST)
    entry = make_platform()
    with refused("shortlist-full", DomainError):
        add_to_shortlist(actor=owner, firm=firm, entry=entry)
    assert remove_from_shortlist(actor=owner, firm=firm, slug=entries_on(firm)[0])
    assert add_to_shortlist(actor=owner, firm=firm, entry=entry)


def test_removing_is_recorded_once(firm, owner):
    entry = make_platform()
    add_to_shortlist(actor=owner, firm=firm, entry=entry)
    assert remove_from_shortlist(actor=owner, firm=firm, slug=entry.slug)
    assert last_entry().action == "shortlist.remove"
    with nothing_changes():
        assert not remove_from_shortlist(actor=owner, firm=firm, slug=entry.slug)


def test_a_note_is_cleaned_and_kept_out_of_the_record(firm, owner):
    entry = make_platform()
    add_to_shortlist(actor=owner, firm=firm, entry=entry)
    item = write_shortlist_note(actor=owner, firm=firm, slug=entry.slug, note=" Rent is\x07 high \r\nAsk ")
    assert item.note == "Rent is high\nAsk"
    assert last_entry().action == "shortlist.note"
    assert last_entry().data == {"entry": entry.slug}
    with nothing_changes():
        write_shortlist_note(actor=owner, firm=firm, slug=entry.slug, note="Rent is high\nAsk")


def test_notes_that_are_refused(firm, owner):
    entry = make_platform()
    add_to_shortlist(actor=owner, firm=firm, entry=entry)
    with refused("too-long", InvalidInput) as caught:
        write_shortlist_note(actor=owner, firm=firm, slug=entry.slug, note="x" * (NOTE_LENGTH + 1))
    assert list(caught.value.errors) == ["note"]
    with refused("not-on-shortlist", NotListed):
        write_shortlist_note(actor=owner, firm=firm, slug="elsewhere", note="x")


def test_nobody_overwrites_a_note_that_she_has_not_read(firm, owner):
    entry = make_platform()
    add_to_shortlist(actor=owner, firm=firm, entry=entry)
    editor = make_member(firm).user
    write_shortlist_note(actor=editor, firm=firm, slug=entry.slug, note="Theirs", seen="")
    with refused("note-changed", Conflict):
        write_shortlist_note(actor=owner, firm=firm, slug=entry.slug, note="Mine", seen="")
    write_shortlist_note(actor=owner, firm=firm, slug=entry.slug, note="Mine", seen="Theirs")
    assert firm.shortlist.get().note == "Mine"


def test_a_visitors_list_joins_the_firms(firm, owner):
    both, new, archived = make_platform(), make_incubator(), make_platform()
    draft = make_platform(published_at=None)
    archived.archived_at = archived.published_at
    archived.save()
    add_to_shortlist(actor=make_member(firm).user, firm=firm, entry=both)
    write_shortlist_note(actor=owner, firm=firm, slug=both.slug, note="Ours")
    kept = {both.slug: "Mine", new.slug: "New", archived.slug: "", draft.slug: "", "never-was": ""}
    merged = merge_shortlist(actor=owner, firm=firm, kept=kept)
    assert (merged.added, merged.noted, merged.left) == (2, 1, {})
    found = {item.entry.slug: item.note for item in shortlist_of(firm)}
    assert found == {both.slug: "Ours\nMine", new.slug: "New", archived.slug: ""}
    assert last_entry().action == "shortlist.merge"
    assert last_entry().data == {"added": [new.slug, archived.slug], "noted": [both.slug], "left": []}
    with nothing_changes():
        assert not merge_shortlist(actor=owner, firm=firm, kept=kept).changed


def test_what_finds_no_room_is_left_over(firm, owner):
    fill(firm, owner, MOST - 1)
    first, second = make_platform(), make_platform()
    merged = merge_shortlist(actor=owner, firm=firm, kept={first.slug: "", second.slug: "Note"})
    assert (merged.added, merged.left) == (1, {second.slug: "Note"})
    assert firm.shortlist.count() == MOST
