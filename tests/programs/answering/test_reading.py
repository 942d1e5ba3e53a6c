"""What single answers mean, and what is told of those that do not fit."""

from decimal import Decimal

import pytest

from programs.answering.specs import ColumnSpec, FormSpec, QuestionSpec, SectionSpec
from programs.answering.states import Given, SectionState, progress_of
from programs.answering.values import count_words, read_answer
from programs.enums import QuestionKind

from .making import FACTS, OPTIONS


def question(kind: str, key: str = "q", **parts) -> QuestionSpec:
    return QuestionSpec(key=key, kind=kind, **parts)


def form_of(*questions: QuestionSpec) -> FormSpec:
    return FormSpec((SectionSpec("s", questions),))


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("text", "Hello", "Hello"),
        ("text", "   ", None),
        ("number", "１,２００.5", Decimal("1200.5")),
        ("money", "0", Decimal(0)),
        ("yes-no", "no", False),
        ("choice", "b", "b"),
        ("multiple", '["c", "a", "a"]', ("a", "c")),
        ("multiple", "[]", None),
        ("declaration", "yes", True),
        ("table", "[]", None),
    ],
)
def test_answers_that_fit(kind, text, value):
    read = read_answer(question(kind, options=OPTIONS), text)
    assert (read.value, read.problem) == (value, "")


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("number", "twelve", "Enter a number"),
        ("number", "1.234", "Use two decimal places at most."),
        ("number", "1e5", "Enter a number"),
        ("yes-no", "true", "Answer yes or no."),
        ("choice", "z", "Choose one"),
        ("multiple", '["z"]', "Choose among"),
        ("multiple", "a", "Choose among"),
        ("date", "30.11.2026", "Enter a date"),
        ("date", "2026-02-30", "Enter a date"),
        ("date", "2026-W01-1", "Enter a date"),
        ("date", "20261130", "Enter a date"),
        ("date", "0001-01-01", "Enter a date from 1 January 1900 to"),
        ("date", "1899-12-31", "Enter a date from 1 January 1900 to"),
        ("date", "9999-12-31", "Enter a date from 1 January 1900 to"),
        ("table", "{}", "Fill in the table again."),
        ("declaration", "no", "Agree to this"),
    ],
)
def test_answers_that_do_not(kind, text, words):
    assert words in read_answer(question(kind, options=OPTIONS), text).problem


def test_limits_say_by_how_much():
    assert "take out 2" in read_answer(question("text", max_length=3), "12345").problem
    assert "take out 1" in read_answer(question("long-text", max_words=3), "one two 三四").problem
    assert "0 or more" in read_answer(question("number", minimum=Decimal(0)), "-1").problem
    assert "5 or less" in read_answer(question("number", maximum=Decimal(5)), "6").problem


@pytest.mark.parametrize(
    ("text", "words"), [("", 0), ("one, two", 2), ("河套 zone", 3), ("...", 0), ("3.5 m²", 2)]
)
def test_chinese_characters_count_as_words(text, words):
    assert count_words(text) == words


def test_a_table_names_its_wrong_cells():
    columns = (
        ColumnSpec("name", "text", {"en": "Name"}),
        ColumnSpec("share", "number", {"en": "Share"}, maximum=Decimal(100)),
    )
    read = read_answer(
        question("table", columns=columns, min_rows=1),
        '[{"name": " ", "share": "120"}, {"name": "A", "share": "5"}]',
    )
    assert set(read.cells) == {(0, "name"), (0, "share")}
    assert read.problem == "Row 1, Name: This cell needs an answer. Row 1, Share: Enter 100 or less."


def test_of_many_wrong_cells_three_are_named_and_the_others_counted():
    table = question("table", columns=(ColumnSpec("share", "number", {"en": "Share"}),), max_rows=4)
    rows = ", ".join('{"share": "x"}' for _ in range(5))
    problem = read_answer(table, f"[{rows}]").problem
    assert problem.startswith("Take out rows: at most 4 fit. Row 1, Share: Enter a number")
    assert "Row 3, Share" in problem
    assert "Row 4" not in problem
    assert problem.endswith("2 more cells are empty or wrong.")


def test_a_required_text_of_blanks_is_missing():
    progress = progress_of(form_of(question("text")), {"q": Given("  ")}, {})
    assert progress.refusals == {"q": "This question needs an answer."}


def test_a_question_whose_fact_is_gone_keeps_nobody_from_sending():
    progress = progress_of(form_of(question("fact")), {}, {})
    assert progress.refusals == {}
    assert not progress.asked["q"].is_shown


def test_a_rule_that_does_not_fit_any_more_hides_and_does_not_break():
    form = form_of(question("text", shown_when={"fact": "headcount", "op": ">=", "value": 5}))
    assert not progress_of(form, {}, {"headcount": "many"}).asked["q"].is_shown


def test_a_declaration_has_to_be_made():
    progress = progress_of(form_of(question("declaration")), {}, {})
    assert "q" in progress.refusals
    assert progress_of(form_of(question("declaration")), {"q": Given("yes")}, {}).refusals == {}


def test_required_when_counts_only_where_the_rule_holds():
    form = form_of(
        question("yes-no", "first"),
        question(
            "text",
            "second",
            required=False,
            required_when={"fact": "answer.first", "op": "==", "value": True},
        ),
    )
    assert "second" in progress_of(form, {"first": Given("yes")}, {}).refusals
    assert "second" not in progress_of(form, {"first": Given("no")}, {}).refusals


def test_states_of_a_section():
    form = form_of(question("number", "a"), question("text", "b"))
    states = {
        SectionState.NOT_STARTED: {},
        SectionState.IN_PROGRESS: {"a": Given("1")},
        SectionState.PROBLEMS: {"a": Given("x"), "b": Given("y")},
        SectionState.COMPLETE: {"a": Given("1"), "b": Given("y")},
    }
    for state, answers in states.items():
        assert progress_of(form, answers, {}).sections[0].state == state
    filled_in = {"a": Given("1", is_confirmed=False), "b": Given("y", is_confirmed=False)}
    assert progress_of(form, filled_in, {}).sections[0].state == SectionState.NOT_STARTED


def test_an_answer_to_a_fact_is_read_by_the_name_of_the_fact():
    form = form_of(
        question(QuestionKind.FACT, "f", fact=FACTS["in_shenzhen"]),
        question("text", "name", shown_when={"fact": "in_shenzhen", "op": "==", "value": True}),
    )
    assert progress_of(form, {"f": Given("true")}, {}).asked["name"].is_shown
    assert not progress_of(form, {"f": Given("false")}, {"in_shenzhen": True}).asked["name"].is_shown
