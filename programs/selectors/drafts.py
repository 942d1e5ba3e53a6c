"""A draft as a whole: what its form asks, what is answered, how far it has come."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from typing import Any

from django.db.models import prefetch_related_objects

from accounts.models import User
from portal.kernel.languages import texts_of
from programs.answering.conditions import facts_asked
from programs.answering.specs import FormSpec
from programs.answering.states import Given, Progress, SectionProgress, progress_of
from programs.models import Answer, Application, FormVersion, Question, Section

from .applications import applications_of
from .frozen_forms import FrozenForm, frozen_form
from .group_facts import group_facts, registry_at
from .papers import trouble_with


@dataclass(frozen=True)
class Draft:
    """An application with its form and its answers. Nothing in it is changed in place."""

    application: Application
    frozen: FrozenForm
    #: By the question's key.
    answers: Mapping[str, Answer]
    #: Answers to questions of an older form that the present one does not ask.
    homeless: tuple[Answer, ...] = ()
    #: Questions that must be answered whatever the form says.
    needed: Collection[str] = ()
    #: What the firm and its group have recorded, where the caller has read it.
    recorded: Mapping[str, Any] | None = None

    @property
    def sections(self) -> tuple[Section, ...]:
        return self.frozen.sections

    @property
    def form(self) -> FormSpec:
        return self.frozen.spec

    @property
    def questions(self) -> dict[str, Question]:
        """Every question by key, in the order in which they are asked."""
        return self.frozen.questions

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What the firm and its group have recorded of what the form reads or asks for, by name.

        Three queries when first asked for.
        """
        if self.recorded is not None:
            return dict(self.recorded)
        wanted = self.frozen.facts_read | facts_asked(self.form.questions.values())
        return group_facts(self.application.firm, wanted, registry=registry_at(self.frozen.token))

    @cached_property
    def progress(self) -> Progress:
        given = {key: given_by(answer) for key, answer in self.answers.items()}
        return progress_of(self.form, given, self.facts if self.frozen.facts_read else {}, needed=self.needed)

    @cached_property
    def stops(self) -> list[tuple[Section, SectionProgress]]:
        """The sections that ask anything now, each with how far it has come."""
        pairs = zip(self.sections, self.progress.sections, strict=True)
        return [(section, progress) for section, progress in pairs if progress.shown]

    @property
    def mark(self) -> str:
        """Stands for all answers and for who gets them: what is sent has to be what was read."""
        seen = sorted((answer.pk, answer.revision) for answer in (*self.answers.values(), *self.homeless))
        intake = self.application.intake
        body = sorted(texts_of(intake, "receiving_body").items()), str(intake.side)
        return blake2b(repr((self.application.form_id, seen, body)).encode(), digest_size=12).hexdigest()

    def with_answers(self, changed: Mapping[str, Answer]) -> "Draft":
        """The same after some answers changed."""
        return replace(self, answers={**self.answers, **changed})


def given_by(answer: Answer) -> Given:
    return Given(
        answer.value,
        has_file=answer.document_id is not None,
        is_confirmed=answer.is_confirmed,
        trouble=trouble_with(answer.document),
    )


def draft_of(
    application: Application, *, needed: Collection[str] = (), form: FrozenForm | None = None
) -> Draft:
    """The draft of an application, whatever its status. Two queries, and three more where its rules read facts.

    form: where the caller has read it already.
    """
    if form is None or form.pk != application.form_id:
        form = frozen_form(application.form_id)
    rows = Answer.objects.filter(application=application).select_related("document")
    return assembled(application, form, rows, needed=needed)


def assembled(
    application: Application,
    form: FrozenForm,
    rows: Iterable[Answer],
    *,
    needed: Collection[str] = (),
    recorded: Mapping[str, Any] | None = None,
) -> Draft:
    """A draft made of what was read. rows: its answers. One query where an older form asked for one of them."""
    answers: dict[str, Answer] = {}
    homeless = []
    for answer in rows:
        question = form.questions_by_pk.get(answer.question_id)
        if question is None:
            homeless.append(answer)
        else:
            answer.question = question
            answers[question.key] = answer
    if homeless:
        prefetch_related_objects(homeless, "question")
    return Draft(application, form, answers, tuple(homeless), needed, recorded)


def newest_form(application: Application) -> FormVersion | None:
    """A later form of the intake than the one that the application uses, or None."""
    forms = FormVersion.objects.filter(intake=application.intake_id, published_at__isnull=False)
    newest = forms.order_by("-number").first()
    return newest if newest is not None and newest.pk != application.form_id else None


def form_of(user: User, reference: str) -> int | None:
    """The key of the form that an application uses; None where the user may not see it. One query, and a light one."""
    return applications_of(user).filter(reference=reference).values_list("form_id", flat=True).first()


def asked_before(application: Application, keys: Iterable[str]) -> dict[str, Question]:
    """The questions with these keys in the versions before the application's form, by key; of each the newest."""
    rows = Question.objects.filter(
        form__intake=application.intake_id, form__number__lt=application.form.number, key__in=list(keys)
    )
    return {row.key: row for row in rows.select_related("fact").order_by("form__number")}
