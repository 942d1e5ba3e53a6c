"""Numbers as people write them: what is understood, what is refused, and in which words."""

from decimal import Decimal

import pytest

from programs.answering.numbers import number_in, parsed
from programs.answering.specs import QuestionSpec
from programs.answering.typed import text_from
from programs.answering.values import read_answer
from programs.eligibility.facts import FactSpec

BOUND = "99,999,999,999,999"


@pytest.mark.parametrize(
    ("currency", "text"),
    [
        ("", "500000"),
        ("", "500,000"),
        ("", "500 000"),
        ("", "５００，０００"),
        ("", "500000.00"),
        ("CNY", "￥500,000"),
        ("CNY", "¥ 500 000"),
        ("CNY", "人民币500,000元"),
        ("CNY", "RMB 500,000"),
        ("HKD", "HK$ 500,000"),
        ("HKD", "$500,000"),
        ("HKD", "hkd 500,000.0"),
        ("HKD", "500,000港元"),
        ("USD", "US$500,000"),
    ],
)
def test_signs_and_groups_are_understood(currency, text):
    assert number_in(text, currency) == 500_000


@pytest.mark.parametrize("text", ["-12.5", "−12.5", "－１２．５", "- 12.50"])
def test_less_than_nothing_in_any_width(text):
    assert number_in(text) == Decimal("-12.5")


@pytest.mark.parametrize(
    ("currency", "text", "words"),
    [
        ("", "1,5", "It is not clear which number this is."),
        ("", "1,50,000", "It is not clear which number this is."),
        ("", "500 00", "It is not clear which number this is."),
        ("", "1.500.000", "It is not clear which number this is."),
        ("", "1,000 000", "It is not clear which number this is."),
        ("", "10²", "It is not clear which number this is."),
        ("", "CO₂", "It is not clear which number this is."),
        ("", "$500", "Enter a number without a currency."),
        ("HKD", "¥500", "Enter the sum in HKD, as figures alone."),
        ("CNY", "HK$500", "Enter the sum in CNY, as figures alone."),
        ("", "1.234", "Use two decimal places at most."),
        ("", "many", ""),
        ("", "", ""),
    ],
)
def test_what_could_mean_two_things_is_refused_and_says_why(currency, text, words):
    number, fault = parsed(text, currency)
    assert number is None
    assert fault.startswith(words)
    assert bool(fault) == bool(words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("9" * 40, f"Enter {BOUND} or less."),
        ("9" * 4_900, f"Enter {BOUND} or less."),
        ("-" + "9" * 40, f"Enter −{BOUND} or more."),
    ],
)
def test_a_number_that_is_too_long_is_told_the_bound(text, words):
    assert read_answer(QuestionSpec("q", "number"), text).problem == words


def test_the_forms_own_bound_comes_first():
    bounded = QuestionSpec("q", "number", minimum=Decimal(1), maximum=Decimal(60))
    assert read_answer(bounded, "9" * 40).problem == "Enter 60 or less."
    assert read_answer(bounded, "-" + "9" * 40).problem == "Enter 1 or more."


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("HK$ 5,000", ""),
        ("9" * 40, "Enter 1000000 or less."),
        ("-" + "9" * 4_900, "Enter 0 or more."),
        ("1,5", "It is not clear which number this is."),
        ("¥500", "Enter the sum in HKD, as figures alone."),
        ("2.5", "Enter a whole number."),
        ("many", "Enter a whole number."),
    ],
)
def test_facts_read_numbers_in_the_same_way(typed, words):
    fact = FactSpec("capital", "firm", "int", unit="HKD", min=0, max=1_000_000)
    question = QuestionSpec("q", "fact", currency="HKD", fact=fact)
    problem = read_answer(question, text_from(question, {"answer-q": [typed]})).problem
    assert problem.startswith(words)
    assert bool(problem) == bool(words)
