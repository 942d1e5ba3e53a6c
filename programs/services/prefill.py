"""What a firm has said before as answers of a new draft, so that nothing is typed twice.

What is filled in is marked with where it comes from and of which day it is, and waits to be confirmed. Declarations
and questions that are asked anew each time are never filled in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import FirmFact
from accounts.wording import fact_in_words
from portal.kernel.clock import ZONE, today
from programs.answering.specs import question_spec
from programs.answering.typed import dumped
from programs.answering.values import NO, YES, read_answer
from programs.enums import AnswerOrigin, QuestionKind, ScanState
from programs.models import Answer, Application, Document, Question
from programs.selectors.group_facts import group_facts, with_relatives

#: What a choice calls yes and no, where the fact is one.
YES_NO = {True: YES, False: NO}


@dataclass(frozen=True)
class Filled:
    """An answer found for a question."""

    value: str
    origin: AnswerOrigin
    #: None where the firm's own row tells the fact.
    on: date | None
    document: Document | None = None


def fill_in(
    application: Application, questions: Iterable[Question], *, source: Application | None = None
) -> None:
    """Answer what the firm's facts or its earlier applications answer, of questions that have no answer yet.

    questions: rows of the application's form, their facts loaded. source: an application whose answers come before
    all others. The person who began the application is named as the one who wrote it.
    """
    asked = may_be_filled(questions)
    found = {**earlier_answers(application, asked), **told_by_facts(application, asked)}
    if source is not None:
        found |= answers_from(source, asked)
    Answer.objects.bulk_create(
        Answer(
            application=application,
            question=question,
            value=found[question.pk].value,
            document=found[question.pk].document,
            origin=found[question.pk].origin,
            origin_on=found[question.pk].on,
            is_confirmed=False,
            revision=1,
            updated_by=application.created_by,
        )
        for question in asked
        if question.pk in found
    )


def may_be_filled(questions: Iterable[Question]) -> list[Question]:
    """Those that may be answered with what was said before."""
    return [row for row in questions if not row.asked_again and row.kind != QuestionKind.DECLARATION]


# Facts ---------------------------------------------------------------------------------------------------------------


def told_by_facts(application: Application, questions: list[Question]) -> dict[int, Filled]:
    """Answers that the facts of the firm and its group give, by the question's key in the database."""
    bound = [question for question in questions if question.fact_id]
    if not bound:
        return {}
    facts = group_facts(application.firm)
    days = recorded_on(application, bound)
    found = {}
    for question in bound:
        value = answer_from(question, facts)
        if value:
            found[question.pk] = Filled(value, AnswerOrigin.FACT, days.get(question.fact_id or ""))
    return found


def recorded_on(application: Application, questions: list[Question]) -> dict[str, date]:
    """On which day the group told each of these facts, by name; the latest day where several companies did."""
    rows = FirmFact.objects.filter(
        firm__in=with_relatives([application.firm_id]),
        fact__in={question.fact_id for question in questions},
        superseded_at__isnull=True,
    ).order_by("recorded_at")
    return {name: at.astimezone(ZONE).date() for name, at in rows.values_list("fact_id", "recorded_at")}


def answer_from(question: Question, facts: Mapping[str, Any]) -> str:
    """The answer to a question that a firm's facts give, as it is stored; "" where they give none that fits.

    A number must lie in the question's range and a code among its options; for a single choice, of a fact with several
    codes none is chosen. What is too long is left out. Questions for dates and files are never answered by facts.
    """
    value = facts.get(question.fact_id) if question.fact_id else None
    if value is None or question.fact is None:
        return ""
    text = as_text(question, value)
    return text if text and not read_answer(question_spec(question), text).problem else ""


