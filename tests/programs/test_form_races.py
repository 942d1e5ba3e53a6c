"""Two authors of a form at the same moment: one waits for the other and is then told."""

import pytest
from django.db import connection

from portal.kernel.errors import Conflict
from programs.services import form_parts, forms
from tests.factories import in_three, make_intake, make_staff
from tests.form_factory import make_form

from .test_races import race

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one lock for all writers"),
]


@pytest.fixture
def form():
    return make_form(make_intake(questions=False), published=False)


@pytest.fixture
def told():
    return {"revision": 0, "actor": make_staff("editor")}


def change(form, told, words: str):
    return lambda: form_parts.change_question(
        question=form.questions.select_related("form").get(key="text"), **told, values=in_three(label=words)
    )


def test_of_two_changes_the_first_stays_and_the_second_is_told(form, told):
    first, second = race(change(form, told, "First"), change(form, told, "Second"))
    assert first is None
    assert isinstance(second, Conflict)
    assert form.questions.get(key="text").label_en == "First"


def test_what_is_being_published_does_not_change(form, told):
    ended = race(lambda: forms.publish_form(form=form, **told), change(form, told, "Too late"))
    assert ended[0] is None
    assert isinstance(ended[1], Conflict)
    assert form.questions.get(key="text").label_en != "Too late"


def test_two_copies_at_once_are_two_versions(form, told):
    def copy():
        return forms.copy_form(form=form, actor=told["actor"])

    assert race(copy, copy) == [None, None]
    assert sorted(form.intake.forms.values_list("number", flat=True)) == [1, 2, 3]
