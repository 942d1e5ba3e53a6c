"""Is a rule well made? Its shape, its facts, its operators and its values.

A rule is `{fact, op, value}`, or `all`, `any` or `not` around other rules, as the catalogue's README says. Stored rules
have passed `validate_rule`, so whatever evaluates them may rely on it.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from .facts import LIST_OPERATORS, OPERATORS, FactSpec

DEEPEST = 8
COMPARISON = {"fact", "op", "value"}
GROUPS = ("all", "any", "not")
EVERY_OPERATOR = {op for ops in OPERATORS.values() for op in ops}

Fault = tuple[str, str]


def validate_rule(rule: Any, facts: Mapping[str, FactSpec]) -> list[Fault]:
    """Everything that is wrong with a rule, as (path, message); an empty list when it may be stored.

    rule: parsed JSON or YAML of any shape. facts: the registry by name. The path is "" for the rule itself and such as
    "all[1].not" inside it. Messages are in the active language.
    """
    if depth(rule) > DEEPEST:
        return [("", _("nested more than %(depth)s deep") % {"depth": DEEPEST})]
    faults: list[Fault] = []
    check(rule, "", facts, faults)
    return faults


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
        faults.append((path, _("a rule is an object with fact, op and value, or with all, any or not")))
        return
    groups = [key for key in GROUPS if key in rule]
    if not groups:
        check_comparison(rule, path, facts, faults)
        return
    if len(rule) > 1:
        faults.append((path, _("%(group)s stands alone in its object") % {"group": groups[0]}))
    for group in groups:
        inner, here = rule[group], f"{path}.{group}" if path else group
        if group == "not":
            check(inner, here, facts, faults)
        elif not isinstance(inner, list) or len(inner) < 2:
            faults.append((here, _("needs a list of at least two rules")))
        else:
            for index, part in enumerate(inner):
                check(part, f"{here}[{index}]", facts, faults)


def check_comparison(rule: dict, path: str, facts: Mapping[str, FactSpec], faults: list[Fault]) -> None:
    """Add what is wrong with one `{fact, op, value}`."""
    unknown = sorted(str(key) for key in rule.keys() - COMPARISON)
    missing = sorted(COMPARISON - rule.keys())
    if unknown:
        faults.append((path, _("a rule has no part called %(names)s") % {"names": ", ".join(unknown)}))
    if missing:
        faults.append((path, _("the rule lacks %(names)s") % {"names": ", ".join(missing)}))
        return
    name, op = rule["fact"], rule["op"]
    fact = facts.get(name) if isinstance(name, str) else None
    if not isinstance(op, str) or op not in EVERY_OPERATOR:
        faults.append((path, _("there is no operator %(op)s") % {"op": shown(op)}))
    if fact is None:
        faults.append((path, _("there is no fact %(name)s") % {"name": shown(name)}))
        return
    if isinstance(op, str) and op in EVERY_OPERATOR and op not in OPERATORS[fact.type]:
        told = {"op": op, "fact": fact.name, "type": fact.type}
        faults.append((path, _("operator %(op)s does not fit fact %(fact)s of type %(type)s") % told))
    faults.extend((path, message) for message in value_faults(fact, op, rule["value"]))


def value_faults(fact: FactSpec, op: Any, value: Any) -> list[str]:
    """What is wrong with the value that a fact is compared with."""
    told = {"fact": fact.name, "value": shown(value)}
    if fact.type == "bool":
        return [] if isinstance(value, bool) else [_("%(fact)s needs true or false, not %(value)s") % told]
    if fact.type == "int":
        if isinstance(value, bool) or not isinstance(value, int):
            return [_("%(fact)s needs a whole number, not %(value)s") % told]
        if (fact.min is not None and value < fact.min) or (fact.max is not None and value > fact.max):
            limits = {
                "low": "-∞" if fact.min is None else fact.min,
                "high": "∞" if fact.max is None else fact.max,
            }
            return [_("%(value)s is outside %(low)s to %(high)s of %(fact)s") % {**told, **limits}]
        return []
    return choice_faults(fact, op, value)


def choice_faults(fact: FactSpec, op: Any, value: Any) -> list[str]:
    """What is wrong with one code or a list of codes."""
    wants_list = op in LIST_OPERATORS if isinstance(op, str) else isinstance(value, list)
    told = {"fact": fact.name, "op": shown(op)}
    if wants_list != isinstance(value, list):
        if wants_list:
            return [_("operator %(op)s of %(fact)s needs a list") % told]
        return [_("operator %(op)s of %(fact)s needs one code") % told]
    codes = value if isinstance(value, list) else [value]
    faults = [_("the list is empty")] if not codes else []
    strange = [code for code in codes if not isinstance(code, str) or code not in fact.choices]
    faults += [_("%(code)s is not a choice of %(fact)s") % {"code": shown(code), **told} for code in strange]
    words = [code for code in codes if isinstance(code, str)]
    if len(set(words)) < len(words):
        faults.append(_("a code stands twice in the list"))
    return faults


def shown(value: Any) -> str:
    """A value as a message quotes it, of a bearable length."""
    try:
        text = repr(value)
    except ValueError:  # a whole number of thousands of digits
        text = _("a number far too long")
    return text if len(text) <= 60 else f"{text[:59]}…"
