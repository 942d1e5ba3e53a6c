"""What a page sends of the questions of a form."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, QueryDict

from programs.answering.specs import QuestionSpec
from programs.answering.typed import field_name, filled_rows, sent_rows, table_from, text_from
from programs.enums import QuestionKind
from programs.models import Document
from programs.services.drafts import MINE, THEIRS, Typed


def typed_in(
    request: HttpRequest, questions: Iterable[QuestionSpec], *, without: tuple[str, int] | None = None
) -> dict[str, Typed]:
    """What was sent for those of these questions that the page held.

    without: the key of a table and the number of a row to leave out.
    """
    found = {}
    sent = dict(request.POST.lists())
    for question in questions:
        seen = request.POST.get(f"seen-{question.key}")
        if seen is None:
            continue
        revision, _dot, mark = seen.partition(".")
        text = text_from(question, sent)
        if without and without[0] == question.key:
            text = table_from(question, sent, without=without[1])
        choice, _dot, over = request.POST.get(f"keep-{question.key}", "").partition(".")
        found[question.key] = Typed(
            text=text,
            # A file under the name of another question is none of ours: it is neither looked into nor stored.
            upload=request.FILES.get(field_name(question.key))
            if question.kind == QuestionKind.FILE
            else None,
            paper=whole(request.POST.get(f"paper-{question.key}", "")),
            dropped=f"drop-{question.key}" in request.POST,
            seen=whole(revision) or 0,
            seen_digest=mark,
            choice=choice if choice in (MINE, THEIRS) else "",
            chosen_over=whole(over) or 0,
        )
    return found


def whole(text: str) -> int | None:
    """The number that a hidden field holds, or None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def as_values(
    typed: Mapping[str, Typed], questions: Iterable[QuestionSpec], papers: Iterable[Document]
) -> dict[str, Any]:
    """The same as `services.applications.answer_correction` takes it: text, an upload, a paper, or None for no change.

    papers: those that may be chosen.
    """
    by_key = {paper.pk: paper for paper in papers}
    found: dict[str, Any] = {}
    for question in questions:
        one = typed.get(question.key)
        if one is not None:
            is_file = question.kind == QuestionKind.FILE
            found[question.key] = (one.upload or by_key.get(one.paper or 0)) if is_file else one.text
    return found


def row_asked_for(post: QueryDict) -> tuple[str, int] | None:
    """The table and the number of the row that a button asks to take out, or None."""
    key, _dot, number = post.get("remove-row", "").rpartition(".")
    row = whole(number)
    return (key, row) if key and row is not None else None


def row_numbers(
    request: HttpRequest, questions: Iterable[QuestionSpec], *, without: str = ""
) -> dict[str, tuple[int, ...]]:
    """The numbers from 0 of the rows that are filled in, by table. without: one table to leave out."""
    sent = dict(request.POST.lists())
    return {
        question.key: tuple(filled_rows(question, sent))
        for question in questions
        if question.kind == QuestionKind.TABLE and question.key != without
    }


def rows_in(post: QueryDict, question: QuestionSpec) -> int:
    """How many rows of a table the page that was sent has."""
    return sent_rows(question, dict(post.lists()))
