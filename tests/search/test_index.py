"""The index follows the catalogue, in the same transaction, on either database."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.catalogue import revision
from portal.catalogue.apps import keep_index
from portal.catalogue.models import Entry, EntryIndex, EntryTokens, FacetProfile, SearchWord
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


def test_what_is_counted_stands_beside_the_tokens_too():
    make_place(slug="loft", **in_three(name="A loft"))
    make_measure(slug="rooms", **in_three(name="Rooms by the river"))
    counted = ("profile", "ends", "starts", "shuts", "base")
    rows = list(EntryIndex.objects.order_by("pk").values_list("pk", *counted))
    assert rows == list(EntryTokens.objects.order_by("pk").values_list("pk", *counted))
    assert len({row[1] for row in rows}) == 2


def test_an_emptied_index_is_filled_again(capsys):
    make_place(slug="loft", **in_three(name="A loft"))
    EntryTokens.objects.all().delete()
    EntryIndex.objects.all().delete()
    fill_empty_index()
    assert find("loft") == ["loft"]
    call_command("rebuild_index")
    assert capsys.readouterr().out == "1 entries in the index.\n"
    is_whole()


def test_a_partly_migrated_database_is_left_alone():
    make_place(slug="loft", **in_three(name="A loft"))
    EntryTokens.objects.all().delete()
    EntryIndex.objects.all().delete()
    (newest,) = MigrationLoader(connection).graph.leaf_nodes("programs")
    MigrationRecorder(connection).record_unapplied(*newest)
    keep_index(sender=None, using="default")
    assert not EntryTokens.objects.exists()
    MigrationRecorder(connection).record_applied(*newest)
    keep_index(sender=None, using="default")
    assert find("loft") == ["loft"]


def test_a_word_that_comes_into_a_name_later_is_known_as_one():
    make_place(slug="one", **in_three(name="A place", summary="With a greenhouse."))
    assert not SearchWord.objects.get(word="greenhouse").in_name
    make_place(slug="two", **in_three(name="The greenhouse"))
    assert SearchWord.objects.get(word="greenhouse").in_name


def test_making_the_index_again_keeps_the_profiles_in_use():
    place, moved = make_place(), make_place()
    used = EntryIndex.objects.get(pk=place.pk).profile_id
    Entry.objects.filter(pk=moved.pk).update(archived_at=timezone.now())
    rebuild_index()
    assert list(FacetProfile.objects.values_list("pk", flat=True)) == [used]


def publish_one() -> None:
    editor = make_staff()
    publish_version(version=create_draft(measure=make_measure(), actor=editor), actor=editor)


@pytest.mark.parametrize(
    "work",
    [
        publish_one,
        lambda: archive_entries(entries=[make_place()], actor=make_staff()),
        lambda: restore_entries(entries=[make_place(archived_at=timezone.now())], actor=make_staff()),
    ],
)
def test_the_revision_is_locked_before_the_record(work):
    """Two who publish at once would each wait for the other, if one took these locks the other way round."""
    with CaptureQueriesContext(connection) as found:
        work()
    said = [query["sql"] for query in found]
    record = max(place for place, sql in enumerate(said) if 'FROM "audit_audithead"' in sql)
    revision_row = max(
        place for place, sql in enumerate(said) if 'UPDATE "catalogue_cataloguerevision"' in sql
    )
    assert revision_row < record


def test_queries_do_not_grow_with_the_number_of_entries(django_assert_max_num_queries):
    make_measure()
    with django_assert_max_num_queries(44):
        rebuild_index()
    for _ in range(12):
        make_measure()
    with django_assert_max_num_queries(44):
        rebuild_index()


def test_entries_alike_share_a_profile():
    place = make_place()
    make_place(area=place.area, sectors=list(place.sectors.all()))
    assert FacetProfile.objects.count() == 1


def test_many_mistyped_words_take_one_query_more(django_assert_max_num_queries):
    for name in ("Rent tent", "Lent bent", "Tent sent", "Tent"):
        make_place(**in_three(name=name))
    query = QueryDict("q=kent+gent+went+zent")
    search(query)
    with django_assert_max_num_queries(6):
        found = search(query)
    assert found.words is not None
    assert found.words.corrected == "tent tent tent tent", (
        "of those equally near, the one that most entries have"
    )
    assert find("kent") != []


def test_a_bound_that_leaves_out_what_holds_the_words_does_not_loosen_them():
    make_place(slug="both", **in_three(name="Room with harbour"))
    make_place(slug="one", **in_three(name="Room"))
    found = search(QueryDict("q=room+harbour&amount=1000"))
    assert found.words is not None
    assert (found.total, found.words.every) == (0, True)


@pytest.mark.parametrize("typed", ["a\u19b0b", "a\u1cf2b", "\u3316" * 200, "a" * 200])
def test_rare_letters_and_long_words_can_be_looked_for(typed):
    """FTS5 would cut the first two in half; the third is longer than a token of PostgreSQL once it is folded."""
    assert find(typed) == []
    make_place(slug="odd", **in_three(name="Odd", caveat=typed))
    assert find(typed) == ["odd"]
    is_whole()


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_characters="\0"), max_size=60))
def test_any_text_can_be_looked_for(typed):
    assert find(typed) == []
