"""Forms in use are kept in memory: read once, and again only when the catalogue changes."""

import pytest

from portal.catalogue import revision
from programs.enums import QuestionKind
from programs.selectors import frozen_forms as module
from programs.selectors.frozen_forms import frozen_form, frozen_forms
from tests.factories import make_application, make_fact, make_intake
from tests.form_factory import make_form, make_full_form, make_question, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def form():
    return make_full_form(make_intake(questions=False))


def test_a_form_is_read_once(form, django_assert_num_queries):
    with django_assert_num_queries(3):
        first = frozen_form(form.pk)
    with django_assert_num_queries(1):
        assert frozen_form(form.pk) is first
    with django_assert_num_queries(0):
        assert [section.key for section in first.sections] == ["about", "project"]
        assert list(first.questions) == list(first.spec.questions)
        assert {row.section.key for row in first.questions.values()} == {"about", "project"}


def test_several_forms_cost_no_more_queries_than_one(form, django_assert_num_queries):
    others = [make_form(make_intake(questions=False)) for _ in range(4)]
    with django_assert_num_queries(3):
        found = frozen_forms([form.pk, *(each.pk for each in others)])
    assert [len(each.sections) for each in found.values()] == [2, 1, 1, 1, 1]


def test_the_wording_of_a_fact_is_that_of_the_catalogue(form):
    fact = make_fact()
    make_question(make_section(form, "facts"), "people", QuestionKind.FACT, fact=fact)
    make_application(intake=form.intake, form=form)
    assert frozen_form(form.pk).questions["people"].fact.question_en == fact.question_en
    fact.question_en = "How many are you now?"
    fact.save()
    revision.bump()
    assert frozen_form(form.pk).questions["people"].fact.question_en == "How many are you now?"


def test_no_more_forms_are_kept_than_memory_is_meant_for(monkeypatch):
    monkeypatch.setattr(module, "MOST", 3)
    forms = [make_form(make_intake(questions=False)) for _ in range(5)]
    found = frozen_forms([form.pk for form in forms])
    assert len(found) == 5
    assert len(module._kept) <= 3
