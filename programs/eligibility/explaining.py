"""Why a scheme stands as it does: each criterion with its result, the facts it used, and what is missing."""

from dataclasses import dataclass
from typing import Any

from .compiling import Facts, compile_node
from .logic import OUTCOMES, RESULTS, Judgement, Outcome, Result, Truth
from .nodes import Comparison, Group, Node
from .schemes import Criterion, Scheme


@dataclass(frozen=True, slots=True)
class Finding:
    """How one criterion stands on given facts."""

    criterion: Criterion
    result: Result
    #: Fact -> value, in the order of the rule; None for a fact that is not known.
    facts: dict[str, Any]
    #: For a criterion that is not met: the part of its rule that fails, without what holds.
    gap: Node | None = None
    #: For one that is not known: the facts that could still decide it.
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a scheme stands on given facts, and why."""

    scheme: Scheme
    outcome: Outcome
    findings: tuple[Finding, ...]

    @property
    def judgement(self) -> Judgement:
        """The outcome for a reader: a scheme of which nothing can be tested neither fits nor does not."""
        return Judgement(self.outcome) if self.scheme.tests else Judgement.STAFF

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts that could still decide it, each once; none once the outcome is settled."""
        if self.outcome != Outcome.NEEDS_FACTS:
            return ()
        return tuple(dict.fromkeys(name for finding in self.findings for name in finding.missing))


def explain(scheme: Scheme, facts: Facts) -> Verdict:
    """The outcome of a scheme on some facts, with a finding for each criterion in their order."""
    truth: Truth = True
    findings = []
    for criterion in scheme.criteria:
        rule = criterion.rule
        if rule is None:
            findings.append(Finding(criterion, Result.STAFF, {}))
            continue
        met = rule.test(facts)
        findings.append(
            Finding(
                criterion,
                RESULTS[met],
                {name: facts.get(name) for name in rule.facts},
                failing(rule.node, facts) if met is False else None,
                undecided(rule.node, facts) if met is None else (),
            )
        )
        if met is False or (met is None and truth is True):
            truth = met
    return Verdict(scheme, OUTCOMES[truth], tuple(findings))


def failing(node: Node, facts: Facts) -> Node:
    """The part of a tree that is not met, without what holds or is not known beside it.

    Of `any` every part fails, and each is a way out.
    """
    if isinstance(node, Comparison) or not node.every:
        return node
    parts = tuple(failing(part, facts) for part in node.parts if compile_node(part)(facts) is False)
    return parts[0] if len(parts) == 1 else Group(True, parts)


def undecided(node: Node, facts: Facts) -> tuple[str, ...]:
    """The missing facts of the parts of a tree that are not known: those that could still decide it."""
    if isinstance(node, Comparison):
        return () if facts.get(node.fact) is not None else (node.fact,)
    open_parts = (part for part in node.parts if compile_node(part)(facts) is None)
    return tuple(dict.fromkeys(name for part in open_parts for name in undecided(part, facts)))
