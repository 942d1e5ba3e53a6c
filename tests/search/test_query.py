"""From typed words to units: the vocabulary's terms, what stands between them, and what is silent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.catalogue.search.matching import FTS5, TSQUERY
from portal.catalogue.search.query import MAX_UNITS, parse

GROUPS = (
    ("rent", "lease", "租金", "房租"),
    ("subsidy", "补贴", "資助"),
    ("artificial intelligence", "AI", "人工智能"),
    ("start-up", "初創企業", "创业"),
)


def texts(typed: str) -> list[str]:
    return [unit.text for unit in parse(typed, GROUPS).units]


@pytest.mark.parametrize(
    ("typed", "units"),
    [
        ("rent", ["rent"]),
        ("lab in Futian", ["lab", "futian"]),
        ("租金補貼", ["租金", "补贴"]),
        ("深圳租金", ["深圳", "租金"]),
        ("AI 补贴", ["ai", "补贴"]),
        ("Artificial-Intelligence grants", ["artificial intelligence", "grants"]),
        ("start up", ["start up"]),
        ("startups", ["startups"]),
        ("rent RENT 租金", ["rent", "租金"]),
        ("the", ["the"]),
        ("how do I get", ["how", "do", "i", "get"]),
        ("***", []),
        ("🎉🎉", []),
        ("", []),
    ],
)
def test_units(typed, units):
    assert texts(typed) == units


def test_a_term_is_found_by_every_word_that_means_the_same():
    (unit,) = parse("租金", GROUPS).units
    asked = FTS5.unit(unit, wide=True)
    assert '"租金"' in asked
    assert '"rent"' in asked
    assert '"leas"' in asked or '"lease"' in asked
    assert '"rent"' not in FTS5.unit(unit, wide=False)


def test_long_words_are_open_at_their_end_and_short_ones_are_not():
    assert FTS5.units(parse("incub").units, wide=True, every=True) == '"incub" *'
    assert FTS5.units(parse("lab").units, wide=True, every=True) == '"lab"'
    assert FTS5.units(parse("港").units, wide=True, every=True) == '"港" *'


def test_both_dialects_say_the_same():
    query = parse("深圳市 renting", GROUPS)
    assert (
        FTS5.units(query.units, wide=False, every=True) == '(("深圳" AND "圳市") AND ("renting" * OR "rent"))'
    )
    assert (
        TSQUERY.units(query.units, wide=False, every=True) == "(('深圳' & '圳市') & ('renting':* | 'rent'))"
    )


def test_a_query_is_bounded():
    assert len(parse(" ".join(f"word{n}" for n in range(100))).units) == MAX_UNITS


def test_a_long_run_falls_into_pairs_when_loosened():
    assert [unit.text for unit in parse("我想租實驗室的").loosened().units] == ["租实", "实验", "验室"]


@given(st.text(max_size=200))
def test_anything_can_be_parsed(typed):
    query = parse(typed, GROUPS)
    assert len(query.units) <= MAX_UNITS
    assert all(unit.text for unit in query.units)
    assert all(unit.literal for unit in query.units)
