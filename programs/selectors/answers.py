"""Answers beside their questions."""

from dataclasses import dataclass

from portal.kernel.languages import pick
from programs.enums import QuestionKind
from programs.models import Answer, Application, Document, Question


@dataclass(frozen=True)
class Answered:
    """One question with its answer, ready to be shown."""

    question: Question
    value: str
    document: Document | None

    @property
    def shown(self) -> str:
        """The answer in words: the label of a chosen option, else the text as given."""
        if self.question.kind == QuestionKind.CHOICE:
            labels = {option["code"]: option["label"] for option in self.question.options}
            return pick(labels[self.value]) if self.value in labels else self.value
        if self.question.kind == QuestionKind.NUMBER and self.question.unit and self.value:
            return f"{self.value} {self.question.unit}"
        return self.value

    @property
    def is_optional(self) -> bool:
        return not self.question.required

    @property
    def is_empty(self) -> bool:
        return not self.value and self.document is None


def answers_of(application: Application) -> list[Answered]:
    """Every question of the application's form in order, answered or not. Two queries."""
    found = {
        answer.question_id: answer
        for answer in Answer.objects.filter(application=application).select_related("document")
    }
    return [
        Answered(
            question=question,
            value=found[question.pk].value if question.pk in found else "",
            document=found[question.pk].document if question.pk in found else None,
        )
        for question in application.form.questions.all()
    ]


def unanswered(application: Application) -> list[Question]:
    """Required questions without an answer."""
    return [item.question for item in answers_of(application) if item.question.required and item.is_empty]
