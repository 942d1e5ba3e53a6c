"""The normaliser: whatever the script, width, case or signs, the same pieces come out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.catalogue.search.sounds import sounds_of
from portal.catalogue.search.text import fold, is_han, name_key, pieces
from portal.catalogue.search.tokens import analyse, stem


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("孵化計劃", "孵化计划"),
        ("衞生署", "卫生署"),
        ("裏面", "里面"),
        ("臺灣", "台灣"),
        ("為", "爲"),
        ("Ｒｅｎｔ　ＡＩ", "rent ai"),
        ("CAFÉ", "cafe"),
        ("帳戶", "賬戶"),
        ("1,000,000", "1000000"),
        ("Straße", "STRASSE"),
    ],
)
def test_the_same_in_another_guise(one, other):
    assert pieces(fold(one)) == pieces(fold(other))


def test_pieces_are_words_and_runs_of_characters():
    assert pieces(fold("AI芯片start-up（深圳）R&D 50%")) == ["ai", "芯片", "start-up", "深圳", "r&d", "50"]


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("renting", "rent"),
        ("laboratories", stem("laboratory")),
        ("start-up", "startup"),
        ("start-up", "up"),
        ("R&D", "rd"),
        ("網絡安全", "络安"),
        ("香港", "港"),
    ],
)
def test_tokens(text, token):
    assert token in analyse(text).tokens


def test_words_are_kept_as_written_for_the_speller():
    assert analyse("Renting laboratories in 深圳").words == ("renting", "laboratories", "in")


#: What ends a quotation or acts as an operator in a full-text query of either database.
SIGNS = frozenset("\"'\\ \t\n*:()&|!<>-+^{}\0")


@given(st.text())
def test_no_token_holds_a_sign_of_a_query_language(text):
    assert all(token and SIGNS.isdisjoint(token) for token in analyse(text).tokens)


@given(st.text(), st.text())
def test_runs_are_of_one_kind(left, right):
    for piece in pieces(fold(left + right)):
        assert is_han(piece) == all(is_han(char) for char in piece)


def test_name_keys_are_bounded_and_blind_to_signs():
    assert name_key("BUD Fund (Mainland)") == name_key("bud-fund：mainland") == b"budfundmainland"
    assert len(name_key("孵" * 500)) == 240


@pytest.mark.parametrize("typed", ["qianhai", "cinhoi", "qianhaishen", "mengxiang", "munggung"])
def test_names_by_their_sound(typed):
    assert typed in sounds_of("前海深港青年夢工場，夢想", "前海深港青年梦工场，梦想")


def test_sounds_of_names_without_chinese():
    assert sounds_of("BUD", "BUD") == {}
