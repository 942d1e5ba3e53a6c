"""Names, registration numbers and answers, without a database."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.rules import LARGEST, clean_fact_value, clean_registration_number, validate_name


@pytest.mark.parametrize(
    "name", ["Bay MedTech Ltd.", "樣本灣醫療科技有限公司", "O’Neil & Søn (HK) 1.0", "𠮷田電子", "ＡＢＣ"]
)
def test_ordinary_names_pass(name):
    validate_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "two\nlines",
        "tab\there",
        "bell\x07",
        "nul\x00",
        "turned\u202ename",
        "zero\u200bwidth",
        "half\ud83d",
        "line\u2028end",
    ],
)
def test_hidden_characters_are_refused(name):
    with pytest.raises(ValidationError):
        validate_name(name)


@pytest.mark.parametrize("name", ["Win at https://example.org", "www.example.org", "See WWW.example.org"])
def test_addresses_are_no_names(name):
    with pytest.raises(ValidationError):
        validate_name(name)


@pytest.mark.parametrize(
    ("side", "typed", "stored"),
    [
        ("hong-kong", " 1234 5678 ", "12345678"),
        ("hong-kong", "", ""),
        ("shenzhen", "9144 0300 7152 6726 xg", "9144030071526726XG"),
        ("shenzhen", "914403001922038216", "914403001922038216"),
        ("not-yet", "  ", ""),
    ],
)
def test_registration_numbers_are_tidied(side, typed, stored):
    assert clean_registration_number(side, typed) == stored


@pytest.mark.parametrize(
    ("side", "typed"),
    [
        ("hong-kong", "1234567"),
        ("hong-kong", "123456789"),
        ("hong-kong", "1234567A"),
        ("hong-kong", "１２３４５６７８"),
        ("shenzhen", "12345678"),
        ("shenzhen", "9144030071526726XH"),
        ("shenzhen", "9144030071526726XI"),
        ("not-yet", "12345678"),
    ],
)
def test_wrong_registration_numbers_are_refused(side, typed):
    with pytest.raises(ValidationError):
        clean_registration_number(side, typed)


def fact(type, **fields):
    choices = [{"code": code} for code in ("a", "b", "none")] if "choice" in type else []
    return SimpleNamespace(**{"type": type, "min": None, "max": None, "choices": choices, **fields})


@pytest.mark.parametrize(
    ("type", "value", "stored"),
    [
        ("bool", True, True),
        ("bool", False, False),
        ("int", 0, 0),
        ("int", LARGEST, LARGEST),
        ("choice", "b", "b"),
        ("multi-choice", ["b", "a", "b"], ["a", "b"]),
        ("multi-choice", ["none"], ["none"]),
    ],
)
def test_fitting_answers(type, value, stored):
    assert clean_fact_value(fact(type), value) == stored


@pytest.mark.parametrize(
    ("type", "value"),
    [
        ("bool", 1),
        ("bool", "yes"),
        ("bool", None),
        ("int", True),
        ("int", 1.5),
        ("int", "3"),
        ("int", LARGEST + 1),
        ("choice", "c"),
        ("choice", ["a"]),
        ("choice", None),
        ("multi-choice", "a"),
        ("multi-choice", ["c"]),
        ("multi-choice", [["a"]]),
        ("multi-choice", []),
        ("multi-choice", ["none", "a"]),
    ],
)
def test_answers_that_do_not_fit(type, value):
    with pytest.raises(ValidationError):
        clean_fact_value(fact(type), value)


@given(st.integers())
def test_a_number_is_stored_exactly_when_it_is_in_range(value):
    question = fact("int", min=-5, max=100)
    if -5 <= value <= 100:
        assert clean_fact_value(question, value) == value
    else:
        with pytest.raises(ValidationError):
            clean_fact_value(question, value)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner),
    max_leaves=5,
)


@given(st.sampled_from(["bool", "int", "choice", "multi-choice"]), anything)
def test_whatever_comes_is_cleaned_or_refused(type, value):
    try:
        clean = clean_fact_value(fact(type), value)
    except ValidationError:
        return
    assert clean_fact_value(fact(type), clean) == clean
