"""How far a draft has come: which questions are asked, which lack an answer, which have a problem. No database."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from programs.enums import QuestionKind

from .conditions import as_known
from .specs import FormSpec, QuestionSpec, SectionSpec
from .values import Read, read_answer, so_far


class SectionState(StrEnum):
    NOT_STARTED = "not-started"
    IN_PROGRESS = "in-progress"
    COMPLETE = "complete"
    PROBLEMS = "problems"


@dataclass(frozen=True)
class Given:
    """One stored answer."""

    text: str = ""
    has_file: bool = False
    is_confirmed: bool = True
    #: What is wrong with its paper, in the active language.
    trouble: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.text and not self.has_file


NOTHING = Given()


@dataclass(frozen=True)
class Asked:
    """One question of a draft with its answer."""

    question: QuestionSpec
    given: Given
    read: Read
    #: Whether it is asked at all, given what was said before it.
    is_shown: bool
    is_required: bool

    @property
    def is_missing(self) -> bool:
        """Whether it needs an answer and has none. A declaration not agreed to is none."""
        return self.is_shown and self.is_required and (self.given.is_empty or self.is_hollow)

    @property
    def is_hollow(self) -> bool:
        """Whether there is text that says nothing: an empty list or table."""
        return self.read.value is None and not self.read.problem and not self.given.has_file

    @property
    def is_unconfirmed(self) -> bool:
        """Whether it was filled in from elsewhere and nobody has looked at it yet."""
        return self.is_shown and not self.given.is_empty and not self.given.is_confirmed

    @property
    def problem(self) -> str:
        """What is wrong with the answer given; empty for none, and for a question that is not asked.

        Trouble with a paper that is not required stops nobody.
        """
        if not self.is_shown:
            return ""
        return self.read.problem or (self.given.trouble if self.is_required else "")

    @property
    def so_far(self) -> "Asked":
        """The same while somebody is at it: a table that is not finished is no mistake yet."""
        return replace(self, read=so_far(self.question, self.read))

    @property
    def refusal(self) -> str:
        """Why the form cannot be sent with this answer, in the active language; empty where it can."""
        if self.problem:
            return self.problem
        if self.is_missing:
            if self.question.kind == QuestionKind.DECLARATION:
                return _("Tick this to agree to it.")
            return _("This question needs an answer.")
        if self.is_unconfirmed:
            return _("This was filled in for you. Look at it and save the section.")
        return ""


@dataclass(frozen=True)
class SectionProgress:
    section: SectionSpec
    asked: tuple[Asked, ...]

    @property
    def shown(self) -> list[Asked]:
        return [one for one in self.asked if one.is_shown]

    @property
    def state(self) -> SectionState:
        if any(one.so_far.problem for one in self.shown):
            return SectionState.PROBLEMS
        if not any(one.refusal for one in self.shown):
            # Nothing but optional questions counts as complete only once somebody has been there.
            touched = any(not one.given.is_empty or one.is_required for one in self.shown)
            return SectionState.COMPLETE if touched else SectionState.NOT_STARTED
        if any(not one.given.is_empty and one.given.is_confirmed for one in self.shown):
            return SectionState.IN_PROGRESS
        return SectionState.NOT_STARTED

    @property
    def answered(self) -> int:
        return sum(not one.given.is_empty for one in self.shown)


@dataclass(frozen=True)
class Progress:
    """A whole draft."""

    sections: tuple[SectionProgress, ...]
    #: What rules could read at the end: facts and answers.
    known: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def asked(self) -> dict[str, Asked]:
        """Every question by its key, in order."""
        return {one.question.key: one for section in self.sections for one in section.asked}

    @property
    def refusals(self) -> dict[str, str]:
        """Why it cannot be sent, by question; empty where it can."""
        return {key: one.refusal for key, one in self.asked.items() if one.is_shown and one.refusal}

    @property
    def hidden(self) -> list[str]:
        """Questions that have an answer and are not asked any more."""
        return [key for key, one in self.asked.items() if not one.is_shown and not one.given.is_empty]


def progress_of(
    form: FormSpec,
    answers: Mapping[str, Given],
    facts: Mapping[str, Any],
    *,
    needed: Collection[str] = (),
) -> Progress:
    """How far a draft has come.

    answers: by the question's key. facts: of the firm, by name. needed: questions that must be answered whatever the
    form says, such as those of a correction. Rules read only what stands before them; what is not asked is not known.
    """
    known, sections = dict(facts), []
    for section in form.sections:
        found = []
        for question in section.questions:
            given = answers.get(question.key, NOTHING)
            read = read_answer(question, given.text)
            is_shown = question.can_be_answered and question.is_shown(known) is True
            is_required = question.required or question.is_needed(known) is True or question.key in needed
            found.append(Asked(question, given, read, is_shown, is_required))
            if is_shown and read.value is not None and not read.problem:
                known.update(as_known(question, read.value))
        sections.append(SectionProgress(section, tuple(found)))
    return Progress(tuple(sections), known)
