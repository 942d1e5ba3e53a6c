"""The best lawful bundle: which measures to use together, with which host and in which place.

What may stand together:

- Two entries that exclude one another do not (`Relation` "excludes", read in both directions).
- There is one candidate of each slot at most: one incubator or programme as host, one place.
- A cost is paid back once. Where two measures pay back the same cost (two subsidies for the same rent), only one of the
  two sums counts, unless a source says that they stack (`Relation` "stacks"). The texts of the catalogue that speak of
  it say that the same spending cannot be claimed twice from public money; where they are silent we count the lower
  total. A measure that pays several costs can still be used for the others.
- Measures under a shared ceiling bring no more than the ceiling together.

The best is what brings the largest sum that is sure (`low`); then the largest that is possible (`high`); then what fits
best. So an open range up to a large ceiling never takes the place of money that the rules grant for certain.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from .independent import Item, heaviest

#: Sums are compared in hundredths of the currency's unit.
HUNDREDTHS = 100
NOTHING = Decimal(0)

Pairs = Collection[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a candidate brings for one cost in the first twelve months, in the one currency of the bundle."""

    #: What it pays back, a key of `eligibility.readings.COSTS`; "" where it pays back nothing that others could.
    cost: str
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that the firm may use."""

    slug: str
    #: Empty where no sum is counted: a permit, a service, a place.
    claims: tuple[Claim, ...] = ()
    #: "host", "place" or "": of each slot there is one at most.
    slot: str = ""
    #: At least 1; decides between bundles of the same sums.
    fit: int = 1
    #: Key of the ceiling that it shares with others, or "".
    ceiling: str = ""


class Why(StrEnum):
    """Why a candidate, or one of its sums, was left out."""

    EXCLUDED = "excluded"
    SLOT = "slot"
    SAME_COST = "same-cost"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A candidate of the bundle with what counts of it."""

    slug: str
    low: Decimal
    high: Decimal
    #: The costs that its sums pay back.
    costs: tuple[str, ...]
    #: Whether a shared ceiling took something off.
    cut: bool


@dataclass(frozen=True, slots=True)
class Dropped:
    """A candidate that was left out, or, with a cost, the sum for it of one that was chosen for something else."""

    slug: str
    why: Why
    #: The chosen candidates that it could not stand beside, by slug.
    because: tuple[str, ...]
    cost: str = ""


@dataclass(frozen=True, slots=True)
class Bundle:
    #: In the order of the candidates.
    chosen: tuple[Chosen, ...]
    low: Decimal
    high: Decimal
    #: Whether it is certain that no lawful bundle is better.
    exact: bool
    dropped: tuple[Dropped, ...]


def best_bundle(
    candidates: Iterable[Candidate],
    *,
    excludes: Pairs = (),
    stacks: Pairs = (),
    ceilings: Mapping[str, Decimal] | None = None,
) -> Bundle:
    """The best bundle of candidates with different slugs.

    excludes, stacks: pairs of slugs. ceilings: sums by key, in the bundle's currency; a candidate whose ceiling is not
    among them has none. Exact for up to 25 candidates, and for more as long as no more than 25 of them hang together by
    conflicts: see `independent`. Otherwise a good one, with `exact` false.
    """
    given = tuple(candidates)
    limits = {key: hundredths(amount) for key, amount in (ceilings or {}).items()}
    rows = [(owner, claim) for owner in given for claim in owner.claims or (Claim("", NOTHING, NOTHING),)]
    items = [
        Item(
            owner.slug,
            hundredths(claim.low),
            hundredths(claim.high),
            owner.fit,
            owner.ceiling if owner.ceiling in limits else "",
        )
        for owner, claim in rows
    ]
    reasons = conflicts_of(rows, frozenset(excludes), frozenset(stacks))
    masks = [sum(1 << other for other in found) for found in reasons]
    taken, exact = heaviest(items, masks, limits)
    chosen = counted(given, rows, items, taken, limits)
    return Bundle(
        chosen=chosen,
        low=sum((each.low for each in chosen), NOTHING),
        high=sum((each.high for each in chosen), NOTHING),
        exact=exact,
        dropped=tuple(left_out(given, rows, taken, reasons)),
    )


