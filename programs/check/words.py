"""The findings of a check in words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.wording import fact_in_words
from portal.catalogue.texts import Text, text_of
from programs.eligibility.explaining import Finding
from programs.eligibility.gaps import gap_in_words
from programs.eligibility.logic import Result

from .answers import page_of
from .state import Check

#: Where a fact is answered or changed, by its name.
Address = Callable[[str], str]
STATES = {Result.MET: "met", Result.NOT_MET: "unmet", Result.UNKNOWN: "ask", Result.STAFF: "staff"}


@dataclass(frozen=True, slots=True)
class Said:
    """A fact that a criterion used, or lacks."""

    fact: str
    question: str
    #: In words; empty where it is not known.
    answer: str
    #: Where it can be answered or changed; empty where the reader may not.
    url: str


@dataclass(frozen=True, slots=True)
class Test:
    """One criterion, and how it stands."""

    #: met, unmet, ask or staff.
    state: str
    text: Text
    #: What is lacking, in words; empty where nothing is.
    gap: str
    facts: list[Said]


def address_of(fact: str) -> str:
    """Where a fact is answered in the check, coming back to the results."""
    return f"{reverse('check_question', args=[page_of(fact)])}?then=results#id_{fact}"


def test_of(finding: Finding, check: Check, *, at: Address | None) -> Test:
    """A finding, ready to print. at: where its facts are answered; None: the reader may not change the answers."""
    return Test(
        state=STATES[finding.result],
        text=text_of(dict(finding.criterion.text), "text"),
        gap=gap_of(finding, check),
        facts=[
            said(name, finding.facts.get(name), check, at=at) for name in finding.missing or finding.facts
        ],
    )


def said(name: str, value: Any, check: Check, *, at: Address | None = address_of) -> Said:
    """A fact with its answer in words. at: as in `test_of`."""
    fact = check.asked.get(name)
    if fact is None:
        return Said(name, name, "", "")
    return Said(
        fact=name,
        question=fact.question,
        answer="" if value is None else fact_in_words(fact, value),
        url=at(name) if at else "",
    )


def gap_of(finding: Finding, check: Check) -> str:
    """What a criterion lacks; empty for one that is not missed."""
    return gap_in_words(finding.gap, check.facts, check.words) if finding.gap else ""
