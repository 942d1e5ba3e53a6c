"""The index follows the catalogue, in the same transaction, on either database."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.catalogue import revision
from portal.catalogue.models import Entry, EntryIndex, EntryTokens, FacetProfile
from portal.catalogue.search.indexing import fill_empty_index, index_entries, rebuild_index
from portal.catalogue.services import archive_entries, restore_entries
from portal.front.listing import search
from programs.services.policies import create_draft, publish_version
from tests.factories import in_three, make_measure, make_place, make_staff

pytestmark = pytest.mark.django_db


def find(words: str, **parameters) -> list[str]:
    query = QueryDict(mutable=True)
    query.update({"q": words, **parameters})
    keys = search(query).keys()
    slugs = dict(Entry.objects.filter(pk__in=keys).values_list("pk", "slug"))
    return [slugs[key] for key in keys]


def is_whole() -> None:
    """SQLite's own check that the full-text table and the tokens say the same."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO catalogue_entrytext(catalogue_entrytext, rank) VALUES ('integrity-check', 1)"
            )


def test_what_is_published_is_found_at_once():
    measure = make_measure(slug="rooms", **in_three(name="Rooms by the river"))
    assert find("river") == ["rooms"]
    draft = create_draft(measure=measure, actor=make_staff())
    draft.name_en, draft.name_zh_hant, draft.name_zh_hans = "Rooms on the hill", "山上的房間", "山上的房间"
    draft.save()
    assert find("hill") == []
    publish_version(version=draft, actor=make_staff())
    assert find("hill") == ["rooms"]
    assert find("river") == []
    is_whole()


def test_what_is_archived_is_gone_until_it_comes_back():
    place = make_place(slug="loft", **in_three(name="A loft"))
    archive_entries(entries=[place], actor=make_staff())
    assert find("loft") == []
    assert not EntryIndex.objects.exists()
    restore_entries(entries=[place], actor=make_staff())
    assert find("loft") == ["loft"]
    is_whole()


def test_a_rollback_takes_the_index_with_it():
    make_place(slug="loft", **in_three(name="A loft"))
    before = revision.current()

    class Stop(Exception):
        pass

    def break_off() -> None:
        make_place(slug="cellar", **in_three(name="A cellar"))
        raise Stop

    with pytest.raises(Stop), transaction.atomic():
        break_off()
    assert find("cellar") == []
    assert find("loft") == ["loft"]
    assert revision.current() == before
    is_whole()


def test_every_change_gives_the_catalogue_another_revision():
    place = make_place()
    before = revision.current()
    index_entries([place.pk])
    assert len({before, revision.current()}) == 2


def test_indexing_again_changes_nothing_but_the_revision():
    make_place(slug="loft", **in_three(name="A loft"))
    before = list(EntryTokens.objects.values())
    assert rebuild_index() == 1
    assert rebuild_index() == 1
    assert list(EntryTokens.objects.values()) == before
    assert find("loft") == ["loft"]
    is_whole()


def test_an_emptied_index_is_filled_again(capsys):
    make_place(slug="loft", **in_three(name="A loft"))
    EntryTokens.objects.all().delete()
    EntryIndex.objects.all().delete()
    fill_empty_index()
    assert find("loft") == ["loft"]
    call_command("rebuild_index")
    assert capsys.readouterr().out == "1 entries in the index.\n"
    is_whole()


def test_queries_do_not_grow_with_the_number_of_entries(django_assert_max_num_queries):
    make_measure()
    with django_assert_max_num_queries(40):
        rebuild_index()
    for _ in range(12):
        make_measure()
    with django_assert_max_num_queries(40):
        rebuild_index()


def test_entries_alike_share_a_profile():
    place = make_place()
    make_place(area=place.area, sectors=list(place.sectors.all()))
    assert FacetProfile.objects.count() == 1


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_characters="\0"), max_size=60))
def test_any_text_can_be_looked_for(typed):
    assert find(typed) == []
