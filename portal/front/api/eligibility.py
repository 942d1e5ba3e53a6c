"""How measures and programmes stand on facts that somebody sends. Nothing of them is kept."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from accounts.selectors import askable_facts
from portal.catalogue.enums import Currency, Openness
from portal.catalogue.models import Entry
from portal.catalogue.openness import openness_expression
from portal.kernel.clock import today
from portal.kernel.languages import CODES, ENGLISH, pick
from programs.check.state import with_ruled_out
from programs.eligibility.benefits import estimate
from programs.eligibility.change_words import change_in_words
from programs.eligibility.changes import ChangeSet, changes_for
from programs.eligibility.explaining import Finding, explain
from programs.eligibility.facts import FactSpec, spec_of
from programs.eligibility.gaps import gap_in_words
from programs.eligibility.questions import rank_questions
from programs.eligibility.schemes import Scheme
from programs.eligibility.traits import traits
from programs.eligibility.values import check_facts
from programs.eligibility.words import FactWords
from programs.selectors.catalogue import open_intakes
from programs.selectors.schemes import current_schemes

from .problems import REFUSED, Problem
from .schemas.eligibility import Answer, FactChange, Judged, NextQuestion, Question, Standing, WayIn, Worth

LONGEST_NAME = 80


def language_in(body: Mapping[str, Any]) -> str:
    """The language that a body asks for, whatever else is wrong with it."""
    wanted = body.get("lang", ENGLISH)
    return wanted if isinstance(wanted, str) and wanted in CODES else ENGLISH


def question_in(body: dict[str, Any]) -> Question:
    """The question. Raises Problem that names each part of the body that is unknown, missing or of a wrong type."""
    try:
        return Question.model_validate(body)
    except ValidationError as error:
        names = dict.fromkeys(str(fault["loc"][0]) for fault in error.errors())
        raise refused({name: takes(name) for name in names}) from error


def takes(name: str) -> str:
    """What a part of the body may be."""
    if name == "facts":
        return _("An object: names of facts, each with its value.")
    if name == "lang":
        return _("One of %(codes)s.") % {"codes": ", ".join(CODES)}
    if name == "measures":
        return _("A list of slugs.")
    return _("The body has no such part. Known ones: %(names)s.") % {
        "names": ", ".join(Question.model_fields)
    }


def refused(wrong: Mapping[str, str]) -> Problem:
    """The refusal of parts of a question. wrong: where it stands in the body -> what is wrong with it."""
    return Problem(REFUSED, [(name[:LONGEST_NAME], message) for name, message in wrong.items()])


def answer_to(question: Question) -> Answer:
    """How everything asked about stands, in the active language. Four queries on an unchanged catalogue.

    Raises Problem that names each fact and each slug that is refused.
    """
    asked = {fact.name: fact for fact in askable_facts()}
    registry = {name: spec_of(fact) for name, fact in asked.items()}
    schemes = wanted(question.measures, current_schemes())
    if wrong := check_facts(question.facts, registry):
        raise refused({f"facts.{name}": message for name, message in wrong.items()})
    given = {name: value for name, value in question.facts.items() if value is not None}
    facts = with_ruled_out(given, traits())
    unsure = question.facts.keys() - facts.keys()
    ranked = rank_questions(schemes, facts, registry=registry, traits=traits(), skipped=unsure)
    states = openness_of(schemes)
    words = FactWords(asked, traits())
    return Answer(
        results=[
            standing(scheme, facts, states[scheme.key], registry, words)
            for scheme in schemes
            if scheme.key in states
        ],
        next_question=NextQuestion(
            fact=ranked[0].fact, question=asked[ranked[0].fact].question, settles=ranked[0].settles
        )
        if ranked
        else None,
    )


def wanted(slugs: list[str] | None, schemes: Mapping[str, Scheme]) -> list[Scheme]:
    """What is asked about: these, each once, or everything. Raises Problem that names each unknown slug."""
    if slugs is None:
        return list(schemes.values())
    wrong = {
        f"measures[{place}]": _("There is no measure or programme with this slug.")
        for place, slug in enumerate(slugs)
        if slug not in schemes
    }
    if wrong:
        raise refused(wrong)
    return [schemes[slug] for slug in dict.fromkeys(slugs)]


def openness_of(schemes: Iterable[Scheme]) -> dict[int, Openness]:
    """How public entries stand today, by key. What takes applications on this portal is open. Two queries."""
    public = Entry.objects.public().filter(pk__in=[scheme.key for scheme in schemes])
    rows = public.annotate(state=openness_expression(today())).values_list("pk", "state")
    here = open_intakes()
    return {key: Openness.OPEN if key in here else Openness(state or Openness.UNKNOWN) for key, state in rows}


def standing(
    scheme: Scheme,
    facts: Mapping[str, Any],
    openness: Openness,
    registry: Mapping[str, FactSpec],
    words: FactWords,
) -> Standing:
    """How one scheme stands, and why."""
    verdict = explain(scheme, facts)
    ways = changes_for(scheme, facts, registry=registry, traits=words.traits)
    return Standing(
        measure=scheme.slug,
        outcome=verdict.outcome,
        openness=openness,
        criteria=[judged(finding, facts, words) for finding in verdict.findings],
        missing_facts=list(verdict.missing),
        changes=[way_in(way, words) for way in ways],
        benefit=worth(scheme, facts),
    )


def judged(finding: Finding, facts: Mapping[str, Any], words: FactWords) -> Judged:
    """How one criterion stands."""
    return Judged(
        text=pick(finding.criterion.text),
        result=finding.result,
        facts=finding.facts,
        gap=gap_in_words(finding.gap, facts, words) if finding.gap else None,
    )


def way_in(way: ChangeSet, words: FactWords) -> WayIn:
    """Changes that are enough."""
    return WayIn(
        text=change_in_words(way, words),
        changes=[
            FactChange(fact=one.fact, before=one.before, becomes=one.becomes, months=one.months)
            for one in way.changes
        ],
        months=way.months,
    )


def worth(scheme: Scheme, facts: Mapping[str, Any]) -> Worth:
    """What it gives in a year."""
    found = estimate(scheme, facts)
    return Worth(
        low=plain(found.low),
        high=plain(found.high),
        currency=Currency(found.currency) if found.currency else None,
        basis=found.basis,
    )


def plain(amount: Decimal | None) -> str | None:
    """A sum as a decimal string without needless zeros."""
    return None if amount is None else f"{amount.normalize():f}"
