"""Sample intakes on entries of the real catalogue, each with the same short form and rubric."""

from datetime import timedelta

from django.utils import timezone

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
        **{kind: target},
        **in_columns("title", row["title"]),
        **in_columns("receiving_body", data["receiving_body"]),
        **in_columns("introduction", data["introduction"]),
    )
    intake.full_clean()
    intake.save()
    form = FormVersion.objects.create(intake=intake, number=1, published_at=now)
    section = Section.objects.create(form=form, key="questions", **in_columns("title", data["section"]))
    for position, question in enumerate(data["questions"]):
        create_question(section, position, question)
    for position, criterion in enumerate(data["rubric"]):
        RubricCriterion.objects.create(
            intake=intake,
            position=position,
            weight=criterion["weight"],
            **in_columns("name", criterion["name"]),
            **in_columns("hint", criterion["hint"]),
        )
    return intake


def create_question(section: Section, position: int, row: dict) -> None:
    codes = {suffix: code for code, suffix in SUFFIXES.items()}
    options = [
        {"code": option["code"], "label": {codes[suffix]: text for suffix, text in option["label"].items()}}
        for option in row.get("options", [])
    ]
    question = Question(
        form=section.form,
        section=section,
        position=position,
        key=row["key"],
        kind=row["kind"],
        required=row.get("required", True),
        options=options,
        unit=row.get("unit", ""),
        minimum=row.get("minimum"),
        maximum=row.get("maximum"),
        max_length=row.get("max_length"),
        **in_columns("label", row["label"]),
        **in_columns("help", row.get("help")),
    )
    question.full_clean(exclude=["help_en", "help_zh_hant", "help_zh_hans"])
    question.save()
