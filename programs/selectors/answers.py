"""Answers beside their questions, as they are read."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.wording import fact_in_words
from portal.kernel.display import format_figure, format_money, format_partial_date
from portal.kernel.languages import pick
from programs.answering.numbers import number_in
from programs.answering.specs import ColumnSpec, QuestionSpec
from programs.answering.typed import chosen_codes, kept_rows, shown_text
from programs.answering.values import YES, from_json, read_answer
from programs.enums import QuestionKind
from programs.models import Answer, Application, Document, Question

from .frozen_forms import frozen_form


@dataclass(frozen=True)
class Answered:
    """One question with its answer, ready to be shown."""

    question: Question
    spec: QuestionSpec
    value: str
    document: Document | None
    #: Its row; None where there is none, or where it does not matter.
    answer: Answer | None = None

    @property
    def shown(self) -> str:
        """The answer in words: labels of what was chosen, figures with their unit, else the text as given."""
        return in_words(self.question, self.spec, self.value)

    @property
    def choices(self) -> list[str]:
        """What was chosen among several, one label each."""
        return [label_of(self.spec, code) for code in chosen_codes(self.spec, self.value)]

    @property
    def columns(self) -> list[str]:
        """The headings of a table."""
        return [pick(column.label) for column in self.spec.columns]

    @property
    def rows(self) -> list[list[str]]:
        """The cells of a table in words."""
        return [
            [cell_in_words(column, row.get(column.key, "")) for column in self.spec.columns]
            for row in kept_rows(self.value)
        ]

    @property
    def is_empty(self) -> bool:
        return not self.value and self.document is None

    @property
    def is_left_out(self) -> bool:
        """Whether it has no answer and is asked of some only: then it is not worth a line."""
        return self.is_empty and self.question.shown_when is not None


def answers_of(application: Application) -> list[Answered]:
    """Every question of the application's form in order, answered or not, each with its section. Two light queries."""
    found = {
        answer.question_id: answer
        for answer in Answer.objects.filter(application=application).select_related("document")
    }
    form = frozen_form(application.form_id)
    return [
        Answered(
            question=question,
            spec=form.spec.questions[question.key],
            value=found[question.pk].value if question.pk in found else "",
            document=found[question.pk].document if question.pk in found else None,
            answer=found.get(question.pk),
        )
        for question in form.questions.values()
    ]


def in_words(question: Question, spec: QuestionSpec, value: str) -> str:
    """A stored answer as a person reads it; what does not fit its question stays as it was typed."""
    if not value:
        return ""
    kind = question.kind
    if kind in (QuestionKind.NUMBER, QuestionKind.MONEY):
        number = number_in(value, spec.currency)
        if number is None:
            return value
        if kind == QuestionKind.MONEY:
            return format_money(number, question.currency)
        return f"{format_figure(number)} {question.unit}".strip()
    if kind == QuestionKind.DATE:
        return format_partial_date(value)
    if kind == QuestionKind.DECLARATION:
        return _("Agreed") if value == YES else value
    if kind == QuestionKind.FACT:
        read = read_answer(spec, value)
        fits = question.fact is not None and not read.problem
        return fact_in_words(question.fact, from_json(value)) if fits else shown_text(spec, value) or value
    if kind in (QuestionKind.CHOICE, QuestionKind.YES_NO, QuestionKind.MULTIPLE):
        return "\n".join(label_of(spec, code) for code in chosen_codes(spec, value)) or value
    if kind == QuestionKind.TABLE:
        rows = kept_rows(value)
        cells = [[cell_in_words(c, row[c.key]) for c in spec.columns if row.get(c.key)] for row in rows]
        return "\n".join(" · ".join(row) for row in cells)
    return value


def label_of(spec: QuestionSpec | ColumnSpec, code: str) -> str:
    """The label of a chosen code; of one that the form does not know the code itself."""
    if spec.kind == QuestionKind.YES_NO:
        return {"yes": _("Yes"), "no": _("No")}.get(code, code)
    return pick(spec.options[code]) if code in spec.options else code


def cell_in_words(column: ColumnSpec, text: str) -> str:
    if column.kind in (QuestionKind.CHOICE, QuestionKind.YES_NO):
        return label_of(column, text) if text else ""
    if column.kind == QuestionKind.DATE:
        return format_partial_date(text)
    if column.kind == QuestionKind.NUMBER:
        return format_figure(number_in(text)) if number_in(text) is not None else text
    return text
