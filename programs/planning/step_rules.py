"""What has to hold for landing steps beyond their columns. Plain values, for the back office and the importer."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from programs.eligibility.facts import FactSpec
from programs.eligibility.rules import Fault, validate_rule

from .schedule import find_cycle


def settles_faults(settles: Any, facts: Mapping[str, FactSpec]) -> list[Fault]:
    """What is wrong with the facts that a step settles, as (fact or "", message).

    settles: parsed JSON or YAML of any shape; facts: the registry by name. Messages are in the active language.
    """
    if not isinstance(settles, dict):
        return [("", _("Give an object of facts and their values."))]
    faults = []
    for name, value in settles.items():
        op = "contains-any" if name in facts and facts[name].type == "multi-choice" else "=="
        found = validate_rule({"fact": name, "op": op, "value": value}, facts)
        faults += [(str(name), message) for _path, message in found]
    return faults


def cycle_fault(after: Mapping[str, Collection[str]]) -> str:
    """Which steps wait for one another, in words; "" where none do. after: code -> the codes that it waits for."""
    cycle = find_cycle(after)
    return _("These steps wait for one another: %(path)s.") % {"path": " → ".join(cycle)} if cycle else ""
