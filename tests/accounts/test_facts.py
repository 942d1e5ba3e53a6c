"""What a firm says about itself."""

import pytest
from django.utils import timezone

from accounts.enums import MemberRole
from accounts.selectors import fact_values, facts_of
from accounts.services.facts import record_fact, withdraw_fact
from accounts.wording import fact_in_words
from portal.catalogue.enums import FactType
from portal.kernel.errors import DomainError, InvalidInput, NotAllowed
from tests.accounts.state import last_entry, nothing_changes, refused
from tests.factories import make_fact, make_firm, make_member, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm():
    return make_firm()


@pytest.fixture
def owner(firm):
    return firm.memberships.get().user


@pytest.mark.parametrize(
    ("type", "value"),
    [(FactType.BOOL, False), (FactType.INT, 0), (FactType.CHOICE, "a"), (FactType.MULTI_CHOICE, ["a", "c"])],
)
def test_each_type_of_answer_is_stored_with_author_and_date(firm, owner, type, value):
    fact = make_fact(type=type)
    before = timezone.now()
    stored = record_fact(actor=owner, firm=firm, fact=fact, value=value)
    stored.refresh_from_db()
    assert stored.value == value
    assert stored.recorded_by == owner
    assert before <= stored.recorded_at <= timezone.now()
    assert fact_values(firm) == {fact.name: value}
    assert last_entry().data == {"fact": fact.name, "value": value}


def test_a_new_answer_supersedes_and_keeps_the_earlier_one(firm, owner):
    fact = make_fact()
    editor = make_member(firm).user
    first = record_fact(actor=owner, firm=firm, fact=fact, value=3)
    second = record_fact(actor=editor, firm=firm, fact=fact, value=4)
    first.refresh_from_db()
    assert (first.value, first.recorded_by) == (3, owner)
    assert first.superseded_at is not None
    assert list(facts_of(firm)) == [second]


def test_an_equal_answer_changes_nothing(firm, owner):
    fact = make_fact(type=FactType.MULTI_CHOICE)
    stored = record_fact(actor=owner, firm=firm, fact=fact, value=["b", "a"])
    editor = make_member(firm).user
    with nothing_changes():
        again = record_fact(actor=editor, firm=firm, fact=fact, value=["a", "b"])
    assert again == stored


def test_yes_is_not_the_number_one(firm, owner):
    fact = make_fact(type=FactType.BOOL)
    record_fact(actor=owner, firm=firm, fact=fact, value=True)
    # The registry may turn a yes-or-no question into one for a number.
    fact.type = FactType.INT
    fact.save()
    stored = record_fact(actor=owner, firm=firm, fact=fact, value=1)
    assert stored.value == 1
    assert stored.value is not True


@pytest.mark.parametrize("value", [-1, 1001, "12", True, None])
def test_an_answer_that_does_not_fit_is_refused(firm, owner, value):
    fact = make_fact(min=0, max=1000)
    with refused("invalid", InvalidInput) as caught:
        record_fact(actor=owner, firm=firm, fact=fact, value=value)
    assert list(caught.value.errors) == ["value"]


def test_a_question_no_longer_asked_is_refused(firm, owner):
    fact = make_fact(archived_at=timezone.now())
    with refused("fact-archived", DomainError):
        record_fact(actor=owner, firm=firm, fact=fact, value=1)


def test_viewers_and_strangers_record_nothing(firm):
    fact = make_fact()
    viewer = make_member(firm, role=MemberRole.VIEWER).user
    for person in (viewer, make_user(), make_firm().memberships.get().user):
        with refused("not-a-writer", NotAllowed):
            record_fact(actor=person, firm=firm, fact=fact, value=1)
        with refused("not-a-writer", NotAllowed):
            withdraw_fact(actor=person, firm=firm, fact=fact)


def test_an_answer_taken_back_leaves_the_question_open(firm, owner):
    fact = make_fact()
    record_fact(actor=owner, firm=firm, fact=fact, value=1)
    assert withdraw_fact(actor=owner, firm=firm, fact=fact)
    assert fact_values(firm) == {}
    assert firm.facts.count() == 1
    assert last_entry().action == "firm.fact-withdraw"
    with nothing_changes():
        assert not withdraw_fact(actor=owner, firm=firm, fact=fact)


@pytest.mark.parametrize(
    ("type", "unit", "value", "words"),
    [
        ("bool", "", True, "Yes"),
        ("int", "people", 1, "1 person"),
        ("int", "people", 1200, "1,200 people"),
        ("int", "years", 2, "2 years"),
        ("int", "months", 1, "1 month"),
        ("int", "patents", 3, "3 patents"),
        ("int", "sqm", 90, "90 m²"),
        ("int", "%", 15, "15%"),
        ("int", "CNY", 57600, "CNY\u00a057,600"),
        ("int", "", 7, "7"),
        ("choice", "", "a", "Choice a"),
        ("choice", "", "gone", "gone"),
        ("multi-choice", "", ["a", "c"], "Choice a, Choice c"),
    ],
)
def test_answers_in_words(type, unit, value, words):
    fields = {"unit": unit} if type == "int" else {}
    assert fact_in_words(make_fact(type=type, **fields), value) == words
