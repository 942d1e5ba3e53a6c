"""Mistyped words: which ones are put right, and to what."""

import pytest
from django.http import QueryDict

from portal.catalogue import revision
from portal.front.listing import search
from tests.factories import in_three, make_place
from tests.portal.terms import make_synonyms

pytestmark = pytest.mark.django_db


def put_right(words: str) -> tuple[str, int]:
    """What was looked for in place of these words, and how many entries that finds."""
    query = QueryDict(mutable=True)
    query["q"] = words
    found = search(query)
    assert found.words is not None
    return found.words.corrected, found.total


def test_half_mandarin_and_half_cantonese_is_one_slip():
    """河套 is hetao and hotou; the spelling that finds more is meant."""
    make_place(name_en="Lab", name_zh_hant="河套實驗室", name_zh_hans="河套实验室")
    make_place(**in_three(name="Hetao house"))
    assert put_right("hetou") == ("hetao", 2)
    for _ in range(2):
        make_place(**in_three(name="Hotou house"))
    assert put_right("hetou") == ("hotou", 3)


def test_words_of_the_vocabulary_are_put_right_though_no_entry_holds_them():
    make_place(**in_three(name="Loft", summary="With 发票."))
    assert put_right("fapio") == ("", 0)
    make_synonyms("fapiao", "发票")
    revision.bump()
    assert put_right("fapio") == ("fapiao", 1)


def test_what_means_the_same_counts_for_a_word():
    make_place(**in_three(name="Loft", summary="May cease."))
    for _ in range(2):
        make_place(**in_three(name="Barn", summary="Cheap rent."))
    assert put_right("tease") == ("cease", 1)
    make_synonyms("lease", "rent")
    revision.bump()
    assert put_right("tease") == ("lease", 2)
