"""Forms of intakes as their authors read them."""

from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet

from accounts.selectors import LARGEST_KEY
from portal.catalogue.models import Fact
from portal.kernel.languages import ENGLISH, HANS, HANT, pick, texts_of
from programs.answering.conditions import TYPES, answer_spec, name_in_rules
from programs.answering.specs import question_spec
from programs.eligibility.facts import FactSpec, spec_of
from programs.eligibility.gaps import need_in_words
from programs.eligibility.nodes import parse
from programs.eligibility.traits import Changeable, Trait, traits
from programs.eligibility.words import FactWords
from programs.models import Application, FormVersion, Intake, Question, Section

#: How each language quotes.
QUOTED = {ENGLISH: "“%s”", HANT: "「%s」", HANS: "“%s”"}


def intakes_with_forms() -> QuerySet[Intake]:
    """Every intake with the versions of its form, each with `asked`, how many questions it has. Two queries."""
    versions = FormVersion.objects.annotate(asked=Count("questions")).order_by("-number")
    return Intake.objects.prefetch_related(Prefetch("forms", queryset=versions)).order_by("-opens_at", "pk")


def forms_to_build() -> QuerySet[FormVersion]:
    """Every version with its intake and whether applications rest on it (`is_used`)."""
    used = Application.objects.filter(form=OuterRef("pk"))
    return FormVersion.objects.select_related("intake").annotate(is_used=Exists(used))


def version(key: int) -> FormVersion | None:
    """The version with this key, or None."""
    return forms_to_build().filter(pk=key).first() if key <= LARGEST_KEY else None


def sections_of(form: FormVersion) -> list[Section]:
    """The sections in order, each with its questions and their facts. Three queries."""
    questions = Question.objects.select_related("fact").order_by("position", "pk")
    return list(form.sections.prefetch_related(Prefetch("questions", queryset=questions)))


def registry() -> dict[str, Fact]:
    """Every fact that can be asked for, by name. One query."""
    return {fact.name: fact for fact in Fact.objects.filter(archived_at__isnull=True)}


def questions_in(sections: Iterable[Section]) -> list[Question]:
    """The questions of sections in the order in which they are asked."""
    return [question for section in sections for question in section.questions.all()]


def asked_before(sections: Iterable[Section], section: Section, key: int | None) -> list[Question]:
    """The questions before the one with this key; without a key, those before a new one at the end of the section."""
    found: list[Question] = []
    for each in sections:
        for question in each.questions.all():
            if question.pk == key:
                return found
            found.append(question)
        if key is None and each.pk == section.pk:
            break
    return found


def readable(facts: Mapping[str, Fact], questions: Iterable[Question]) -> dict[str, FactSpec]:
    """What a rule that comes after some questions may read, by its name in rules."""
    found = {name: spec_of(fact) for name, fact in facts.items()}
    for question in questions:
        spec = answer_spec(question_spec(question))
        if spec is not None:
            found[spec.name] = spec
    return found


def words_for(facts: Mapping[str, Fact], questions: Iterable[Question]) -> FactWords:
    """The words of facts and of answers, so that a rule over both can be said in a sentence."""
    rows: dict[str, Any] = dict(facts)
    labels = dict(traits())
    for question in questions:
        if question.kind in TYPES:
            name = name_in_rules(question.key)
            unit = question.currency or question.unit
            rows[name] = SimpleNamespace(type=TYPES[question.kind], unit=unit, choices=question.options)
            label = {code: QUOTED[code] % text for code, text in texts_of(question, "label").items() if text}
            labels[name] = Trait(name, label, Changeable.CHOICE, 0, None)
    return FactWords(rows, labels, as_answers=True)


def rule_in_words(rule: Mapping[str, Any] | None, words: FactWords) -> str:
    """A stored rule as a sentence in the active language; "" for none, and for one that makes no sense."""
    if rule is None:
        return ""
    try:
        return need_in_words(parse(rule), {}, words)
    except (LookupError, TypeError, AttributeError, RecursionError):
        return ""


def said_of(row: Section | Question, field: str) -> str:
    """A text of a section or question in the reader's language, else in any that it has, else its key."""
    return pick(texts_of(row, field)) or row.key
