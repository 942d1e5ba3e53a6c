"""Sections and questions of a form version: added, changed, moved, removed.

Every service takes the revision that the author's page showed and raises Conflict as `forms.lock_form` says.
`values` are columns by name; InvalidInput says by column what does not fit, and then nothing was changed.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.text import slugify
from django.utils.translation import gettext as _

from portal.kernel.errors import Conflict, InvalidInput
from portal.kernel.languages import SUFFIXES
from programs.answering.conditions import RULES
from programs.answering.kinds import parts_lacking
from programs.answering.lists import column_faults, option_faults
from programs.eligibility.rules import fault_in_words, validate_rule
from programs.enums import QuestionKind
from programs.models import FormVersion, Question, Section
from programs.selectors.form_faults import range_faults
from programs.selectors.forms import asked_before, questions_in, readable, registry, sections_of

from .forms import lock_form, note

SECTION_TEXTS, QUESTION_TEXTS = ("title", "help"), ("label", "help")
QUESTION_COLUMNS = (
    *("kind", "fact", "required", "required_when", "shown_when", "asked_again", "options", "columns"),
    *(
        "min_rows",
        "max_rows",
        "unit",
        "currency",
        "minimum",
        "maximum",
        "max_length",
        "max_words",
        "paper_kind",
    ),
)
MOST_SECTIONS, MOST_QUESTIONS = 30, 200


@transaction.atomic
def add_section(*, form: FormVersion, revision: int, actor, values: Mapping[str, Any]) -> Section:
    """A section behind the others. `key` is made from the English title where none is given."""
    form = lock_form(form=form, revision=revision)
    taken = set(form.sections.values_list("key", flat=True))
    if len(taken) >= MOST_SECTIONS:
        raise InvalidInput("form-full", _("A form has at most %(most)s sections.") % {"most": MOST_SECTIONS})
    section = Section(form=form, position=len(taken))
    section.key = new_key(values, "title", taken, "section")
    write_texts(section, SECTION_TEXTS, values)
    save_checked(section, text_errors(section, "title"))
    renumber(form)
    note(form=form, actor=actor, action="form.section.add", section=section.key)
    return section


@transaction.atomic
def change_section(*, section: Section, revision: int, actor, values: Mapping[str, Any]) -> Section:
    """Other words for a section."""
    form = lock_form(form=section.form, revision=revision)
    section = form.sections.get(pk=section.pk)
    write_texts(section, SECTION_TEXTS, values)
    save_checked(section, text_errors(section, "title"))
    note(form=form, actor=actor, action="form.section.change", section=section.key)
    return section


@transaction.atomic
def move_section(*, section: Section, revision: int, actor, up: bool) -> None:
    """Put a section one place up or down. Rules that it breaks are reported as faults, not refused."""
    form = lock_form(form=section.form, revision=revision)
    order = list(form.sections.all())
    place = [each.pk for each in order].index(section.pk)
    swap(order, place, place - 1 if up else place + 1)
    for position, each in enumerate(order):
        each.position = position
    Section.objects.bulk_update(order, ["position"])
    renumber(form)
    note(form=form, actor=actor, action="form.section.move", section=section.key, up=up)


@transaction.atomic
def remove_section(*, section: Section, revision: int, actor) -> None:
    """Take away a section. Raises InvalidInput while it has questions."""
    form = lock_form(form=section.form, revision=revision)
    section = form.sections.get(pk=section.pk)
    if section.questions.exists():
        raise InvalidInput("section-not-empty", _("Move or remove the questions of this section first."))
    section.delete()
    renumber(form)
    note(form=form, actor=actor, action="form.section.remove", section=section.key)


@transaction.atomic
def add_question(*, section: Section, revision: int, actor, values: Mapping[str, Any]) -> Question:
    """A question at the end of a section. `key` is made from the English words where none is given."""
    form = lock_form(form=section.form, revision=revision)
    section = form.sections.get(pk=section.pk)
    taken = set(form.questions.values_list("key", flat=True))
    if len(taken) >= MOST_QUESTIONS:
        raise InvalidInput(
            "form-full", _("A form has at most %(most)s questions.") % {"most": MOST_QUESTIONS}
        )
    question = Question(form=form, section=section, position=len(taken))
    question.key = new_key(values, "label", taken, "question")
    write_question(question, values)
    renumber(form)
    note(form=form, actor=actor, action="form.question.add", question=question.key, kind=question.kind)
    return question


@transaction.atomic
def change_question(*, question: Question, revision: int, actor, values: Mapping[str, Any]) -> Question:
    """Other words, rules or parts for a question. Its key stays: rules and answers know it by that."""
    form = lock_form(form=question.form, revision=revision)
    question = form.questions.select_related("section").get(pk=question.pk)
    earlier = {name: getattr(question, name) for name in QUESTION_COLUMNS}
    write_question(question, values)
    changed = [name for name, value in earlier.items() if getattr(question, name) != value]
    note(form=form, actor=actor, action="form.question.change", question=question.key, parts=changed)
    return question


@transaction.atomic
def move_question(*, question: Question, revision: int, actor, up: bool) -> None:
    """Put a question one place up or down, at the end of its section into the next one.

    Rules that it breaks are reported as faults, not refused.
    """
    form = lock_form(form=question.form, revision=revision)
    sections = sections_of(form)
    rows = {section.pk: list(section.questions.all()) for section in sections}
    place = next(n for n, section in enumerate(sections) if section.pk == question.section_id)
    here = rows[question.section_id]
    index = [each.pk for each in here].index(question.pk)
    if 0 <= (index - 1 if up else index + 1) < len(here):
        swap(here, index, index - 1 if up else index + 1)
    else:
        at = place - 1 if up else place + 1
        if not 0 <= at < len(sections):
            raise at_the_end()
        moved = here.pop(index)
        moved.section = sections[at]
        moved.save(update_fields=["section"])
        rows[sections[at].pk].insert(len(rows[sections[at].pk]) if up else 0, moved)
    number_off([each for section in sections for each in rows[section.pk]])
    note(form=form, actor=actor, action="form.question.move", question=question.key, up=up)


@transaction.atomic
def remove_question(*, question: Question, revision: int, actor) -> None:
    """Take away a question. Rules that read it are reported as faults."""
    form = lock_form(form=question.form, revision=revision)
    question = form.questions.get(pk=question.pk)
    question.delete()
    renumber(form)
    note(form=form, actor=actor, action="form.question.remove", question=question.key)


def swap(rows: list, here: int, there: int) -> None:
    if not 0 <= there < len(rows):
        raise at_the_end()
    rows[here], rows[there] = rows[there], rows[here]


def at_the_end() -> Conflict:
    return Conflict("form-edge", _("It stands at the end already."))


def renumber(form: FormVersion) -> None:
    """Count the questions of the whole form through, section by section."""
    number_off(questions_in(sections_of(form)))


def number_off(questions: list[Question]) -> None:
    for position, question in enumerate(questions):
        question.position = position
    Question.objects.bulk_update(questions, ["position"])


def new_key(values: Mapping[str, Any], field: str, taken: set[str], word: str) -> str:
    """The key of a new row: the given one, else one made from its English text, that nothing else in the form has."""
    given = values.get("key") or ""
    if given:
        if given in taken:
            raise InvalidInput("key-taken", _("This key is taken."), {"key": [_("This key is taken.")]})
        return given
    return free_key(values.get(f"{field}_en") or "", taken, word)


def free_key(text: str, taken: Collection[str], word: str) -> str:
    """A key made from an English text, or from `word` where that gives none, that is not taken."""
    start = slugify(text)[:50].strip("-") or word
    number, key = 2, start
    while key in taken:
        number, key = number + 1, f"{start}-{number}"
    return key


def write_texts(row: Section | Question, fields: tuple[str, ...], values: Mapping[str, Any]) -> None:
    for field in fields:
        for suffix in SUFFIXES.values():
            column = f"{field}_{suffix}"
            if column in values:
                setattr(row, column, values[column] or "")


def text_errors(row: Section | Question, field: str) -> dict[str, list[str]]:
    """One language is enough to begin with."""
    if any((getattr(row, f"{field}_{suffix}") or "").strip() for suffix in SUFFIXES.values()):
        return {}
    return {f"{field}_en": [_("Write it in at least one language.")]}


def write_question(question: Question, values: Mapping[str, Any]) -> None:
    """Set and save the values of a question; what its kind has not is emptied. Raises InvalidInput."""
    stored = {part: getattr(question, part) for part in RULES}
    write_texts(question, QUESTION_TEXTS, values)
    for name in QUESTION_COLUMNS:
        if name in values:
            setattr(question, name, values[name])
    empty = Question()
    for name in parts_lacking(question.kind):
        setattr(question, name, getattr(empty, name))
    errors = defaultdict(list, text_errors(question, "label"))
    if question.kind == QuestionKind.FACT and question.fact_id is None:
        errors["fact"].append(_("Choose the fact that it asks for."))
    if question.kind == QuestionKind.MONEY and not question.currency:
        errors["currency"].append(_("A sum of money needs a currency."))
    for fault in range_faults(question):
        errors["max_rows" if question.kind == QuestionKind.TABLE else "maximum"].append(fault)
    errors["options"] += option_faults(question.options)
    errors["columns"] += column_faults(question.columns)
    new_rules = [part for part in RULES if getattr(question, part) not in (None, stored[part])]
    if new_rules:
        rule_errors(question, new_rules, errors)
    save_checked(question, errors)


def rule_errors(question: Question, parts: list[str], errors: dict[str, list[str]]) -> None:
    """A rule reads facts, and answers to questions before its own."""
    earlier = asked_before(sections_of(question.form), question.section, question.pk)
    known = readable(registry(), earlier)
    for part in parts:
        for path, said in validate_rule(getattr(question, part), known):
            errors[part].append(fault_in_words(path, said))


def save_checked(row: Model, errors: Mapping[str, list[str]]) -> None:
    """Save a row unless something is wrong with it. Texts may wait in some languages; raises InvalidInput."""
    found = {name: said for name, said in errors.items() if said}
    try:
        # What is wrong already would only be told once more, in other words, by the constraints.
        row.full_clean(exclude=empty_texts(row), validate_constraints=not found)
    except ValidationError as error:
        for name, said in error.message_dict.items():
            found[name] = [*found.get(name, []), *said]
    if found:
        raise InvalidInput("form-part", _("Correct what is marked. Nothing was saved."), found)
    row.save()


def empty_texts(row: Model) -> set[str]:
    """The columns of texts that have no text yet, and those that follow the active language."""
    columns = {f.name for f in row._meta.concrete_fields if f.name.endswith(tuple(SUFFIXES.values()))}
    return {name for name in columns if not getattr(row, name)} | {"title", "label", "help"}
