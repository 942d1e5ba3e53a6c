"""What can be applied for, as the engine sees it: a version of a measure or a programme, with its rules compiled."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from .compiling import Facts, Test, compile_node
from .logic import OUTCOMES, Outcome, Truth
from .nodes import Node, facts_of, parse

#: Language code ("en", "zh-hant", "zh-hans") -> text; `kernel.languages.pick` chooses one.
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Rule:
    """A rule, compiled. Make it with `rule_of`."""

    node: Node
    test: Test = field(compare=False)
    #: The facts it asks for, in the order of the rule.
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Criterion:
    #: Primary key of the row it was made from.
    key: int
    text: Texts
    #: None: only staff can judge it.
    rule: Rule | None


@dataclass(frozen=True)
class Tier:
    """One row of benefit, as `programs.models.Benefit` describes it. Sums in whole units of `currency`."""

    key: int
    text: Texts
    #: Who gets it; None: everyone eligible.
    rule: Rule | None
    rate: Decimal | None
    cap: Decimal | None
    amount: Decimal | None
    #: "CNY", "HKD" or "".
    currency: str
    #: One of `enums.BenefitPer` or "".
    per: str
    months: int | None


@dataclass(frozen=True)
class Scheme:
    """A measure as its version in force says it, or a programme."""

    #: Primary key of the catalogue entry.
    key: int
    slug: str
    #: "measure" or "programme".
    kind: str
    name: Texts
    area: str
    #: Code of a measure's category and one of `enums.Instrument`; both empty for a programme.
    category: str
    instrument: str
    #: Primary key of the measure's version; None for a programme.
    version: int | None
    criteria: tuple[Criterion, ...]
    tiers: tuple[Tier, ...]

    @cached_property
    def tests(self) -> tuple[Test, ...]:
        return tuple(criterion.rule.test for criterion in self.criteria if criterion.rule)

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The facts that its criteria ask for, each once, in their order."""
        rules = (criterion.rule for criterion in self.criteria)
        return tuple(dict.fromkeys(name for rule in rules if rule for name in rule.facts))

    def truth(self, facts: Facts) -> Truth:
        """All criteria met, one not met, or not yet known. Those without a rule say nothing."""
        found: Truth = True
        for test in self.tests:
            truth = test(facts)
            if truth is False:
                return False
            if truth is None:
                found = None
        return found

    def outcome(self, facts: Facts) -> Outcome:
        """The same by its name."""
        return OUTCOMES[self.truth(facts)]


def rule_of(stored: Mapping[str, Any] | None) -> Rule | None:
    """A stored rule, compiled; None where there is none. It has passed `rules.validate_rule`."""
    if stored is None:
        return None
    node = parse(stored)
    return Rule(node, compile_node(node), facts_of(node))
