"""What the tests of matching share: a small registry, firms that say things, measures with rules."""

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.enums import FirmSide
from accounts.models import Firm, FirmFact
from portal.catalogue import revision
from portal.catalogue.models import Fact
from portal.outbox.models import Notification
from programs.models import Criterion, Measure
from tests.factories import in_three, make_fact, make_firm, make_firm_fact, make_measure

#: Facts of the real registry that the tests use: subject, type, unit, least, most.
FACTS = {
    "headcount": ("firm", "int", "people", 0, None),
    "firm_age_months": ("firm", "int", "months", 0, None),
    "founder_age": ("founder", "int", "years", 0, 120),
    "hk_macau_internship_months": ("firm", "int", "months", 0, None),
    "registered_capital_cny": ("shenzhen-entity", "int", "CNY", 0, None),
    "shenzhen_entity_age_months": ("shenzhen-entity", "int", "months", 0, None),
    "has_shenzhen_entity": ("shenzhen-entity", "bool", "", None, None),
}
CHOICES = {
    "place_of_incorporation": ("firm", ("hong-kong", "macau", "mainland", "overseas", "not-yet")),
    "shenzhen_entity_area": ("shenzhen-entity", ("hetao", "qianhai", "none")),
}


def registry() -> dict[str, Fact]:
    """The facts as rows, by name."""
    made = {
        name: make_fact(name, kind, subject=subject, unit=unit, min=least, max=most)
        for name, (subject, kind, unit, least, most) in FACTS.items()
    }
    for name, (subject, codes) in CHOICES.items():
        choices = [{"code": code, "label": {"en": code}} for code in codes]
        made[name] = make_fact(name, "choice", subject=subject, choices=choices)
    return made


def say(firm: Firm, *, at: datetime | None = None, **values) -> None:
    """Record answers past the services, `at` a moment in the past where one is given; earlier ones are replaced."""
    now = timezone.now()
    for name, value in values.items():
        FirmFact.objects.filter(firm=firm, fact=name, superseded_at=None).update(superseded_at=now)
        row = make_firm_fact(firm, Fact.objects.get(pk=name), value)
        if at:
            FirmFact.objects.filter(pk=row.pk).update(recorded_at=at)


def months_ago(count: int, today) -> datetime:
    """A moment on the same day of the month so many months ago, in the middle of the day in Hong Kong."""
    year, month = divmod(today.year * 12 + today.month - 1 - count, 12)
    day = min(today.day, 28)
    return datetime(year, month + 1, day, 4, tzinfo=timezone.get_default_timezone())


def make_group() -> tuple[Firm, Firm]:
    """A Hong Kong parent and its Shenzhen company."""
    parent = make_firm()
    return parent, make_firm(parent.memberships.get().user, side=FirmSide.SHENZHEN, parent=parent)


def ask_for(fact: str, op: str, value, **fields) -> Measure:
    """A public measure with one criterion that has a rule."""
    measure = make_measure(**fields)
    put_rule(measure.current, fact, op, value)
    revision.bump()
    return measure


def put_rule(version, fact: str, op: str, value) -> None:
    """Give a version one rule in place of those it has."""
    version.criteria.exclude(rule=None).delete()
    rule = {"fact": fact, "op": op, "value": value}
    Criterion.objects.create(version=version, rule=rule, **in_three(text=f"{fact} {op} {value}"))


def due_now() -> None:
    """As if every firm were due."""
    Firm.objects.update(match_due_at=timezone.now() - timedelta(seconds=1))


def told() -> list[dict[str, list[str]]]:
    """What each message says: list to slugs, newest last."""
    return [
        {name: [row["slug"] for row in rows] for name, rows in note.params.items() if name != "firm"}
        for note in Notification.objects.filter(kind="matches_changed").order_by("pk")
    ]


def stands(firm) -> dict[str, str]:
    return dict(firm.matches.values_list("entry__slug", "outcome"))
