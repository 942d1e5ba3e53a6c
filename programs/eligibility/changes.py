"""What would turn a no into a yes: the smallest sets of changes of facts that make a scheme eligible.

A best-first search over sets of changes. It takes a criterion that is not met, tries each value that would meet it
(`moves`), and goes on until none is left; waiting (`waiting`) is decided at the start. Every step changes one more fact
or adds one more code, so a path is no longer than the registry, and the whole search reads at most WORK comparisons:
on any rules at all it ends, at worst with fewer alternatives than there are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush
from typing import Any

from .compiling import Facts, compile_node
from .explaining import undecided
from .facts import FactSpec
from .moves import allowed, moves
from .nodes import Comparison, Node, comparisons
from .schemes import Scheme
from .traits import Contradiction, Trait, read_traits
from .waiting import MONTHS_A_YEAR, after, waits

#: Comparisons read before the search gives up. The schemes of the catalogue take up to 250.
WORK = 5_000


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that is different afterwards."""

    fact: str
    #: None: not known.
    before: Any
    #: None: no longer known. Codes of a list in the order of the registry.
    becomes: Any
    #: By time alone, so many months from today; of a fact in years, at most so many. None: somebody changes it.
    months: int | None = None


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Changes that together are enough."""

    changes: tuple[Change, ...]
    #: What they take: the sum over all acts, each as hard as its hardest fact. Waiting takes none.
    effort: int
    #: How long time alone takes; 0: nothing has to be waited for.
    months: int
    #: What follows without being asked for: the age of a new company, and all else that grows in those months.
    follows: tuple[Change, ...] = ()


def changes_for(
    scheme: Scheme,
    facts: Facts,
    *,
    registry: Mapping[str, FactSpec],
    traits: Mapping[str, Trait],
    most: int = 3,
) -> tuple[ChangeSet, ...]:
    """The nearest ways to make a scheme that is not eligible so: least effort first, then fewest acts, then months.

    facts: as `values.check_facts` lets them pass. most: how many ways at most. None of them changes all the facts that
    another changes. Facts that are not known stay so, unless a change settles them: after `applied` no criterion is
    not met, and the scheme is eligible where all it asks for is known. No way contradicts itself
    (`traits.contradictions`), and none waits longer than `waiting.LONGEST_WAIT` or past an upper limit of age.
    () when nothing can, when the scheme is not "not eligible", and when WORK comparisons were not enough to find any.
    """
    if scheme.truth(facts) is not False:
        return ()
    return Search(scheme, facts, registry, traits).run(most)


def applied(facts: Facts, change_set: ChangeSet) -> dict[str, Any]:
    """The facts as they are after the changes."""
    found = dict(facts)
    for change in (*change_set.follows, *change_set.changes):
        if change.becomes is None:
            found.pop(change.fact, None)
        else:
            found[change.fact] = change.becomes
    return found


@dataclass(frozen=True, slots=True)
class State:
    """How far a path has come."""

    #: Fact -> what somebody has changed it to.
    chosen: Mapping[str, Any]
    months: int
    #: How far its values stand from the best ones: lower is better.
    rank: int = 0

    @property
    def key(self) -> tuple:
        return frozenset(self.chosen.items()), self.months


class Search:
    """One search; see `changes_for`."""

    def __init__(
        self,
        scheme: Scheme,
        facts: Facts,
        registry: Mapping[str, FactSpec],
        traits: Mapping[str, Trait],
    ) -> None:
        self.scheme, self.facts, self.registry, self.traits = scheme, facts, registry, traits
        self.rules = [criterion.rule for criterion in scheme.criteria if criterion.rule]
        self.comparisons = [each for rule in self.rules for each in comparisons(rule.node)]
        self.near: dict[str, set[int]] = {}
        for each in self.comparisons:
            spec = registry.get(each.fact)
            if spec is not None and spec.type == "int":
                self.near.setdefault(each.fact, set()).update((each.value - 1, each.value, each.value + 1))
        self.left = WORK

    @cached_property
    def growing(self) -> frozenset[str]:
        """The facts that time changes."""
        return frozenset(name for name, trait in self.traits.items() if trait.grows)

    @cached_property
    def contradictions(self) -> list[Contradiction]:
        """What may not be contradicted. What the answers contradict already is not for a change to mend."""
        return [each for each in read_traits().contradictions if each.broken(self.facts) is None]

    def run(self, most: int) -> tuple[ChangeSet, ...]:
        """The nearest sets of changes, at most so many."""
        heap: list[tuple] = []
        seen: set[tuple] = set()
        for months in (0, *waits(self.comparisons, self.facts, self.registry, self.traits)):
            self.push(heap, seen, State({}, months))
        found: list[ChangeSet] = []
        while heap and len(found) < most:
            state = heappop(heap)[-1]
            self.left -= len(self.comparisons)
            if self.left < 0:
                break
            if any(not each.months and names(each) <= state.chosen.keys() for each in found):
                continue
            steps = self.steps(state)
            if steps is None:
                whole = self.change_set(state)
                # Of two ways that change the same facts and more, the nearer one was found first.
                if not any(names(each) <= names(whole) or names(whole) <= names(each) for each in found):
                    found.append(whole)
                continue
            for rank, (fact, value) in enumerate(steps):
                self.push(heap, seen, State({**state.chosen, fact: value}, state.months, state.rank + rank))
        return tuple(found)

    def push(self, heap: list[tuple], seen: set[tuple], state: State) -> None:
        """Put a state in line, once."""
        if state.key not in seen:
            seen.add(state.key)
            acts = self.acts(state.chosen)
            order = (sum(acts.values()), len(acts) + bool(state.months), state.months, state.rank, len(seen))
            heappush(heap, (*order, state))

    def acts(self, chosen: Mapping[str, Any]) -> dict[str, int]:
        """The acts that some changes are made of, each with its effort: that of its hardest fact."""
        acts: dict[str, int] = {}
        for name in chosen:
            trait = self.traits[name]
            act = trait.act or name
            acts[act] = max(acts.get(act, 0), trait.effort)
        return acts

    def steps(self, state: State) -> list[tuple[str, Any]] | None:
        """The next changes to try, best first; none when the path leads nowhere, None when it has arrived."""
        today = self.facts_today(state)
        found: list[list[tuple[str, Any]]] = []
        for facts in self.when_months_have_passed(today, state.months):
            nodes = self.broken(facts) if state.chosen or state.months else self.not_met(facts)
            found += [self.ways(node, facts, state) for node in nodes]
        if found:
            return min(found, key=len)
        return self.open_choices(self.after(today, state.months), state) or None

    def facts_today(self, state: State) -> dict[str, Any]:
        """The facts with what a path has changed and what follows from it, before any waiting."""
        found = dict(self.facts)
        for name, value in state.chosen.items():
            found.update(self.brought(name, value))
        found.update(state.chosen)
        return found

    def brought(self, name: str, value: Any) -> Mapping[str, Any]:
        brings = self.traits[name].brings
        return brings.get(value, {}) if brings else {}

    def when_months_have_passed(self, facts: Facts, months: int) -> list[dict[str, Any]]:
        """The facts after waiting; twice where a birthday may lie before or after that day."""
        found = [self.after(facts, months)]
        if months % MONTHS_A_YEAR:
            found.append(self.after(facts, months, birthdays_passed=True))
        return found

    def after(self, facts: Facts, months: int, *, birthdays_passed: bool = False) -> dict[str, Any]:
        """The facts after waiting. The age of a company that is not there stands still, unless a rule asks for it.

        Where one asks, the contradiction makes the search set up the company.
        """
        if not months:
            return dict(facts)
        asked = self.scheme.facts
        found = after(facts, months, self.registry, self.growing, birthdays_passed=birthdays_passed)
        for each in self.contradictions:
            if each.fact in self.growing and each.fact not in asked and each.broken(found) is not None:
                found[each.fact] = facts[each.fact]
        return found

    def broken(self, facts: Facts) -> list[Node]:
        """The rules that are not met, and what has to hold so that nothing new is contradicted."""
        against = (each.broken(facts) for each in self.contradictions)
        return [*self.not_met(facts), *(node for node in against if node is not None)]

    def not_met(self, facts: Facts) -> list[Node]:
        return [rule.node for rule in self.rules if rule.test(facts) is False]

    def ways(self, node: Node, facts: Facts, state: State) -> list[tuple[str, Any]]:
        """The changes of one fact that bring a tree which is not met nearer to being met."""
        if isinstance(node, Comparison):
            return [(node.fact, value) for value in self.moves(node, facts, state)]
        parts = [part for part in node.parts if not node.every or compile_node(part)(facts) is False]
        self.left -= len(parts)
        each = [self.ways(part, facts, state) for part in parts]
        # All parts have to be mended sooner or later: first the one that leaves the least choice.
        return min(each, key=len) if node.every else list(dict.fromkeys(way for ways in each for way in ways))

    def moves(self, node: Comparison, facts: Facts, state: State) -> list[Any]:
        """The values that make a comparison hold. A fact is changed once; only a list may be added to again."""
        spec, trait = self.registry.get(node.fact), self.traits.get(node.fact)
        if spec is None or trait is None or (node.fact in state.chosen and spec.type != "multi-choice"):
            return []
        if self.facts.get(node.fact) is None:
            # It was not known and has followed from another change, which is not taken back.
            return []
        near = self.near.get(node.fact, ())
        self.left -= 1 + len(near)
        return moves(node, facts, self.facts, spec, trait, near) if self.left > 0 else []

    def open_choices(self, facts: Facts, state: State) -> list[tuple[str, Any]]:
        """The values of a fact that a change has left open and that a rule is still waiting for.

        A company that is to be registered has no area yet, and the rule says which one it should be.
        """
        left_open = {
            name
            for chosen, value in state.chosen.items()
            for name, follows in self.brought(chosen, value).items()
            if follows is None and name not in state.chosen
        }
        if not left_open:
            return []
        for rule in self.rules:
            if rule.test(facts) is None:
                for name in undecided(rule.node, facts):
                    spec, trait = self.registry.get(name), self.traits.get(name)
                    if name in left_open and spec is not None and trait is not None:
                        return [(name, value) for value in allowed(spec, trait, facts)]
        return []

    def change_set(self, state: State) -> ChangeSet:
        """What a path that has arrived changes: by somebody, by time, and what follows."""
        today = self.facts_today(state)
        later = self.after(today, state.months)
        changes = [
            Change(name, self.facts.get(name), plain(state.chosen[name]))
            for name in self.registry
            if name in state.chosen and plain(state.chosen[name]) != self.facts.get(name)
        ]
        asked = [name for name in self.scheme.facts if later.get(name) != today.get(name)]
        needed = [name for name in asked if self.broken({**later, name: today[name]})] or asked
        # What begins anew, as the months of a company to be registered, may grow to just what it was: then only the
        # waiting is told.
        changes += [
            Change(name, self.facts.get(name), later[name], state.months)
            for name in needed
            if later[name] != self.facts.get(name)
        ]
        told = {change.fact for change in changes}
        follows = [
            Change(name, self.facts.get(name), value, state.months if value != today[name] else None)
            for name, value in later.items()
            if name not in told and value != self.facts.get(name)
        ]
        return ChangeSet(tuple(changes), sum(self.acts(state.chosen).values()), state.months, tuple(follows))


def names(change_set: ChangeSet) -> frozenset[str]:
    """The facts that somebody or time changes."""
    return frozenset(change.fact for change in change_set.changes)


def plain(value: Any) -> Any:
    """A value as facts hold it: codes as a list."""
    return list(value) if isinstance(value, tuple) else value