Row = tuple[Candidate, Claim]


def hundredths(amount: Decimal) -> int:
    return int(amount * HUNDREDTHS)


def units(amount: int) -> Decimal:
    return Decimal(amount) / HUNDREDTHS


def conflicts_of(rows: Sequence[Row], excludes: Pairs, stacks: Pairs) -> list[dict[int, Why]]:
    """For each row those that it cannot stand beside, and why."""
    found: list[dict[int, Why]] = [{} for _ in rows]
    for number, (owner, claim) in enumerate(rows):
        for other in range(number):
            why = conflict(owner, claim, *rows[other], excludes, stacks)
            if why:
                found[number][other] = found[other][number] = why
    return found


def conflict(
    one: Candidate, claim: Claim, two: Candidate, other: Claim, excludes: Pairs, stacks: Pairs
) -> Why | None:
    if one.slug == two.slug:
        return None
    if excludes and frozenset((one.slug, two.slug)) in excludes:
        return Why.EXCLUDED
    if one.slot and one.slot == two.slot:
        return Why.SLOT
    if claim.cost and claim.cost == other.cost and frozenset((one.slug, two.slug)) not in stacks:
        return Why.SAME_COST
    return None


def counted(
    given: Sequence[Candidate],
    rows: Sequence[Row],
    items: Sequence[Item],
    taken: frozenset[int],
    limits: Mapping[str, int],
) -> tuple[Chosen, ...]:
    """What was chosen, with what counts of it. Under a shared ceiling sure sums count first, and larger ones."""
    order = sorted(taken, key=lambda number: (-items[number].low, -items[number].high, number))
    room = dict(limits)
    sums: dict[int, int] = {}
    for number in order:
        sums[number] = within(items[number], items[number].low, room)
    more = {number: within(items[number], items[number].high - sums[number], room) for number in order}
    found: dict[str, list[int]] = {}
    for number in sorted(taken):
        found.setdefault(items[number].owner, []).append(number)
    return tuple(
        Chosen(
            slug=each.slug,
            low=units(sum(sums[number] for number in found[each.slug])),
            high=units(sum(sums[number] + more[number] for number in found[each.slug])),
            costs=tuple(rows[number][1].cost for number in found[each.slug] if rows[number][1].cost),
            cut=any(sums[number] + more[number] < items[number].high for number in found[each.slug]),
        )
        for each in given
        if each.slug in found
    )


def within(item: Item, amount: int, room: dict[str, int]) -> int:
    """As much of an amount as the item's ceiling still has room for, which it takes up."""
    if item.ceiling:
        amount = min(amount, room[item.ceiling])
        room[item.ceiling] -= amount
    return amount


def left_out(
    given: Sequence[Candidate],
    rows: Sequence[Row],
    taken: frozenset[int],
    reasons: Sequence[Mapping[int, Why]],
) -> Iterable[Dropped]:
    """Why each candidate that is not chosen was left out, and each sum that does not count of one that is."""
    chosen = {rows[number][0].slug for number in taken}
    left: dict[str, list[int]] = {}
    for number, (owner, _) in enumerate(rows):
        if number not in taken:
            left.setdefault(owner.slug, []).append(number)
    for slug in (each.slug for each in given if each.slug in left):
        if slug in chosen:
            for number in left[slug]:
                yield dropped(slug, [number], rows, taken, reasons, rows[number][1].cost)
        else:
            yield dropped(slug, left[slug], rows, taken, reasons)


def dropped(
    slug: str,
    numbers: Iterable[int],
    rows: Sequence[Row],
    taken: frozenset[int],
    reasons: Sequence[Mapping[int, Why]],
    cost: str = "",
) -> Dropped:
    """The gravest reason among those that chosen rows give, with the candidates that give it."""
    found: dict[Why, dict[str, None]] = {}
    for number in numbers:
        for other, why in reasons[number].items():
            if other in taken:
                found.setdefault(why, {})[rows[other][0].slug] = None
    why = next(each for each in Why if each in found)
    return Dropped(slug, why, tuple(found[why]), cost)
