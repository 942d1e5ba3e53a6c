"""Sample intakes on entries of the real catalogue, each with the same form and rubric."""

from datetime import timedelta

from django.utils import timezone

from portal.catalogue.models import Fact
from portal.kernel.languages import SUFFIXES
from programs.models import FormVersion, Intake, Measure, Programme, Question, RubricCriterion, Section
from spaces.models import Place

from .data import demo_data, in_columns

TARGETS = {"measure": Measure, "programme": Programme, "place": Place}


def create_intakes() -> dict[str, Intake]:
    """The sample intakes by key; one whose entry the catalogue does not hold is left out."""
    intakes = {}
    for row in demo_data()["intakes"]:
        intake = Intake.objects.filter(code=row["code"]).first() or create_intake(row)
        if intake is not None:
            intakes[row["key"]] = intake
    return intakes


def create_intake(row: dict) -> Intake | None:
    kind = next(name for name in TARGETS if name in row)
    target = TARGETS[kind].objects.public().filter(slug=row[kind]).first()
    if target is None:
        return None
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    closes = row["closes_in_days"]
    data = demo_data()
    intake = Intake(
        code=row["code"],
        opens_at=now + timedelta(days=row["opens_in_days"]),
        closes_at=now + timedelta(days=closes) if closes is not None else None,
        is_published=True,
        is_sample=True,
        service_days=data["service_days"],
        **{kind: target},
        **in_columns("title", row["title"]),
        **in_columns("receiving_body", data["receiving_body"]),
        **in_columns("introduction", data["introduction"]),
    )
    intake.full_clean()
    intake.save()
    create_form(intake)
    for position, criterion in enumerate(data["rubric"]):
        RubricCriterion.objects.create(
            intake=intake,
            position=position,
            weight=criterion["weight"],
            **in_columns("name", criterion["name"]),
            **in_columns("hint", criterion["hint"]),
        )
    return intake


def create_form(intake: Intake) -> None:
    """Version 1 of an intake's form: the sections of the sample form."""
    form = FormVersion.objects.create(intake=intake, number=1, published_at=timezone.now())
    asked = 0
    for position, part in enumerate(demo_data()["sections"]):
        section = Section.objects.create(
            form=form,
            position=position,
            key=part["key"],
            **in_columns("title", part["title"]),
            **in_columns("help", part.get("help")),
        )
        for question in part["questions"]:
            create_question(section, asked, question)
            asked += 1


#: What a row of the file may say of a question, just as the columns hold it.
PLAIN = (
    *("required", "required_when", "shown_when", "asked_again", "unit", "currency", "minimum", "maximum"),
    *("max_length", "max_words", "min_rows", "max_rows", "paper_kind"),
)


def create_question(section: Section, position: int, row: dict) -> None:
    question = Question(
        form=section.form,
        section=section,
        position=position,
        key=row["key"],
        kind=row["kind"],
        fact=Fact.objects.filter(pk=row["fact"]).first() if "fact" in row else None,
        options=with_labels(row.get("options", [])),
        columns=with_labels(row.get("columns", [])),
        **{name: row[name] for name in PLAIN if name in row},
        **in_columns("label", row["label"]),
        **in_columns("help", row.get("help")),
    )
    question.full_clean(exclude=["help_en", "help_zh_hant", "help_zh_hans"])
    question.save()


def with_labels(rows: list[dict]) -> list[dict]:
    """Options and columns of the file with their labels as forms keep them, also inside each other."""
    codes = {suffix: code for code, suffix in SUFFIXES.items()}
    found = []
    for row in rows:
        one = {**row, "label": {codes[suffix]: text for suffix, text in row["label"].items()}}
        if "options" in row:
            one["options"] = with_labels(row["options"])
        found.append(one)
    return found
