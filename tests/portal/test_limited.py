"""Fields that bound what may be entered: texts that are counted and never cut, and days that make sense."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.utils import translation

from portal.kernel.days import DayField, any_day, around_today, years_from
from portal.kernel.forms import LimitedText


class Told(forms.Form):
    text = LimitedText(label="Words", most=5)


class Dated(forms.Form):
    day = DayField(required=False)
    soon = DayField(required=False, days=lambda: around_today(back=1, on=2))


def test_a_text_is_counted_below_its_control_and_never_cut():
    page = str(Told({"text": "seven.."}))
    assert "maxlength" not in page
    assert 'aria-describedby="id_text_error id_text_count"' in page
    assert 'data-count="characters" data-for="id_text" data-most="5"' in page
    assert '<span class="count__used">7</span> of 5 characters' in page
    assert "seven.." in page


def test_a_text_that_is_too_long_says_by_how_much():
    form = Told({"text": "seven.."})
    assert form.errors["text"] == ["Use at most 5 characters: take out 2."]


def test_a_line_break_is_one_character():
    form = Told({"text": "a\r\nb\r\nc"})
    assert form.is_valid()
    assert form.cleaned_data["text"] == "a\nb\nc"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("a\x07b\x1b", "ab"), ("a\u202eb", "ab"), ("a\tb\u200d", "a\tb\u200d"), ("\ud800a", "a")],
)
def test_what_nobody_can_read_is_left_out(typed, kept):
    assert Told({"text": typed}).data["text"] == typed
    form = Told({"text": typed})
    assert form.is_valid()
    assert form.cleaned_data["text"] == kept


@pytest.mark.parametrize("text", ["\u200b", " \u2060\n", "\x07", "\u3000"])
def test_a_text_without_a_sign_that_can_be_seen_is_none(text):
    assert Told({"text": text}).errors["text"] == ["This field is required."]


@pytest.fixture
def _today(monkeypatch):
    # In Hong Kong it is tomorrow already.
    moment = datetime(2026, 11, 22, 17, tzinfo=UTC)
    monkeypatch.setattr("portal.kernel.clock.timezone.now", lambda: moment)


@pytest.mark.usefixtures("_today")
@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("day", date(1900, 1, 1), date(2126, 11, 23)),
        ("soon", date(2025, 11, 23), date(2028, 11, 23)),
    ],
)
def test_days_are_bounded_and_the_message_names_the_bounds(name, first, last):
    for day in (first, last):
        assert Dated({name: day.isoformat()}).is_valid()
    for day in (date(1, 1, 1), date.fromordinal(first.toordinal() - 1), date(9999, 12, 31)):
        text = Dated({name: day.isoformat()}).errors[name][0]
        assert str(first.year) in text
        assert str(last.year) in text


@pytest.mark.parametrize("language", ["zh-hant", "zh-hans"])
def test_the_bounds_are_written_as_the_language_does(language):
    with translation.override(language):
        assert "1900年1月1日" in any_day().fault(date(1, 1, 1))


def test_the_29th_of_february_has_a_day_in_every_year():
    assert years_from(date(2028, 2, 29), 1) == date(2029, 2, 28)
    assert years_from(date(2028, 2, 29), 100) == date(2128, 2, 29)
