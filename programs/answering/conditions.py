"""Rules over answers: what they may name, and what they read. The rule language is that of eligibility."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from programs.eligibility.facts import FactSpec
from programs.eligibility.nodes import facts_of, parse
from programs.eligibility.rules import Fault, validate_rule
from programs.enums import QuestionKind

from .specs import FormSpec, QuestionSpec

PREFIX = "answer."
#: The two rules of a question, as columns.
RULES = ("shown_when", "required_when")
#: The type that an answer has in a rule. Dates, texts, tables and files are in no rule but as "is there".
TYPES: dict[str, str] = {
    QuestionKind.NUMBER: "int",
    QuestionKind.MONEY: "int",
    QuestionKind.YES_NO: "bool",
    QuestionKind.DECLARATION: "bool",
    QuestionKind.CHOICE: "choice",
    QuestionKind.MULTIPLE: "multi-choice",
}


def name_in_rules(key: str) -> str:
    """What rules call the answer to a question."""
    return PREFIX + key


def answer_spec(question: QuestionSpec) -> FactSpec | None:
    """An answer as rules know it; None for one that no rule can read.

    A question for a fact is read by the name of the fact.
    """
    if question.kind not in TYPES:
        return None
    return FactSpec(
        name=name_in_rules(question.key),
        subject="answer",
        type=TYPES[question.kind],
        choices=tuple(question.options),
    )


def known_from(
    questions: Iterable[QuestionSpec], values: Mapping[str, Any], facts: Mapping[str, Any]
) -> dict[str, Any]:
    """What rules may read: the firm's facts, and the answers by their names.

    values: key -> what the answer means (`Read.value`). An answer to a question for a fact counts as the fact.
    """
    known = dict(facts)
    for question in questions:
        value = values.get(question.key)
        if value is not None:
            known.update(as_known(question, value))
    return known


def as_known(question: QuestionSpec, value: Any) -> dict[str, Any]:
    """One answer as rules read it."""
    if question.kind == QuestionKind.FACT and question.fact is not None:
        return {question.fact.name: value}
    if question.kind not in TYPES:
        return {}
    return {name_in_rules(question.key): plain(value)}


def plain(value: Any) -> Any:
    """A whole number as int, so that it equals the one in a rule also in a trace."""
    return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else value


def rule_faults(form: FormSpec, facts: Mapping[str, FactSpec]) -> dict[tuple[str, str], list[Fault]]:
    """What is wrong with the rules of a form, by (question's key, "required_when" or "shown_when").

    A rule may name facts of the registry, and answers to questions that are asked before its own: so no two questions
    can wait for each other. A fact that the form itself asks for counts as such an answer.
    """
    found: dict[tuple[str, str], list[Fault]] = {}
    readable, to_come = dict(facts), facts_asked(form.questions.values())
    for question in form.questions.values():
        for part in RULES:
            rule = getattr(question, part)
            if rule is None:
                continue
            faults = [later(fault, rule, form, facts) for fault in validate_rule(rule, readable)]
            if not faults and not to_come.isdisjoint(names_in(rule)):
                faults = [("", too_late())]
            if faults:
                found[question.key, part] = faults
        spec = answer_spec(question)
        if spec is not None:
            readable[spec.name] = spec
        to_come -= facts_asked([question])
    return found


def facts_asked(questions: Iterable[QuestionSpec]) -> set[str]:
    """The names of the facts that questions ask for themselves."""
    return {each.fact.name for each in questions if each.kind == QuestionKind.FACT and each.fact is not None}


def later(fault: Fault, rule: Any, form: FormSpec, facts: Mapping[str, FactSpec]) -> Fault:
    """The fault; said more plainly where the rule would be sound if all questions stood before it."""
    every = {spec.name: spec for one in form.questions.values() for spec in [answer_spec(one)] if spec}
    if validate_rule(rule, {**facts, **every}):
        return fault
    return fault[0], too_late()


def too_late() -> str:
    return _("A rule can only use answers to questions that stand before its own.")


def names_in(rule: Mapping[str, Any]) -> tuple[str, ...]:
    """The facts and answers that a sound rule reads, each once."""
    return facts_of(parse(rule))
