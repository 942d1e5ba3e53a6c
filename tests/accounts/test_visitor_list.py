"""The shortlist in a cookie: what goes in comes out, and nonsense is an empty list."""

import base64
import json
import zlib
from contextlib import suppress

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.rules import clean_note
from accounts.visitor_list import (
    AGE,
    COOKIE,
    MOST,
    MOST_BYTES,
    MOST_UNFOLDED,
    NOTE_LENGTH,
    decode,
    encode,
    keep,
    read_kept,
    write_kept,
    write_note,
)
from portal.kernel.errors import DomainError, InvalidInput

slugs = st.from_regex(r"[-a-zA-Z0-9_]{1,80}", fullmatch=True)
notes = st.text(max_size=40).map(clean_note)
lists = st.dictionaries(slugs, notes, max_size=8)


def packed(value) -> str:
    """Anything at all in the cookie's wrapping."""
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(zlib.compress(text)).decode().rstrip("=")


@given(lists)
def test_what_goes_in_comes_out(kept):
    value = encode(kept)
    assert decode(value) == kept
    assert list(decode(value)) == list(kept)


@given(st.text())
@example("1.")
@example("=" * 40)
@example("a" * (MOST_BYTES + 1))
@example("é")
@example("\ud800")
def test_any_text_is_a_list(value):
    kept = decode(value)
    assert decode(encode(kept)) == kept


@given(st.binary(max_size=300))
def test_any_bytes_are_a_list(value):
    decode(base64.urlsafe_b64encode(value).decode())
    decode(packed(value))


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=90) | slugs,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=20,
)


@given(anything | st.lists(st.lists(anything, max_size=3), max_size=40))
def test_any_json_is_a_list_of_good_rows(value):
    kept = decode(packed(value))
    assert len(kept) <= MOST
    for slug, note in kept.items():
        assert 1 <= len(slug) <= 80
        assert note == clean_note(note)
        assert len(note) <= NOTE_LENGTH


@pytest.mark.parametrize(
    "value",
    [
        "",
        "nonsense",
        packed({"a": "b"}),
        packed("a"),
        packed(
            [["a", "b", "c"], [], "a", ["a b"], ["../x"], [1], ["x" * 81], ["a", "x" * 201], ["é"], ["a\n"]]
        ),
        packed(b"[" * 3000),
        packed(b"\xff\xfe"),
        packed(b"0" * (MOST_UNFOLDED + 1)),
        packed(b"9" * 20_000),
        packed([["a"]])[:-3],
    ],
)
def test_nonsense_is_an_empty_list(value):
    assert decode(value) == {}


def test_good_rows_beside_bad_ones_are_kept_and_doubles_are_not():
    assert decode(packed([["b", "Note"], 7, ["a"], ["b", "Other"]])) == {"b": "Note", "a": ""}


def test_a_small_cookie_cannot_unfold_to_a_large_one():
    bomb = packed(b" " * 2_000_000)
    assert len(bomb) <= MOST_BYTES
    assert decode(bomb) == {}


def test_a_list_holds_thirty():
    kept: dict[str, str] = {}
    for n in range(MOST):
        kept = keep(kept, f"{n:02}" + "s" * 78)
    assert len(encode(kept)) <= MOST_BYTES
    assert keep(kept, "00" + "s" * 78) == kept
    with pytest.raises(DomainError) as refused:
        keep(kept, "one-more")
    assert refused.value.code == "shortlist-full"


@given(st.lists(st.text(max_size=NOTE_LENGTH), min_size=MOST, max_size=MOST))
def test_no_note_makes_the_cookie_too_large(texts):
    kept = dict.fromkeys((f"slug-{n}" for n in range(MOST)), "")
    for slug, text in zip(list(kept), texts, strict=True):
        with suppress(InvalidInput):
            kept = write_note(kept, slug, text)
        assert len(encode(kept)) <= MOST_BYTES
    assert decode(encode(kept)) == kept


def test_a_note_that_is_too_long_is_refused():
    with pytest.raises(InvalidInput) as refused:
        write_note({"a": ""}, "a", "x" * (NOTE_LENGTH + 1))
    assert list(refused.value.errors) == ["note"]
    assert write_note({"a": ""}, "a", f" {'x' * NOTE_LENGTH} ") == {"a": "x" * NOTE_LENGTH}


@pytest.mark.parametrize("is_https", [True, False])
def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(settings, is_https):
    settings.SESSION_COOKIE_SECURE = is_https
    response = HttpResponse()
    write_kept(response, {"a": "字"})
    cookie = response.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert cookie["max-age"] == AGE == 7_776_000
    assert bool(cookie["secure"]) is is_https
    request = RequestFactory().get("/")
    request.COOKIES = {COOKIE: cookie.value}
    assert read_kept(request) == {"a": "字"}
    write_kept(response, {})
    assert (response.cookies[COOKIE].value, response.cookies[COOKIE]["max-age"]) == ("", 0)
