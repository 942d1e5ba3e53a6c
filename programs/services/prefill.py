"""Facts of a firm as answers of an application, so that nothing is typed twice."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from accounts.wording import fact_in_words
from programs.enums import QuestionKind
from programs.models import Question

#: What a choice calls yes and no, where the fact is one.
YES_NO = {True: "yes", False: "no"}


def answer_from(question: Question, facts: Mapping[str, Any]) -> str:
    """The answer to a question that a firm's facts give, as it is stored; "" where they give none that fits.

    A number must lie in the question's range and a code among its options; what is too long is left out. Questions for
    dates and files are never answered by facts.
    """
    value = facts.get(question.fact_id) if question.fact_id else None
    if value is None:
        return ""
    if question.kind == QuestionKind.NUMBER:
        return number_from(question, value)
    if question.kind == QuestionKind.CHOICE:
        code = YES_NO[value] if isinstance(value, bool) else value
        return code if code in [option["code"] for option in question.options] else ""
    if question.kind in (QuestionKind.TEXT, QuestionKind.LONG_TEXT):
        words = str(fact_in_words(question.fact, value))
        return words if question.max_length is None or len(words) <= question.max_length else ""
    return ""


def number_from(question: Question, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        return ""
    low, high = question.minimum, question.maximum
    fits = (low is None or Decimal(value) >= low) and (high is None or Decimal(value) <= high)
    return str(value) if fits else ""
