"""Which question to ask next: the one expected to settle the most schemes for what it takes to answer."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .compiling import Facts
from .explaining import undecided
from .facts import FactSpec
from .nodes import Comparison, comparisons
from .schemes import Scheme
from .traits import Trait

#: Answers tried for one question; a fact with more thresholds than this is tried at some of them.
ANSWERS = 24
#: What it takes to answer: a yes or no is given at once, a long list has to be read.
ASKING = {"bool": 1, "choice": 2, "int": 2, "multi-choice": 3}


@dataclass(frozen=True, slots=True)
class Question:
    fact: str
    #: The most schemes that one answer settles.
    settles: int
    #: How many schemes an answer settles on average, all plausible answers being as likely.
    weight: float


def rank_questions(
    schemes: Iterable[Scheme],
    facts: Facts,
    *,
    registry: Mapping[str, FactSpec],
    traits: Mapping[str, Trait],
    skipped: Collection[str] = (),
) -> list[Question]:
    """Every question that can still help to settle a scheme, the best first; none once nothing is left to ask.

    The best is expected to settle the most schemes by itself for what it takes to answer (ASKING, `Trait.asking`);
    then the one that more schemes wait for; then the first in the registry. skipped: facts that are not asked for
    again. A question that makes no sense (`Trait.asked_when`) is left out, and one of which that is not known yet
    waits for the question that tells.
    """
    waiting = waiting_for(schemes, facts)
    hinges = hinges_of(waiting)
    candidates = {
        name
        for name in waiting
        if name in registry and name not in skipped and asked(traits.get(name), facts) is not False
    }
    ready = [
        name for name in registry if name in candidates and not told_by(traits.get(name), facts, candidates)
    ]
    found = [worth(name, waiting[name], hinges[name], facts, registry[name]) for name in ready]
    place = {name: number for number, name in enumerate(ready)}
    value = {each.fact: each.weight / asking(registry[each.fact], traits.get(each.fact)) for each in found}
    return sorted(found, key=lambda each: (-value[each.fact], -len(waiting[each.fact]), place[each.fact]))


def asking(spec: FactSpec, trait: Trait | None) -> int:
    """What it takes to answer a question."""
    return (trait.asking if trait else 0) or ASKING[spec.type]


def waiting_for(schemes: Iterable[Scheme], facts: Facts) -> dict[str, list[Scheme]]:
    """Fact -> the schemes not settled yet that it could help to settle."""
    found: dict[str, list[Scheme]] = defaultdict(list)
    for scheme in schemes:
        if scheme.truth(facts) is not None:
            continue
        rules = [criterion.rule for criterion in scheme.criteria if criterion.rule]
        missing = (name for rule in rules if rule.test(facts) is None for name in undecided(rule.node, facts))
        for name in dict.fromkeys(missing):
            found[name].append(scheme)
    return found


def hinges_of(waiting: Mapping[str, list[Scheme]]) -> dict[str, set[Comparison]]:
    """Fact -> the comparisons of it in the schemes that wait."""
    schemes = {scheme.slug: scheme for each in waiting.values() for scheme in each}
    found: dict[str, set[Comparison]] = defaultdict(set)
    for scheme in schemes.values():
        for criterion in scheme.criteria:
            for each in comparisons(criterion.rule.node) if criterion.rule else ():
                found[each.fact].add(each)
    return found


def asked(trait: Trait | None, facts: Facts) -> bool | None:
    """Whether the question makes sense; None: not known yet."""
    return True if trait is None or trait.asked_when is None else trait.asked_when.test(facts)


def told_by(trait: Trait | None, facts: Facts, candidates: Collection[str]) -> bool:
    """Whether another question tells if this one makes sense."""
    if trait is None or trait.asked_when is None or asked(trait, facts) is True:
        return False
    return any(name in candidates and facts.get(name) is None for name in trait.asked_when.facts)


def worth(
    name: str, schemes: list[Scheme], hinges: Collection[Comparison], facts: Facts, spec: FactSpec
) -> Question:
    """How much one question settles."""
    tried = dict(facts)
    weight, most = 0.0, 0
    answers = list(plausible(spec, hinges))
    for value, share in answers:
        tried[name] = value
        settled = sum(scheme.truth(tried) is not None for scheme in schemes)
        weight += settled * share
        most = max(most, settled)
    return Question(name, most, weight / sum(share for _value, share in answers))


def plausible(spec: FactSpec, hinges: Collection[Comparison]) -> Iterator[tuple[Any, int]]:
    """Answers of which any other is as good as one, each with its share: codes that rules do not tell apart count as
    one answer, as do the numbers between two thresholds. Of a list, its single codes.
    """
    if spec.type == "bool":
        yield from ((True, 1), (False, 1))
    elif spec.type == "int":
        yield from ((number, 1) for number in numbers(spec, hinges))
    else:
        groups: dict[tuple[bool, ...], list[str]] = defaultdict(list)
        values = {each.value for each in hinges}
        for code in spec.choices:
            groups[
                tuple(code in value if isinstance(value, tuple) else code == value for value in values)
            ].append(code)
        for codes in list(groups.values())[:ANSWERS]:
            yield (codes[:1] if spec.type == "multi-choice" else codes[0]), len(codes)


def numbers(spec: FactSpec, hinges: Collection[Comparison]) -> list[int]:
    """One number of each stretch in which no comparison changes."""
    starts = {spec.min if spec.min is not None else min(each.value for each in hinges) - 1}
    for each in hinges:
        if each.op in (">=", "<", "==", "!="):
            starts.add(each.value)
        if each.op in ("<=", ">", "==", "!="):
            starts.add(each.value + 1)
    inside = sorted(
        number
        for number in starts
        if (spec.min is None or number >= spec.min) and (spec.max is None or number <= spec.max)
    )
    return inside[:: -(-len(inside) // ANSWERS)]
