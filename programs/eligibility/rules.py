"""Is a rule well made? Its shape, its facts, its operators and its values.

A rule is `{fact, op, value}`, or `all`, `any` or `not` around other rules, as the catalogue's README says. Stored rules
have passed `validate_rule`, so whatever evaluates them may rely on it.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from portal.kernel.display import listed

from .facts import LIST_OPERATORS, OPERATORS, FactSpec

DEEPEST = 8
COMPARISON = {"fact", "op", "value"}
GROUPS = ("all", "any", "not")
EVERY_OPERATOR = {op for ops in OPERATORS.values() for op in ops}
#: One step of a path: the group, and in a list the place from 0.
STEP = re.compile(r"(all|any|not)(?:\[(\d+)\])?")

Fault = tuple[str, str]


def validate_rule(rule: Any, facts: Mapping[str, FactSpec]) -> list[Fault]:
    """Everything that is wrong with a rule, as (path, message); an empty list when it may be stored.

    rule: parsed JSON or YAML of any shape. facts: the registry by name. The path is "" for the rule itself and such as
    "all[1].not" inside it. Messages are in the active language.
    """
    if depth(rule) > DEEPEST:
        return [("", _("Rules may stand inside each other at most %(depth)s deep.") % {"depth": DEEPEST})]
    faults: list[Fault] = []
    check(rule, "", facts, faults)
    return faults


def fault_in_words(path: str, said: str) -> str:
    """A fault with its place as people read it, such as "Rule 2 in “all”, rule 1 in “any”: …"."""
    steps = [(group, int(place) + 1 if place else 0) for group, place in STEP.findall(path)]
    if not steps:
        return said
    words = [
        _("rule %(number)s in “%(group)s”") % {"number": number, "group": group}
        if number
        else _("in “%(group)s”") % {"group": group}
        for group, number in steps
    ]
    place = listed(words)
    return _("%(label)s: %(error)s") % {"label": place[:1].upper() + place[1:], "error": said}


def depth(rule: Any) -> int:
    """How deep a rule is nested, counted without recursion: the input may be hostile."""
    deepest, queue = 0, [(rule, 1)]
    while queue:
        part, level = queue.pop()
        if not isinstance(part, dict):
            continue
        deepest = max(deepest, level)
        if deepest > DEEPEST:
            return deepest
        for inner in (part.get("all"), part.get("any"), [part.get("not")]):
            if isinstance(inner, list):
                queue.extend((item, level + 1) for item in inner)
    return deepest


def check(rule: Any, path: str, facts: Mapping[str, FactSpec], faults: list[Fault]) -> None:
    """Add what is wrong with one rule and those inside it to `faults`."""
    if not isinstance(rule, dict):
        told = _("A rule is written in braces: with “fact”, “op” and “value”, or with “all”, “any” or “not”.")
        faults.append((path, told))
        return
    groups = [key for key in GROUPS if key in rule]
    if not groups:
        check_comparison(rule, path, facts, faults)
        return
    if len(rule) > 1:
        faults.append(
            (path, _("Nothing else may stand in the braces of “%(group)s”.") % {"group": groups[0]})
        )
    for group in groups:
        inner, here = rule[group], f"{path}.{group}" if path else group
        if group == "not":
            check(inner, here, facts, faults)
        elif not isinstance(inner, list) or len(inner) < 2:
            told = _("“%(group)s” needs at least two rules, in square brackets.")
            faults.append((here, told % {"group": group}))
        else:
            for index, part in enumerate(inner):
                check(part, f"{here}[{index}]", facts, faults)


def check_comparison(rule: dict, path: str, facts: Mapping[str, FactSpec], faults: list[Fault]) -> None:
    """Add what is wrong with one `{fact, op, value}`."""
    unknown = sorted(str(key) for key in rule.keys() - COMPARISON)
    missing = sorted(COMPARISON - rule.keys())
    if unknown:
        faults.append(
            (path, _("A rule has no part called %(names)s.") % {"names": shown(", ".join(unknown))})
        )
    if missing:
        faults.append((path, _("The rule lacks %(names)s.") % {"names": ", ".join(missing)}))
        return
    name, op = rule["fact"], rule["op"]
    fact = facts.get(name) if isinstance(name, str) else None
    if not isinstance(op, str) or op not in EVERY_OPERATOR:
        faults.append((path, _("There is no comparison %(op)s.") % {"op": shown(op)}))
    if fact is None:
        faults.append((path, _("There is no fact or answer called %(name)s.") % {"name": shown(name)}))
        return
    if isinstance(op, str) and op in EVERY_OPERATOR and op not in OPERATORS[fact.type]:
        told = {"op": shown(op), "fact": fact.name, "ops": listed(OPERATORS[fact.type])}
        faults.append((path, _("%(op)s does not fit %(fact)s. Use one of these: %(ops)s") % told))
    faults.extend((path, message) for message in value_faults(fact, op, rule["value"]))


def value_faults(fact: FactSpec, op: Any, value: Any) -> list[str]:
    """What is wrong with the value that a fact is compared with."""
    told = {"fact": fact.name, "value": shown(value)}
    if fact.type == "bool":
        return [] if isinstance(value, bool) else [_("%(fact)s needs true or false, not %(value)s.") % told]
    if fact.type == "int":
        if isinstance(value, bool) or not isinstance(value, int):
            return [_("%(fact)s needs a whole number, not %(value)s.") % told]
        if (fact.min is not None and value < fact.min) or (fact.max is not None and value > fact.max):
            limits = {
                "low": "-∞" if fact.min is None else fact.min,
                "high": "∞" if fact.max is None else fact.max,
            }
            return [
                _("%(fact)s needs a number from %(low)s to %(high)s, not %(value)s.") % {**told, **limits}
            ]
        return []
    return choice_faults(fact, op, value)


def choice_faults(fact: FactSpec, op: Any, value: Any) -> list[str]:
    """What is wrong with one code or a list of codes."""
    wants_list = op in LIST_OPERATORS if isinstance(op, str) else isinstance(value, list)
    told = {"fact": fact.name, "op": shown(op)}
    if wants_list != isinstance(value, list):
        if wants_list:
            return [_("%(op)s needs a list of codes for %(fact)s, in square brackets.") % told]
        return [_("%(op)s needs one code for %(fact)s, not a list.") % told]
    codes = value if isinstance(value, list) else [value]
    faults = [_("The list of codes is empty.")] if not codes else []
    strange = [code for code in codes if not isinstance(code, str) or code not in fact.choices]
    faults += [_("%(fact)s has no choice %(code)s.") % {"code": shown(code), **told} for code in strange]
    words = [code for code in codes if isinstance(code, str)]
    if len(set(words)) < len(words):
        faults.append(_("A code stands in the list twice."))
    return faults


def shown(value: Any) -> str:
    """A value as a message quotes it, of a bearable length."""
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except (TypeError, ValueError, RecursionError):  # such as a whole number of thousands of digits
        text = _("a value that cannot be shown")
    # Half of a surrogate pair is a text for JSON, but no page can say it.
    text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= 60 else f"{text[:59]}…"
