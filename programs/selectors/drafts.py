"""A draft as a whole: what its form asks, what is answered, how far it has come."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from typing import Any

from django.db.models import Prefetch, QuerySet

from accounts.models import User
from programs.answering.conditions import PREFIX, names_in
from programs.answering.specs import FormSpec, form_spec
from programs.answering.states import Given, Progress, SectionProgress, progress_of
from programs.enums import QuestionKind
from programs.models import Answer, Application, FormVersion, Question, Section

from .applications import applications_of
from .group_facts import group_facts


@dataclass(frozen=True)
class Draft:
    """An application with its form and its answers. Nothing in it is changed in place."""

    application: Application
    sections: tuple[Section, ...]
    form: FormSpec
    #: By the question's key.
    answers: Mapping[str, Answer]
    #: Answers to questions of an older form that the present one does not ask.
    homeless: tuple[Answer, ...] = ()
    #: Questions that must be answered whatever the form says.
    needed: Collection[str] = ()
    #: What the firm and its group have recorded, where the caller has read it.
    recorded: Mapping[str, Any] | None = None

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Every question by key, in the order in which they are asked."""
        return {row.key: row for section in self.sections for row in section.questions.all()}

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What the firm and its group have recorded, by name. Four queries when first asked for."""
        return group_facts(self.application.firm) if self.recorded is None else dict(self.recorded)

    @cached_property
    def progress(self) -> Progress:
        given = {key: given_by(answer) for key, answer in self.answers.items()}
        return progress_of(self.form, given, self.facts if reads_facts(self.form) else {}, needed=self.needed)

    @cached_property
    def stops(self) -> list[tuple[Section, SectionProgress]]:
        """The sections that ask anything now, each with how far it has come."""
        pairs = zip(self.sections, self.progress.sections, strict=True)
        return [(section, progress) for section, progress in pairs if progress.shown]

    @property
    def missing_papers(self) -> list[tuple[Section, Question]]:
        """Files that are asked for and not there yet."""
        return [
            (section, self.questions[one.question.key])
            for section, progress in self.stops
            for one in progress.shown
            if one.question.kind == QuestionKind.FILE and one.is_missing
        ]

    @property
    def mark(self) -> str:
        """Stands for all answers: what is sent has to be what was read."""
        seen = sorted((answer.pk, answer.revision) for answer in (*self.answers.values(), *self.homeless))
        return blake2b(repr((self.application.form_id, seen)).encode(), digest_size=12).hexdigest()

    def with_answers(self, changed: Mapping[str, Answer]) -> "Draft":
        """The same after some answers changed."""
        return replace(self, answers={**self.answers, **changed})


def given_by(answer: Answer) -> Given:
    return Given(answer.value, has_file=answer.document_id is not None, is_confirmed=answer.is_confirmed)


def reads_facts(form: FormSpec) -> bool:
    """Whether a rule of the form reads what the firm has recorded."""
    rules = [rule for one in form.questions.values() for rule in (one.shown_when, one.required_when) if rule]
    return any(not name.startswith(PREFIX) for rule in rules for name in names_in(rule))


def sections_of(form_id: int) -> tuple[Section, ...]:
    """The sections of a form version with their questions and the facts of these. Two queries."""
    questions = Prefetch("questions", Question.objects.select_related("fact"))
    return tuple(Section.objects.filter(form=form_id).prefetch_related(questions))


def draft_of(
    application: Application, *, needed: Collection[str] = (), sections: tuple[Section, ...] = ()
) -> Draft:
    """The draft of an application, whatever its status. Three queries, and four more where its rules read facts.

    sections: where the caller has read those of its form already.
    """
    if not sections or sections[0].form_id != application.form_id:
        sections = sections_of(application.form_id)
    rows = Answer.objects.filter(application=application).select_related("question", "document", "updated_by")
    return assembled(application, sections, rows, needed=needed)


def assembled(
    application: Application,
    sections: tuple[Section, ...],
    rows: Iterable[Answer],
    *,
    needed: Collection[str] = (),
    recorded: Mapping[str, Any] | None = None,
) -> Draft:
    """A draft made of what was read. rows: its answers with their questions."""
    answers: dict[str, Answer] = {}
    homeless = []
    for answer in rows:
        if answer.question.form_id == application.form_id:
            answers[answer.question.key] = answer
        else:
            homeless.append(answer)
    return Draft(application, sections, form_spec(sections), answers, tuple(homeless), needed, recorded)


def drafts_of(user: User) -> QuerySet[Application]:
    """Applications of the user's firms with what the pages of a draft show."""
    return applications_of(user).select_related(
        "form", "intake__measure", "intake__programme", "intake__place", "firm__parent"
    )


def newest_form(application: Application) -> FormVersion | None:
    """A later form of the intake than the one that the application uses, or None."""
    return (
        FormVersion.objects.filter(
            intake=application.intake_id, published_at__isnull=False, number__gt=application.form.number
        )
        .order_by("-number")
        .first()
    )


def form_of(user: User, reference: str) -> int | None:
    """The key of the form that an application uses; None where the user may not see it. One query, and a light one."""
    return applications_of(user).filter(reference=reference).values_list("form_id", flat=True).first()
