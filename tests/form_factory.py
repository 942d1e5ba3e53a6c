"""Forms of intakes for tests."""

from django.utils import timezone

from programs.enums import QuestionKind
from programs.models import FormVersion, Intake, Question, Section
from tests.three_languages import in_three, label_in_three

#: The kinds that most tests of applications need.
KINDS = (
    QuestionKind.TEXT,
    QuestionKind.LONG_TEXT,
    QuestionKind.NUMBER,
    QuestionKind.CHOICE,
    QuestionKind.DATE,
    QuestionKind.FILE,
)


def make_section(form: FormVersion, key: str = "questions", **fields) -> Section:
    """A section behind those that the form has."""
    position = fields.pop("position", form.sections.count())
    return Section.objects.create(
        form=form, key=key, position=position, **{**in_three(title=f"Section {key}"), **fields}
    )


def make_form(intake: Intake, *, kinds=KINDS, published: bool = True) -> FormVersion:
    """The next version of an intake's form: one section, one question a kind. Only files are optional."""
    form = FormVersion.objects.create(
        intake=intake, number=intake.forms.count() + 1, published_at=timezone.now() if published else None
    )
    extra = {
        QuestionKind.TEXT: {"max_length": 200},
        QuestionKind.LONG_TEXT: {"max_length": 2000},
        QuestionKind.NUMBER: {"unit": "people", "minimum": 0, "maximum": 500},
        QuestionKind.CHOICE: {
            "options": [{"code": c, "label": label_in_three(f"Option {c}")} for c in "abc"]
        },
        QuestionKind.FILE: {"required": False},
    }
    section = make_section(form)
    for position, kind in enumerate(kinds):
        values = {**in_three(label=f"Question of kind {kind}"), **extra.get(kind, {})}
        Question.objects.create(
            form=form, section=section, key=str(kind), kind=kind, position=position, **values
        )
    return form


#: A valid answer to each question of `make_form`, by key.
ANSWERS = {
    "text": "Hello",
    "long-text": "A longer text.",
    "number": "12",
    "choice": "a",
    "date": "2026-01-31",
}


def make_full_form(intake: Intake, *, published: bool = True) -> FormVersion:
    """A form with every kind of question in two sections; those of the second stand on answers of the first."""
    form = FormVersion.objects.create(
        intake=intake, number=intake.forms.count() + 1, published_at=timezone.now() if published else None
    )
    first, second = make_section(form, "about"), make_section(form, "project")
    options = [{"code": c, "label": label_in_three(f"Option {c}")} for c in "abc"]
    make_question(first, "name", QuestionKind.TEXT, max_length=20)
    make_question(first, "story", QuestionKind.LONG_TEXT, max_words=5, required=False)
    make_question(first, "staff", QuestionKind.NUMBER, unit="people", minimum=0, maximum=500)
    make_question(first, "cost", QuestionKind.MONEY, currency="CNY", required=False)
    make_question(first, "moves", QuestionKind.YES_NO)
    make_question(first, "field", QuestionKind.CHOICE, options=options, required=False)
    make_question(second, "aims", QuestionKind.MULTIPLE, options=options, required=False)
    make_question(second, "start", QuestionKind.DATE, required=False)
    columns = [
        {"key": "who", "kind": QuestionKind.TEXT, "label": label_in_three("Who")},
        {"key": "days", "kind": QuestionKind.NUMBER, "label": label_in_three("Days"), "required": False},
    ]
    rule = {"fact": "answer.moves", "op": "==", "value": True}
    make_question(second, "team", QuestionKind.TABLE, columns=columns, shown_when=rule, max_rows=5)
    make_question(second, "paper", QuestionKind.FILE, required=False)
    make_question(second, "truth", QuestionKind.DECLARATION)
    return form


def make_question(section: Section, key: str, kind: str, **fields) -> Question:
    """A question behind those that the section has."""
    return Question.objects.create(
        form=section.form,
        section=section,
        key=key,
        kind=kind,
        position=section.questions.count(),
        **{**in_three(label=f"Question {key}"), **fields},
    )


#: An answer to every question of `make_full_form` that needs one, by key; nobody moves, so no team is asked for.
FULL_ANSWERS = {"name": "Sample", "staff": "12", "moves": "no", "truth": "yes"}
