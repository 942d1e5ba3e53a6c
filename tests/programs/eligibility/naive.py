"""Rules evaluated as slowly and plainly as the catalogue's README says them, to hold the compiled ones against."""

from random import Random
from typing import Any

from programs.eligibility.facts import FactSpec

#: As numbers, so that `all` is the least of its parts, `any` the greatest and `not` what is left to one.
FALSE, UNKNOWN, TRUE = 0.0, 0.5, 1.0
TRUTHS = {FALSE: False, UNKNOWN: None, TRUE: True}


def evaluate(rule: dict[str, Any], facts: dict[str, Any]) -> bool | None:
    """Met, not met, or None: not known."""
    return TRUTHS[degree(rule, facts)]


def degree(rule: dict[str, Any], facts: dict[str, Any]) -> float:
    if "all" in rule:
        return min(degree(part, facts) for part in rule["all"])
    if "any" in rule:
        return max(degree(part, facts) for part in rule["any"])
    if "not" in rule:
        return TRUE - degree(rule["not"], facts)
    if facts.get(rule["fact"]) is None:
        return UNKNOWN
    return TRUE if holds(facts[rule["fact"]], rule["op"], rule["value"]) else FALSE


def holds(have: Any, op: str, value: Any) -> bool:
    match op:
        case "==":
            return have == value
        case "!=":
            return have != value
        case "<":
            return have < value
        case "<=":
            return have <= value
        case ">":
            return have > value
        case ">=":
            return have >= value
        case "in":
            return any(have == code for code in value)
        case "contains-any":
            return any(code in have for code in value)
    raise AssertionError(op)


class Maker:
    """Random rules and facts over one registry; the same seed makes the same."""

    def __init__(self, registry: dict[str, FactSpec], seed: int):
        self.random = Random(seed)
        self.registry = registry
        self.names = list(registry)

    def rule(self, depth: int) -> dict[str, Any]:
        """A sound rule, nested at most so deep."""
        shape = self.random.random()
        if depth <= 1 or shape < 0.3:
            return self.comparison()
        if shape < 0.5:
            return {"not": self.rule(depth - 1)}
        group = "all" if shape < 0.75 else "any"
        return {group: [self.rule(depth - 1) for _ in range(self.random.choice((2, 2, 2, 3)))]}

    def comparison(self) -> dict[str, Any]:
        fact = self.registry[self.random.choice(self.names)]
        ops = {
            "bool": ("==", "!="),
            "int": ("==", "!=", "<", "<=", ">", ">="),
            "choice": ("==", "!=", "in"),
            "multi-choice": ("contains-any",),
        }
        op = self.random.choice(ops[fact.type])
        value = self.codes(fact, 1) if op in ("in", "contains-any") else self.single(fact)
        return {"fact": fact.name, "op": op, "value": value}

    def facts(self) -> dict[str, Any]:
        """Values for some facts; others are left out, or there as None."""
        return {name: self.value(name) for name in self.names if self.random.random() < 0.7}

    def value(self, name: str) -> Any:
        fact = self.registry[name]
        if self.random.random() < 0.1:
            return None
        return self.codes(fact, 0) if fact.type == "multi-choice" else self.single(fact)

    def single(self, fact: FactSpec) -> Any:
        if fact.type == "bool":
            return self.random.random() < 0.5
        # Few numbers, so that rules and facts often meet at the bound.
        return self.random.randint(0, 3) if fact.type == "int" else self.random.choice(fact.choices)

    def codes(self, fact: FactSpec, least: int) -> list[str]:
        return self.random.sample(fact.choices, self.random.randint(least, len(fact.choices)))
