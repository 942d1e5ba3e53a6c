"""The heaviest set of items of which no two conflict, where some items share a ceiling.

Items are numbers; sets of items are whole numbers whose bits say which items are in. An item weighs `low`, then `high`,
then `fit`: sets are compared by the sum of the first, then of the second, then of the third. Of items that share a
ceiling no more than the ceiling counts of `low`, and no more than it of `high`.

How `heaviest` finds it:

1. It leaves out items in whose place another could always be taken: one that weighs as much and conflicts with no more.
2. It splits the rest into components that do not touch.
3. A component of at most LARGEST owners is searched exactly, by branch and bound: branch on the item with the most
   conflicts, and leave a branch once even the heaviest item of every clique in it would not beat the best set so far.
   (Any two of a clique conflict, so one of them at most can be had.)
4. A larger one is filled greedily and improved by exchanges, and the result says that it is not certain.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

#: Owners (measures, hosts, places) in a component up to which the search is exact.
LARGEST = 25


@dataclass(frozen=True, slots=True)
class Item:
    """Something to take or to leave. Sums in the smallest unit of one currency, not negative; `fit` at least 1."""

    owner: str
    low: int
    high: int
    fit: int = 1
    #: Key of a shared ceiling; "" for none.
    ceiling: str = ""


def heaviest(
    items: Sequence[Item], conflicts: Sequence[int], ceilings: Mapping[str, int]
) -> tuple[frozenset[int], bool]:
    """The positions of the best set, and whether it is certain that none is better.

    conflicts: for each item the set of those that it conflicts with, symmetric. ceilings: sums by key, in the unit of
    the items; every key that an item names is there.
    """
    scale = Scale.of(items)
    taken, exact = 0, True
    useful = undominated(items, conflicts, scale)
    for part in components(items, conflicts, useful):
        search = Search(items, conflicts, ceilings, scale, part)
        if len({items[number].owner for number in bits(part)}) <= LARGEST:
            taken |= search.exactly()
        else:
            taken |= search.greedily()
            exact = False
    return frozenset(bits(taken)), exact


def bits(found: int) -> Iterator[int]:
    """The positions of the bits that are set, lowest first."""
    while found:
        lowest = found & -found
        yield lowest.bit_length() - 1
        found ^= lowest


def undominated(items: Sequence[Item], conflicts: Sequence[int], scale: "Scale") -> int:
    """The items without those in whose place another could always be taken. Of equals the first stays."""
    weights = [scale.weigh(item.low, item.high, item.fit) for item in items]
    left, before = (1 << len(items)) - 1, 0
    while left != before:
        before = left
        for number in bits(left):
            near = conflicts[number] & left
            for other in bits(near):
                heavier = (weights[other], -other) > (weights[number], -number)
                if (
                    heavier
                    and not items[other].ceiling
                    and not conflicts[other] & left & ~near & ~(1 << number)
                ):
                    left &= ~(1 << number)
                    break
    return left


def components(items: Sequence[Item], conflicts: Sequence[int], left: int) -> list[int]:
    """The items of `left` in sets that neither conflict with items of another set nor share a ceiling with one."""
    under: dict[str, int] = {}
    for number, item in enumerate(items):
        if item.ceiling:
            under[item.ceiling] = under.get(item.ceiling, 0) | 1 << number
    everything = left
    found = []
    while left:
        part, fresh = 0, left & -left
        while fresh:
            part |= fresh
            reached = 0
            for number in bits(fresh):
                reached |= conflicts[number] | under.get(items[number].ceiling, 0)
            fresh = reached & everything & ~part
        found.append(part)
        left &= ~part
    return found


@dataclass(frozen=True, slots=True)
class Scale:
    """How the three parts of a weight become one whole number that compares in the same way."""

    low: int
    high: int

    @classmethod
    def of(cls, items: Sequence[Item]) -> "Scale":
        fits = sum(item.fit for item in items) + 1
        return cls(fits * (sum(item.high for item in items) + 1), fits)

    def weigh(self, low: int, high: int, fit: int = 0) -> int:
        return low * self.low + high * self.high + fit


class Search:
    """One component. Its items are renumbered from the heaviest on, so that cliques begin with their heaviest."""

    def __init__(
        self,
        items: Sequence[Item],
        conflicts: Sequence[int],
        ceilings: Mapping[str, int],
        scale: Scale,
        part: int,
    ):
        self.scale, self.ceilings = scale, ceilings
        weight = {n: scale.weigh(items[n].low, items[n].high, items[n].fit) for n in bits(part)}
        self.numbers = sorted(weight, key=lambda number: -weight[number])
        place = {number: index for index, number in enumerate(self.numbers)}
        self.items = [items[number] for number in self.numbers]
        self.weights = [weight[number] for number in self.numbers]
        self.conflicts = [sum(1 << place[each] for each in bits(conflicts[n] & part)) for n in self.numbers]
        self.everything = (1 << len(self.items)) - 1
        #: Ceiling -> the items under it.
        self.under: dict[str, int] = {}
        for index, item in enumerate(self.items):
            if item.ceiling:
                self.under[item.ceiling] = self.under.get(item.ceiling, 0) | 1 << index
        self.best, self.best_value = 0, -1

    def exactly(self) -> int:
        self.fill(0, self.everything)
        self.branch(self.everything, 0)
        return self.outside(self.best)

    def greedily(self) -> int:
        """Fill from the heaviest on; then put in one item for all that it conflicts with, while that is better."""
        self.fill(0, self.everything)
        better = True
        while better:
            value = self.best_value
            for number in bits(self.everything & ~self.best):
                kept = self.best & ~self.conflicts[number] | 1 << number
                self.fill(kept, self.everything)
            better = self.best_value > value
        return self.outside(self.best)

    def outside(self, taken: int) -> int:
        """The same set by the numbers that the items came with."""
        return sum(1 << self.numbers[index] for index in bits(taken))

    def fill(self, taken: int, rest: int) -> None:
        """Add what fits, the heaviest first, and keep the set if it is the best so far."""
        for number in bits(taken):
            rest &= ~self.conflicts[number]
        rest &= ~taken
        while rest:
            lowest = rest & -rest
            taken |= lowest
            rest &= ~(self.conflicts[lowest.bit_length() - 1] | lowest)
        self.keep(taken, self.value(taken))

    def keep(self, taken: int, value: int) -> None:
        if value > self.best_value:
            self.best, self.best_value = taken, value

    def value(self, taken: int) -> int:
        """The weight of a set under its ceilings."""
        total = sum(self.weights[number] for number in bits(taken))
        for key, under in self.under.items():
            total -= self.scale.weigh(*(max(0, -left) for left in self.room(key, taken & under)))
        return total

    def room(self, key: str, taken: int) -> tuple[int, int]:
        """What a ceiling still leaves of `low` and of `high`; below 0 where items of it bring more."""
        limit = self.ceilings[key]
        return (
            limit - sum(self.items[number].low for number in bits(taken)),
            limit - sum(self.items[number].high for number in bits(taken)),
        )

    def branch(self, rest: int, taken: int) -> None:
        """Try every set that adds items of `rest` to `taken`."""
        if self.value(taken) + self.bound(rest, taken) <= self.best_value:
            return
        most, number = 0, -1
        for candidate in bits(rest):
            count = (self.conflicts[candidate] & rest).bit_count()
            if count > most:
                most, number = count, candidate
        if number < 0:  # what is left conflicts with nothing
            taken |= rest
            self.keep(taken, self.value(taken))
            return
        one = 1 << number
        self.branch(rest & ~(self.conflicts[number] | one), taken | one)
        self.branch(rest & ~one, taken)

    def bound(self, rest: int, taken: int) -> int:
        """No set of items of `rest` adds more: under each ceiling what the cliques bring or what it leaves."""
        total = 0
        for key, under in self.under.items():
            here = rest & under
            rest &= ~under
            if here:
                low, high = (max(0, each) for each in self.room(key, taken & under))
                fits = sum(self.items[number].fit for number in bits(here))
                total += min(self.cover(here), self.scale.weigh(low, high, fits))
        return total + self.cover(rest)

    def cover(self, rest: int) -> int:
        """The weight of the heaviest item of each clique of a cover."""
        total = 0
        while rest:
            number = (rest & -rest).bit_length() - 1
            total += self.weights[number]
            clique, common = 1 << number, self.conflicts[number] & rest
            while common:
                lowest = common & -common
                clique |= lowest
                common &= self.conflicts[lowest.bit_length() - 1]
            rest &= ~clique
        return total
