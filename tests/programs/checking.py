"""A small catalogue with real facts, and people who answer its questions."""

import re
from html import unescape

from django.test import Client
from django.urls import reverse

from portal.catalogue import revision
from portal.catalogue.models import Fact
from programs.models import Criterion
from tests.factories import (
    in_three,
    make_area,
    make_category,
    make_fact,
    make_measure,
    make_sector,
    make_source,
)

AREAS = ("hetao", "qianhai", "none")


def coded(*codes: str) -> list[dict]:
    return [{"code": code, "label": {"en": code, "zh_hant": code, "zh_hans": code}} for code in codes]


def make_facts() -> dict[str, Fact]:
    """Facts by the names of the registry, each with its name as its question."""
    rows = [
        ("founder_is_hk_macau_resident", "bool", "founder", {}),
        ("founder_is_hk_resident", "bool", "founder", {}),
        ("founder_is_hk_permanent_resident", "bool", "founder", {}),
        ("founder_age", "int", "founder", {"unit": "years", "min": 0, "max": 120}),
        ("place_of_incorporation", "choice", "firm", {"choices": coded("hong-kong", "overseas", "not-yet")}),
        ("sectors", "multi-choice", "firm", {"choices": coded("ai", "biotech", "none")}),
        ("headcount", "int", "firm", {"unit": "people", "min": 0, "max": None}),
        ("has_shenzhen_entity", "bool", "shenzhen-entity", {}),
        ("shenzhen_entity_area", "choice", "shenzhen-entity", {"choices": coded(*AREAS)}),
        ("shenzhen_entity_age_months", "int", "shenzhen-entity", {"unit": "months", "min": 0, "max": None}),
    ]
    return {
        name: make_fact(name, kind, subject=subject, **in_three(question=f"Ask {name}"), **fields)
        for name, kind, subject, fields in rows
    }


def is_(fact: str, value, op: str = "==") -> dict:
    return {"fact": fact, "op": op, "value": value}


ENTITY = is_("has_shenzhen_entity", True)
RESIDENT = is_("founder_is_hk_resident", True)
#: Slug -> the rules of its criteria; None: only staff can judge it.
RULES = {
    "rent": [ENTITY, is_("shenzhen_entity_area", "hetao"), None],
    "young-company": [ENTITY, is_("shenzhen_entity_age_months", 24, "<=")],
    "tax": [ENTITY],
    "youth": [RESIDENT, is_("founder_age", 45, "<=")],
    "settled": [RESIDENT, is_("founder_is_hk_permanent_resident", True)],
    "chips": [is_("sectors", ["ai"], "contains-any"), is_("headcount", 5, ">=")],
    "export": [is_("place_of_incorporation", ["hong-kong"], "in")],
    "welcome": [None],
}


def make_catalogue() -> dict[str, Fact]:
    """One measure a row of RULES, and the facts they ask for."""
    facts = make_facts()
    shared = {"area": make_area(), "category": make_category()}
    linked = {"sectors": [make_sector()], "sources": [make_source()]}
    for slug, rules in RULES.items():
        measure = make_measure(slug=slug, parts=False, **shared, **linked, **in_three(name=f"Measure {slug}"))
        for place, rule in enumerate(rules):
            Criterion.objects.create(
                version=measure.current,
                position=place,
                rule=rule,
                **in_three(text=f"Test {place} of {slug}."),
            )
    revision.bump()
    return facts


def page_url(page: str, then: str = "") -> str:
    return reverse("check_question", args=[page]) + (f"?then={then}" if then else "")


def answer(client: Client, page: str, then: str = "", **fields):
    """Post one page. Yes and no are "yes" and "no", "?" is "I don't know"."""
    return client.post(page_url(page, then), fields)


def said(client: Client) -> dict:
    """What the session holds."""
    return client.session.get("check", {}).get("said", {})


def text_of(response) -> str:
    return response.content.decode()


def words(response) -> str:
    """The text of a page, without its markup."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text_of(response))))


def group(client: Client, code: str) -> str:
    """The words of one group of the results, shown in full."""
    return words(client.get(reverse("check_results"), {"group": code})).partition("What next")[2]
