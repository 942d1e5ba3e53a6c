"""A country to land in, and plans made for it."""

from decimal import Decimal

from portal.catalogue import revision
from portal.catalogue.enums import FactType
from portal.catalogue.models import Area, Fact
from portal.kernel.clock import today
from programs.check.state import spec_of
from programs.enums import Instrument
from programs.models import Benefit, Criterion, ExchangeRate, LandingStep, MeasureVersion, Plan
from programs.services.plans import create_plan
from tests.factories import in_three, make_area, make_fact, make_measure

AREA_CODES = ("hetao", "qianhai", "futian", "nanshan")


def make_land() -> dict[str, Area]:
    """The areas, the facts that the way into Shenzhen settles, a dated rate, and two steps."""
    areas = {code: make_area(code=code) for code in (*AREA_CODES, "shenzhen", "hong-kong", "gba")}
    codes = [{"code": code, "label": {"en": code}} for code in (*AREA_CODES, "none")]
    make_fact("has_shenzhen_entity", FactType.BOOL)
    make_fact("shenzhen_entity_age_months", unit="months")
    make_fact("headcount", unit="people")
    make_fact("shenzhen_entity_area", FactType.CHOICE, choices=codes)
    make_fact("planned_areas", FactType.MULTI_CHOICE, choices=codes)
    make_fact("leases_in_area", FactType.MULTI_CHOICE, choices=codes)
    ExchangeRate.objects.create(hkd_per_cny=Decimal("1.08"), as_of=today(), is_sample=True)
    make_step("attest-papers", side="south", least=5, most=10)
    make_step("register-company", after=["attest-papers"], settles={"has_shenzhen_entity": True})
    make_step("apply", after=["register-company"])
    return areas


def make_step(code: str, *, side: str = "north", least: int = 3, most: int = 10, after=(), settles=None):
    step = LandingStep.objects.create(
        code=code,
        side=side,
        days_least=least,
        days_most=most,
        settles=settles or {},
        position=LandingStep.objects.count(),
        **in_three(name=f"Step {code}", text=f"What is done: {code}", papers="One paper\nAnother paper"),
    )
    step.after.set(after)
    return step


def grant(area, amount: int, *rules: dict, instrument: str = Instrument.GRANT, **fields):
    """A measure in force that pays a sum to whoever meets the rules."""
    measure = make_measure(parts=False, area=area, rolling=True, **fields)
    MeasureVersion.objects.filter(measure=measure).update(instrument=instrument)
    Benefit.objects.create(version=measure.current, amount=amount, currency="CNY", **in_three(text="A sum"))
    for rule in rules:
        Criterion.objects.create(version=measure.current, rule=rule, **in_three(text="A test"))
    revision.bump()
    return measure


def registered_in(code: str) -> dict:
    return {"fact": "shenzhen_entity_area", "op": "==", "value": code}


SMALL = {"fact": "headcount", "op": "<=", "value": 50}


def registry() -> dict:
    return {fact.name: spec_of(fact) for fact in Fact.objects.all()}


def make_plan(facts: dict | None = None, area: str = "", **changes) -> Plan:
    """A visitor's plan, with these arguments changed."""
    said = {"user": None, "firm": None, "address": "203.0.113.9", "starts_on": today()}
    facts = {"headcount": 4, "has_shenzhen_entity": False} if facts is None else facts
    return create_plan(facts=facts, area=area, registry=registry(), **{**said, **changes})


def page(client, plan: Plan, language: str = "en") -> str:
    response = client.get(f"/{language}/plan/{plan.code}/")
    assert response.status_code == 200
    return response.content.decode()
