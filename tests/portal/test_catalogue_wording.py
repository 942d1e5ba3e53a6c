"""Catalogue text, dates and figures in words."""

from datetime import date

import pytest
from django.utils import translation

from portal.catalogue.enums import Openness
from portal.catalogue.figures import firms, floor_area, money, months
from portal.catalogue.models import Entry
from portal.catalogue.texts import Text, run_language, text_of
from portal.catalogue.windows import date_note, short_partial_date, span, state_label, window_in_words

FIRST, LAST = date(2026, 3, 1), date(2026, 12, 31)


@pytest.mark.parametrize(
    ("columns", "language", "value", "lang"),
    [
        ({"name_en": "Rent", "name_zh_hant": "租金"}, "en", "Rent", ""),
        ({"name_en": "Rent", "name_zh_hant": "租金"}, "zh-hant", "租金", ""),
        ({"name_en": "Rent", "name_zh_hant": "租金"}, "zh-hans", "Rent", "en"),
        ({"name_zh_hans": "租金"}, "en", "租金", "zh-Hans-CN"),
        ({}, "en", "", ""),
    ],
)
def test_a_text_knows_its_language(columns, language, value, lang):
    row = Entry(**{"name_en": "", "name_zh_hant": "", "name_zh_hans": "", **columns})
    with translation.override(language):
        text = text_of(row, "name")
    assert (text.value, text.lang, bool(text)) == (value, lang, bool(value))


@pytest.mark.parametrize(
    ("whole", "opening"),
    [
        ("One sentence only", "One sentence only"),
        (
            "The first sentence is long enough to stand alone. The second goes.",
            "The first sentence is long enough to stand alone.",
        ),
        ("Short. So a second one follows. Third.", "Short. So a second one follows."),
        (
            "CNY 1.5 million a year for each and every firm. Gone.",
            "CNY 1.5 million a year for each and every firm.",
        ),
        (
            "園區租金資助。租用政府物業作基礎研究可免租，並獲發還裝修費。第三句。",
            "園區租金資助。租用政府物業作基礎研究可免租，並獲發還裝修費。",
        ),
        ("", ""),
    ],
)
def test_the_opening_of_a_summary(whole, opening):
    assert Text(whole, "en").opening.value == opening


def test_lines_leave_blanks_out():
    assert Text("a\n\n  b \n", "en").lines == ["a", "b"]


@pytest.mark.parametrize(
    ("title", "language", "lang"),
    [
        ("Notice", "en", ""),
        ("定了!深圳宣布", "en", "zh"),
        ("Notice", "zh-hant", "en"),
        ("定了!深圳宣布", "zh-hans", ""),
    ],
)
def test_titles_in_another_language_are_marked(title, language, lang):
    with translation.override(language):
        assert run_language(title) == lang


@pytest.mark.parametrize(
    ("columns", "state", "note"),
    [
        ({"closes": LAST}, Openness.OPEN, "until 31 Dec 2026"),
        ({"effective_to": FIRST, "closes": LAST}, Openness.OPEN, "until 1 Mar 2026"),
        ({"rolling": True}, Openness.OPEN, "no fixed window"),
        ({"opens": FIRST}, Openness.OPEN, "no closing date published"),
        ({"opens": FIRST}, Openness.LATER, "from 1 Mar 2026"),
        ({}, Openness.LATER, "no date published"),
        ({"closes": FIRST}, Openness.CLOSED, "since 1 Mar 2026"),
        ({}, Openness.EXPIRED, ""),
        ({"closes": LAST}, Openness.UNKNOWN, ""),
        ({"closes": LAST}, "", ""),
    ],
)
def test_what_stands_beside_the_tag(columns, state, note):
    assert date_note(Entry(**columns), state) == note


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({}, "No window published"),
        ({"rolling": True}, "At any time, no fixed window"),
        ({"rolling": True, "opens": FIRST}, "No fixed window; from 1 March 2026"),
        ({"opens": FIRST, "closes": LAST}, "1 March 2026 to 31 December 2026"),
        ({"closes": LAST}, "until 31 December 2026"),
    ],
)
def test_a_window_in_words(columns, words):
    assert window_in_words(Entry(**columns)) == words


def test_no_dates_are_no_words():
    assert span(None, None) == state_label("") == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2023-09-12", "12 Sep 2023"),
        ("2023-09", "September 2023"),
        ("2023", "2023"),
        ("", ""),
        ("2023-02-31", "2023-02-31"),
    ],
)
def test_dates_of_sources_in_rows(text, words):
    assert short_partial_date(text) == words


def test_counted_things():
    assert (months(1), months(24)) == ("1 month", "24 months")
    assert (firms(1), firms(1700)) == ("1 firm", "1,700 firms")
    assert floor_area(600_000) == "600,000 m²"
    assert money(1_000_000, "CNY") == "CNY\u00a01,000,000"