def as_text(question: Question, value: Any) -> str:
    """A fact as the kind of question stores it; "" where it cannot."""
    kind, fact = question.kind, question.fact
    if kind == QuestionKind.FACT:
        return dumped(list(value) if isinstance(value, tuple) else value)
    if kind == QuestionKind.NUMBER or (
        kind == QuestionKind.MONEY and fact and fact.unit == question.currency
    ):
        return str(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else ""
    if kind == QuestionKind.CHOICE:
        return only_code(value)
    if kind == QuestionKind.YES_NO:
        return YES_NO[value] if isinstance(value, bool) else ""
    if kind == QuestionKind.MULTIPLE:
        return dumped(list(value)) if isinstance(value, list | tuple) else ""
    if kind in (QuestionKind.TEXT, QuestionKind.LONG_TEXT):
        return str(fact_in_words(fact, value))
    return ""


def only_code(value: Any) -> str:
    """What a choice calls a value; "" for several, of which nothing says which is meant."""
    if isinstance(value, bool):
        return YES_NO[value]
    if isinstance(value, list):
        return str(value[0]) if len(value) == 1 else ""
    return str(value)


# Earlier applications ------------------------------------------------------------------------------------------------


def earlier_answers(application: Application, questions: list[Question]) -> dict[int, Filled]:
    """What the firm answered to the same questions in what it sent before, the newest of each. One query."""
    by_key = {question.key: question for question in questions}
    rows = (
        Answer.objects.filter(
            application__firm=application.firm_id,
            application__submitted_at__isnull=False,
            question__key__in=by_key,
        )
        .exclude(application=application)
        .select_related("question", "document", "application")
        .order_by("-application__submitted_at", "-pk")
    )
    found: dict[int, Filled] = {}
    for answer in rows:
        question = by_key[answer.question.key]
        if (
            question.pk not in found
            and is_same_question(question, answer.question)
            and still_fits(question, answer)
        ):
            sent = answer.application.submitted_at or timezone.now()
            day = sent.astimezone(ZONE).date()
            found[question.pk] = Filled(answer.value, AnswerOrigin.EARLIER, day, answer.document)
    return found


def is_same_question(new: Question, old: Question) -> bool:
    """Whether two questions with one key ask alike: of one kind and unit, in the same words or for the same fact."""
    if not is_alike(new, old):
        return False
    same_words = getattr(new, "label_en", new.label) == getattr(old, "label_en", old.label)
    return same_words or (new.fact_id is not None and new.fact_id == old.fact_id)


def is_alike(new: Question, old: Question) -> bool:
    """Whether an answer to the one can be read as an answer to the other."""
    return (new.kind, new.unit, new.currency) == (old.kind, old.unit, old.currency)


def still_fits(question: Question, answer: Answer) -> bool:
    """Whether an earlier answer can be given again: a paper has to be current and fit, all else to make sense."""
    paper = answer.document
    if paper is not None:
        if question.paper_kind not in ("", paper.kind):
            return False
        is_old = paper.expires_on is not None and paper.expires_on < today()
        return not is_old and paper.archived_at is None and paper.scan != ScanState.QUARANTINED
    return bool(answer.value) and not read_answer(question_spec(question), answer.value).problem


# One application that somebody chose -------------------------------------------------------------------------------


def answers_from(source: Application, questions: Iterable[Question]) -> dict[int, Filled]:
    """What one application answers, by the question's key in the database. Two queries.

    An answer goes to the question with its key, else to one about the same fact; both of one kind and unit. Questions
    for facts themselves are left out: what the firm has recorded since is newer. Papers give their newest version.
    """
    rows = list(Answer.objects.filter(application=source).select_related("question", "document"))
    by_key = {row.question.key: row for row in rows}
    by_fact = {row.question.fact_id: row for row in rows if row.question.fact_id}
    ended = source.submitted_at or source.moved_at or source.updated_at
    day = ended.astimezone(ZONE).date()
    newest = newest_papers(source) if any(row.document_id for row in rows) else {}
    found = {}
    for question in questions:
        if question.kind == QuestionKind.FACT:
            continue
        for row in (by_key.get(question.key), by_fact.get(question.fact_id or "")):
            if row is None or not is_alike(question, row.question):
                continue
            if row.document_id:
                row.document = newest.get(row.document_id)
            if still_fits(question, row):
                found[question.pk] = Filled(row.value, AnswerOrigin.EARLIER, day, row.document)
                break
    return found


def newest_papers(application: Application) -> dict[int, Document]:
    """For every paper of the firm, by its key, the newest version of it. One query."""
    papers = {paper.pk: paper for paper in Document.objects.filter(firm=application.firm_id)}
    after = {paper.supersedes_id: paper.pk for paper in papers.values() if paper.supersedes_id}
    found = {}
    for pk in papers:
        last = pk
        while last in after:
            last = after[last]
        found[pk] = papers[last]
    return found
