"""What keeps a form from being published, question by question."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.catalogue.models import Fact
from portal.kernel.display import listed
from portal.kernel.languages import names_of, texts_of
from programs.answering.conditions import rule_faults
from programs.answering.limits import limit_faults
from programs.answering.lists import (
    column_faults,
    columns_incomplete,
    languages_missing,
    option_faults,
    options_incomplete,
)
from programs.answering.specs import form_spec
from programs.eligibility.facts import spec_of
from programs.eligibility.rules import fault_in_words
from programs.enums import QuestionKind
from programs.models import Question, Section
from programs.models.form import LISTS


@dataclass(frozen=True)
class FormFault:
    """One thing that is wrong. Neither section nor question: with the form as a whole."""

    text: str
    section: Section | None = None
    question: Question | None = None

    @property
    def key(self) -> str:
        """Under what the fault is filed: the question's key, else the section's, else "form"."""
        if self.question is not None:
            return self.question.key
        return self.section.key if self.section is not None else "form"


def faults_of(sections: Iterable[Section], facts: Mapping[str, Fact]) -> list[FormFault]:
    """Everything that keeps a form from being published, in the order of the form and the active language.

    sections: with their questions prefetched. facts: the registry.
    """
    sections = list(sections)
    found = []
    if not any(section.questions.all() for section in sections):
        found.append(FormFault(_("At least one question is needed.")))
    said = faults_of_rules(sections, facts)
    for section in sections:
        found += [FormFault(text, section=section) for text in texts_missing(section, "title")]
        if not section.questions.all():
            found.append(FormFault(_("This section has no question."), section=section))
        for question in section.questions.all():
            texts = [*question_faults(question, facts), *said.get(question.key, ())]
            found += [FormFault(text, section, question) for text in texts]
    return found


def texts_missing(row: Section | Question, field: str) -> Iterator[str]:
    """The field has a text in each language, and its help in each or in none."""
    if missing := languages_missing(texts_of(row, field)):
        yield _("No text in %(languages)s.") % {"languages": listed(names_of(missing))}
    missing = languages_missing(texts_of(row, "help"))
    if missing and any(text.strip() for text in texts_of(row, "help").values()):
        yield _("No help in %(languages)s.") % {"languages": listed(names_of(missing))}


def question_faults(question: Question, facts: Mapping[str, Fact]) -> Iterator[str]:
    """What one question lacks by itself."""
    yield from texts_missing(question, "label")
    if question.kind == QuestionKind.FACT and question.fact_id not in facts:
        yield _("Choose the fact that it asks for.")
    if question.kind == QuestionKind.MONEY and not question.currency:
        yield _("A sum of money needs a currency.")
    yield from range_faults(question)
    yield from dict.fromkeys(limit_faults(question).values())
    if question.kind in LISTS:
        yield from option_faults(question.options) or options_incomplete(question.options)
    if question.kind == QuestionKind.TABLE:
        yield from column_faults(question.columns) or columns_incomplete(question.columns)


def range_faults(question: Question) -> Iterator[str]:
    for low, high in (("minimum", "maximum"), ("min_rows", "max_rows")):
        least, most = getattr(question, low), getattr(question, high)
        if least is not None and most is not None and least > most:
            yield _("The maximum is smaller than the minimum.")


def faults_of_rules(sections: list[Section], facts: Mapping[str, Fact]) -> dict[str, list[str]]:
    """What is wrong with the rules, by the question's key."""
    names = {"shown_when": _("Asked only when"), "required_when": _("Required when")}
    found: dict[str, list[str]] = {}
    specs = {name: spec_of(fact) for name, fact in facts.items()}
    for (key, part), faults in rule_faults(form_spec(sections), specs).items():
        lines = dict.fromkeys(fault_in_words(path, said) for path, said in faults)
        found.setdefault(key, []).extend(
            _("%(label)s: %(error)s") % {"label": names[part], "error": line} for line in lines
        )
    return found
