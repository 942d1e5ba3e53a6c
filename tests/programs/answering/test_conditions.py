"""Rules of a form: what they may name, and how they look as rows."""

import pytest

from programs.answering.conditions import rule_faults
from programs.answering.lists import column_faults, columns_incomplete, option_faults, options_incomplete
from programs.answering.rows import rows_of, rule_from
from programs.answering.specs import FormSpec, QuestionSpec, SectionSpec
from tests.three_languages import label_in_three

from .making import FACTS

YES = {"fact": "answer.first", "op": "==", "value": True}
LATER = "A rule can only use answers to questions that stand before its own."


def form_of(*questions: QuestionSpec) -> FormSpec:
    """Each question on a page of its own."""
    return FormSpec(tuple(SectionSpec(f"s{n}", (each,)) for n, each in enumerate(questions)))


FIRST = QuestionSpec("first", "yes-no")


def test_a_rule_over_an_earlier_answer_is_sound():
    assert rule_faults(form_of(FIRST, QuestionSpec("second", "text", shown_when=YES)), FACTS) == {}


@pytest.mark.parametrize("part", ["shown_when", "required_when"])
def test_a_rule_over_a_later_answer_is_a_fault(part):
    form = form_of(QuestionSpec("second", "text", **{part: YES}), FIRST)
    assert rule_faults(form, FACTS) == {("second", part): [("", LATER)]}


def test_a_rule_over_its_own_answer_is_a_fault():
    form = form_of(QuestionSpec("first", "yes-no", shown_when=YES))
    assert rule_faults(form, FACTS)["first", "shown_when"] == [("", LATER)]


def test_a_fact_that_the_form_asks_for_later_counts_as_a_later_answer():
    asks = QuestionSpec("entity", "fact", fact=FACTS["in_shenzhen"])
    reads = QuestionSpec("name", "text", shown_when={"fact": "in_shenzhen", "op": "==", "value": True})
    assert rule_faults(form_of(asks, reads), FACTS) == {}
    assert rule_faults(form_of(reads, asks), FACTS) == {("name", "shown_when"): [("", LATER)]}
    assert rule_faults(form_of(reads), FACTS) == {}


@pytest.mark.parametrize(
    "rule",
    [
        {"fact": "no_such_fact", "op": "==", "value": True},
        {"fact": "answer.gone", "op": "==", "value": True},
        {"fact": "answer.first", "op": ">=", "value": 1},
        {"fact": "headcount", "op": "==", "value": "many"},
        {"all": [YES]},
        [],
        "x",
    ],
)
def test_other_faults_are_told(rule):
    form = form_of(FIRST, QuestionSpec("second", "text", shown_when=rule))
    (_path, said), *_more = rule_faults(form, FACTS)["second", "shown_when"]
    assert said
    assert said != LATER


def test_texts_dates_tables_and_files_are_in_no_rule():
    for kind in ("text", "long-text", "date", "table", "file"):
        form = form_of(QuestionSpec("first", kind), QuestionSpec("second", "text", shown_when=YES))
        assert ("second", "shown_when") in rule_faults(form, FACTS)


NESTED = {
    "all": [
        {"any": [{"fact": "in_shenzhen", "op": "==", "value": True}] * 2},
        {"fact": "headcount", "op": ">", "value": 1},
    ]
}


@pytest.mark.parametrize("rule", [NESTED, {"not": NESTED}, {"fact": "gone", "op": "==", "value": 1}, 5])
def test_rows_leave_alone_what_they_cannot_show(rule):
    assert rows_of(rule, FACTS) is None


def test_no_rows_are_no_rule():
    assert rule_from("all", ()) is None
    assert rows_of(None, FACTS).rows == ()


OPTION = {"code": "a", "label": label_in_three("A")}


@pytest.mark.parametrize(
    "options",
    [{}, [5], [{}], [{"code": "a"}], [OPTION, OPTION], [{**OPTION, "code": ""}], [{**OPTION, "code": "a b"}]]
    + [
        [{**OPTION, "more": 1}],
        [{"code": "a", "label": {"fr": "A"}}],
        [{"code": "a", "label": {"en": 1}}],
        [OPTION] * 101,
    ],
)
def test_options_without_sense_are_not_stored(options):
    assert option_faults(options)


def test_options_may_wait_for_words():
    half = [{"code": "a", "label": {"en": "A"}}]
    assert option_faults(half) == []
    assert len(options_incomplete(half)) == 2
    assert options_incomplete([OPTION, {**OPTION, "code": "b"}]) == []


COLUMN = {"key": "name", "kind": "text", "label": label_in_three("Name"), "required": True}


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "file"},
        {"kind": None},
        {"required": "yes"},
        {"options": [OPTION]},
        {"minimum": 1},
        {"kind": "number", "minimum": "x"},
        {"kind": "number", "minimum": 5, "maximum": 1},
        {"kind": "number", "minimum": True},
        {"kind": "choice", "options": [OPTION, OPTION]},
        {"max_length": 0},
        {"key": "a b"},
    ],
)
def test_columns_without_sense_are_not_stored(changes):
    assert column_faults([{**COLUMN, **changes}])


def test_columns_need_words_and_choices_before_they_are_published():
    assert column_faults([COLUMN]) == []
    assert columns_incomplete([]) == ["A table needs at least one column."]
    assert columns_incomplete([{**COLUMN, "kind": "choice", "options": [OPTION]}])
    assert columns_incomplete([COLUMN]) == []
