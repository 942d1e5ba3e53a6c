"""What holds of every form and every answer, however odd."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programs.answering.conditions import RULES, names_in, rule_faults
from programs.answering.rows import rows_of, rule_from
from programs.answering.specs import FormSpec, QuestionSpec
from programs.answering.states import SectionState, progress_of
from programs.answering.typed import typed_again
from programs.answering.values import read_answer
from programs.eligibility.rules import validate_rule
from programs.enums import QuestionKind

from .making import FACTS, KNOWN, TEXTS, answers, forms, questions, rules

MANY = settings(max_examples=40, deadline=None)


@st.composite
def drafts(draw):
    """A form, answers to it, and facts of the firm."""
    form = draw(forms())
    return form, draw(answers(form)), draw(KNOWN)


@MANY
@given(st.data())
def test_no_text_is_too_odd_for_any_question(data):
    question = data.draw(questions(0, [*FACTS]))
    read = read_answer(question, data.draw(TEXTS))
    assert isinstance(read.problem, str)
    if question.kind == QuestionKind.FILE:
        assert (read.value, read.problem) == (None, "")


@MANY
@given(drafts())
def test_any_form_and_any_answers_have_a_progress(draft):
    form, given_answers, facts = draft
    progress = progress_of(form, given_answers, facts)
    assert list(progress.asked) == list(form.questions)
    assert {section.state for section in progress.sections} <= set(SectionState)
    assert rule_faults(form, FACTS) is not None


@MANY
@given(drafts())
def test_what_is_not_asked_never_stops_anybody(draft):
    form, given_answers, facts = draft
    progress = progress_of(form, given_answers, facts)
    hidden = {key for key, one in progress.asked.items() if not one.is_shown}
    assert not hidden & progress.refusals.keys()
    without = {key: one for key, one in given_answers.items() if key not in hidden}
    again = progress_of(form, without, facts)
    assert again.refusals == progress.refusals
    assert [each.state for each in again.sections] == [each.state for each in progress.sections]


@MANY
@given(drafts(), st.randoms())
def test_it_does_not_matter_in_which_order_answers_came(draft, chance):
    form, given_answers, facts = draft
    mixed = list(given_answers.items())
    chance.shuffle(mixed)
    told = progress_of(form, given_answers, facts)
    assert progress_of(form, dict(mixed), facts).asked == told.asked


@MANY
@given(drafts(), st.data())
def test_an_answer_changes_nothing_that_stands_before_it(draft, data):
    form, given_answers, facts = draft
    if not form.questions:
        return
    key = data.draw(st.sampled_from(list(form.questions)))
    place = list(form.questions).index(key)
    more = {**given_answers, **{k: v for k, v in data.draw(answers(form)).items() if k == key}}
    before = list(progress_of(form, given_answers, facts).asked.values())
    after = list(progress_of(form, more, facts).asked.values())
    assert before[:place] == after[:place]


@MANY
@given(forms())
def test_a_form_without_faults_reads_facts_and_what_stands_before(form: FormSpec):
    faults = rule_faults(form, FACTS)
    earlier: set[str] = set()
    for key, question in form.questions.items():
        for part in RULES:
            rule = getattr(question, part)
            if rule is not None and (key, part) not in faults:
                assert set(names_in(rule)) <= FACTS.keys() | earlier
        earlier.add(f"answer.{key}")


@MANY
@given(rules([*FACTS]))
def test_a_rule_that_rows_show_is_kept_by_them(rule):
    shown = rows_of(rule, FACTS)
    if shown is None:
        return
    assert validate_rule(rule, FACTS) == []
    assert rule_from(shown.joint, shown.rows) == rule


@MANY
@given(st.data())
def test_what_a_page_holds_is_cleaned_once_and_can_be_written_down(data):
    spec, text = data.draw(questions(0, [*FACTS])), data.draw(TEXTS)
    kept = typed_again(spec, text)
    assert typed_again(spec, kept) == kept
    json.dumps(read_answer(spec, kept).value, default=str, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("fact", "text", "kept"),
    [
        ("area", '"\\ud800a"', '"a"'),
        ("fields", '["\\ud800a", "a", "b"]', '["a", "b"]'),
        ("headcount", "12", "12"),
        ("headcount", '"\\u202e"', ""),
        ("in_shenzhen", "true", "true"),
        ("in_shenzhen", '{"a": 1}', ""),
        ("in_shenzhen", "null", ""),
    ],
)
def test_so_are_facts_in_their_json(fact, text, kept):
    assert typed_again(QuestionSpec("q", QuestionKind.FACT, fact=FACTS[fact]), text) == kept
