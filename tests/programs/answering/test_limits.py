"""Limits that a form may set: a draft keeps every answer within them, and what it could not keep is refused."""

from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from programs.answering.limits import limit_faults
from programs.answering.lists import LONGEST_CODE, MOST_COLUMNS, MOST_OPTIONS, column_faults, option_faults
from programs.answering.numbers import MOST_BOUND
from programs.answering.specs import COLUMN_KINDS, MOST_ROWS, MOST_ROWS_ALLOWED, question_spec
from programs.answering.typed import cell_name, field_name, is_too_long, kept_rows, rows_name, text_from
from programs.answering.values import read_answer
from programs.enums import QuestionKind
from programs.models import Question
from tests.factories import make_intake
from tests.form_factory import make_form, make_question

KINDS = (QuestionKind.TEXT, QuestionKind.LONG_TEXT, QuestionKind.MULTIPLE, QuestionKind.TABLE)
LENGTHS = st.none() | st.sampled_from([1, 300, 5_000, 5_001, 20_000, 30_000, 30_001, 60_001])
#: From none to more than fit.
ROW_LIMITS = st.none() | st.sampled_from([1, 50, 51, MOST_ROWS_ALLOWED, MOST_ROWS_ALLOWED + 1, 30_000])


def code(number: int) -> str:
    """The longest code that an option or a column may have."""
    return str(number).rjust(LONGEST_CODE, "x")


def choices(count: int) -> list[dict]:
    return [{"code": code(number), "label": {}} for number in range(count)]


@st.composite
def columns(draw) -> list[dict]:
    found = []
    for number in range(draw(st.sampled_from([1, 3, MOST_COLUMNS]))):
        column = {"key": code(number), "kind": str(draw(st.sampled_from(COLUMN_KINDS))), "label": {}}
        if column["kind"] == QuestionKind.TEXT and (longest := draw(LENGTHS)):
            column["max_length"] = longest
        if column["kind"] == QuestionKind.CHOICE:
            column["options"] = choices(MOST_OPTIONS)
        found.append(column)
    return found


@st.composite
def rows_of_questions(draw) -> Question:
    question = Question(key="q", kind=draw(st.sampled_from(KINDS)))
    if question.kind == QuestionKind.TABLE:
        question.columns = draw(columns())
        question.min_rows, question.max_rows = draw(ROW_LIMITS), draw(ROW_LIMITS)
    elif question.kind == QuestionKind.MULTIPLE:
        question.options = choices(draw(st.sampled_from([2, MOST_OPTIONS])))
    else:
        question.max_length = draw(LENGTHS)
    return question


def longest_answer(spec) -> dict[str, list[str]]:
    """What a page sends where somebody uses all the room that a question gives."""
    if spec.kind == QuestionKind.MULTIPLE:
        return {field_name(spec.key): list(spec.options)}
    if spec.kind != QuestionKind.TABLE:
        return {field_name(spec.key): ['"' * spec.max_length]}
    sent = {rows_name(spec.key): [str(spec.max_rows)]}
    for row in range(spec.max_rows):
        for column in spec.columns:
            cells = {
                QuestionKind.TEXT: '"' * column.max_length,
                QuestionKind.NUMBER: "-99,999,999,999,999.00",
                QuestionKind.DATE: "2026-11-30",
                QuestionKind.YES_NO: "yes",
                QuestionKind.CHOICE: next(iter(column.options), ""),
            }
            sent[cell_name(spec.key, row, column.key)] = [cells[column.kind]]
    return sent


@settings(max_examples=80, deadline=None)
@given(rows_of_questions())
def test_the_longest_answer_that_a_form_allows_is_kept_whole(question):
    unsound = option_faults(question.options) or column_faults(question.columns)
    turned = None not in (low := question.min_rows, high := question.max_rows) and low > high
    if unsound or turned or limit_faults(question):
        return
    spec = question_spec(question)
    text = text_from(spec, longest_answer(spec))
    assert not is_too_long(spec, text)
    assert read_answer(spec, text).problem == ""
    if spec.kind == QuestionKind.TABLE:
        assert len(kept_rows(text)) == spec.max_rows


@pytest.mark.parametrize(
    ("limits", "name", "words"),
    [
        ({"kind": "text", "max_length": 20_000}, "max_length", "5,000"),
        ({"kind": "long-text", "max_length": 30_001}, "max_length", "30,000"),
        ({"kind": "table", "min_rows": 150, "max_rows": 200}, "min_rows", "at most 100 rows"),
        ({"kind": "table", "max_rows": 200}, "max_rows", "at most 100 rows"),
        ({"kind": "number", "maximum": MOST_BOUND + Decimal("0.01")}, "maximum", "9,999,999,999,999.99"),
        ({"kind": "money", "minimum": -(10**13)}, "minimum", "−9,999,999,999,999.99"),
    ],
)
def test_limits_that_go_too_far_are_told_what_fits(limits, name, words):
    assert words in limit_faults(Question(**limits))[name]


@pytest.mark.parametrize(
    "limits",
    [
        {"kind": "text", "max_length": 5_000},
        {"kind": "long-text", "max_length": 30_000},
        {"kind": "table", "min_rows": 100, "max_rows": 100},
        {"kind": "number", "minimum": -MOST_BOUND, "maximum": MOST_BOUND},
        {"kind": "number", "minimum": "nonsense", "maximum": Decimal("NaN")},
        {"kind": "table", "min_rows": "nonsense", "columns": 5},
    ],
)
def test_limits_that_fit_and_what_is_none_are_passed_over(limits):
    assert limit_faults(Question(**limits)) == {}


def test_a_table_of_the_usual_size_may_have_all_columns():
    text = [{"key": code(number), "kind": "text", "label": {}} for number in range(MOST_COLUMNS)]
    assert limit_faults(Question(kind="table", columns=text)) == {}
    told = limit_faults(Question(kind="table", columns=text, max_rows=MOST_ROWS_ALLOWED))
    assert "a draft keeps 500,000" in told["max_rows"]


def test_a_column_has_the_limits_of_a_question():
    number = {"key": "a", "kind": "number", "label": {}}
    assert column_faults([number | {"minimum": str(-MOST_BOUND), "maximum": str(MOST_BOUND)}]) == []
    told = column_faults([number | {"minimum": "-1e300", "maximum": "1e300"}])
    assert len(told) == 1
    assert "9,999,999,999,999.99" in told[0]
    assert "5,000" in column_faults([{"key": "a", "kind": "text", "label": {}, "max_length": 5_001}])[0]


@pytest.mark.parametrize(("least", "most"), [(None, MOST_ROWS), (20, MOST_ROWS), (80, 80)])
def test_a_table_that_needs_many_rows_takes_them(least, most):
    assert question_spec(Question(kind="table", min_rows=least)).max_rows == most


@pytest.mark.django_db
@pytest.mark.parametrize("sign", [1, -1])
def test_the_furthest_bound_is_read_back_exactly(sign):
    section = make_form(make_intake(questions=False), kinds=()).sections.get()
    bound = sign * MOST_BOUND
    row = make_question(section, "sum", QuestionKind.NUMBER, minimum=bound, maximum=bound)
    row.full_clean()
    again = Question.objects.get(pk=row.pk)
    assert (again.minimum, again.maximum) == (bound, bound), connection.vendor
