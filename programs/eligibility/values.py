"""Are answers fit to be evaluated? Names, types, ranges, choices, and whether they can all be true together."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.rules import clean_fact_value

from .facts import FactSpec
from .rules import shown
from .traits import contradictions


def check_facts(facts: Mapping[str, Any], registry: Mapping[str, FactSpec]) -> dict[str, str]:
    """What is wrong with some answers, as fact -> message in the active language; empty when they may be evaluated.

    facts: name -> value, of any type and size, as it came from outside; None means not known and is always allowed.
    registry: the facts that there are. Wrong: a name that the registry has not; a value of another type (True is no
    number, a list no code); a number out of its range, or above 2^53 - 1; a code that is no choice; "none" beside
    another code; and answers that contradict each other, which are compared once each is sound by itself.
    """
    wrong = {}
    sound = {}
    for name, value in facts.items():
        fact = registry.get(name)
        if fact is None:
            wrong[name] = _("There is no fact %(name)s.") % {"name": shown(name)}
        elif value is not None:
            message = value_fault(fact, value)
            if message:
                wrong[name] = message
            else:
                sound[name] = value
    for name, message in contradictions(sound):
        wrong.setdefault(name, message)
    return wrong


def value_fault(fact: FactSpec, value: Any) -> str:
    """What is wrong with one value, in the active language; empty when it fits the fact."""
    # The rule for answers of firms reads rows of the registry, whose choices carry labels.
    row = SimpleNamespace(
        type=fact.type, min=fact.min, max=fact.max, choices=[{"code": code} for code in fact.choices]
    )
    try:
        clean_fact_value(row, value)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""
