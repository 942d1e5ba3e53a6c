"""The best lawful bundle: never unlawful, never beaten, and it says what it gave up."""

import time
from collections.abc import Mapping
from decimal import Decimal
from itertools import combinations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from programs.planning.bundle import Bundle, Candidate, Claim, Why, best_bundle

COSTS = ("", "rent", "research")


def claim(low: int, high: int | None = None, cost: str = "") -> Claim:
    return Claim(cost, Decimal(low), Decimal(low if high is None else high))


def candidate(slug: str, *claims: Claim, **fields) -> Candidate:
    return Candidate(slug, claims, **fields)


def pairs(*texts: str) -> frozenset[frozenset[str]]:
    """`pairs("a b")` is one pair."""
    return frozenset(frozenset(text.split()) for text in texts)


def slugs(bundle: Bundle) -> list[str]:
    return [each.slug for each in bundle.chosen]


def reasons(bundle: Bundle) -> dict[str, tuple]:
    return {each.slug: (each.why, each.because, each.cost) for each in bundle.dropped}


class TestWhatIsLawful:
    def test_of_two_that_exclude_one_another_the_better_stays(self):
        bundle = best_bundle([candidate("a", claim(5)), candidate("b", claim(9))], excludes=pairs("b a"))
        assert slugs(bundle) == ["b"]
        assert reasons(bundle) == {"a": (Why.EXCLUDED, ("b",), "")}

    def test_two_small_ones_beat_a_large_one_that_excludes_both(self):
        three = [candidate("large", claim(10)), candidate("a", claim(6)), candidate("b", claim(6))]
        bundle = best_bundle(three, excludes=pairs("large a", "large b"))
        assert slugs(bundle) == ["a", "b"]
        assert reasons(bundle)["large"] == (Why.EXCLUDED, ("a", "b"), "")

    def test_a_rent_is_paid_back_once(self):
        two = [candidate("a", claim(5, cost="rent")), candidate("b", claim(9, cost="rent"))]
        bundle = best_bundle(two)
        assert (slugs(bundle), bundle.low) == (["b"], 9)
        assert reasons(bundle) == {"a": (Why.SAME_COST, ("b",), "")}

    def test_unless_a_source_says_that_both_are(self):
        two = [candidate("a", claim(5, cost="rent")), candidate("b", claim(9, cost="rent"))]
        assert best_bundle(two, stacks=pairs("a b")).low == 14

    def test_a_measure_is_still_used_for_what_others_do_not_pay(self):
        two = [
            candidate("a", claim(5, cost="rent"), claim(3, cost="fit-out")),
            candidate("b", claim(9, cost="rent")),
        ]
        bundle = best_bundle(two)
        assert [(each.slug, each.low, each.costs) for each in bundle.chosen] == [
            ("a", 3, ("fit-out",)),
            ("b", 9, ("rent",)),
        ]
        assert reasons(bundle) == {"a": (Why.SAME_COST, ("b",), "rent")}

    def test_there_is_one_host_and_one_place(self):
        four = [
            candidate("host", slot="host", fit=2),
            candidate("better", claim(1), slot="host"),
            candidate("here", slot="place", fit=3),
            candidate("there", slot="place", fit=2),
        ]
        bundle = best_bundle(four)
        assert slugs(bundle) == ["better", "here"]
        assert reasons(bundle) == {
            "host": (Why.SLOT, ("better",), ""),
            "there": (Why.SLOT, ("here",), ""),
        }

    def test_a_shared_ceiling_holds_for_all_below_it(self):
        three = [
            candidate("a", claim(600, 900), ceiling="fund"),
            candidate("b", claim(300, 500), ceiling="fund"),
            candidate("c", claim(50)),
        ]
        bundle = best_bundle(three, ceilings={"fund": Decimal(800)})
        assert [(each.slug, each.low, each.high, each.cut) for each in bundle.chosen] == [
            ("a", 600, 600, True),
            ("b", 200, 200, True),
            ("c", 50, 50, False),
        ]
        assert (bundle.low, bundle.high) == (850, 850)


def test_what_is_sure_comes_before_what_is_possible():
    two = [candidate("sure", claim(10, cost="rent")), candidate("open", claim(0, 1_000_000, "rent"))]
    assert slugs(best_bundle(two)) == ["sure"]
    two = [candidate("less", claim(10, cost="rent")), candidate("more", claim(10, 20, "rent"))]
    assert slugs(best_bundle(two)) == ["more"]


def test_what_brings_no_money_is_used_where_nothing_speaks_against_it():
    bundle = best_bundle([candidate("permit"), candidate("service")])
    assert (slugs(bundle), bundle.low, bundle.exact) == (["permit", "service"], 0, True)


def test_nothing_to_choose_from_is_an_empty_bundle():
    assert best_bundle([]) == Bundle((), Decimal(0), Decimal(0), True, ())


# Against a search of everything

AMOUNTS = st.tuples(st.integers(0, 6), st.integers(0, 6)).map(lambda two: (two[0], sum(two)))
CLAIMS = st.builds(lambda cost, sums: claim(*sums, cost=cost), st.sampled_from(COSTS), AMOUNTS)


@st.composite
def markets(draw, most: int = 10) -> tuple[list[Candidate], dict]:
    """Candidates with everything that binds them."""
    names = [f"s{number}" for number in range(draw(st.integers(1, most)))]
    candidates = [
        Candidate(
            name,
            tuple(draw(st.lists(CLAIMS, max_size=2, unique_by=lambda each: each.cost))),
            slot=draw(st.sampled_from(("", "", "host", "place"))),
            fit=draw(st.integers(1, 3)),
            ceiling=draw(st.sampled_from(("", "", "fund"))),
        )
        for name in names
    ]
    every = [frozenset(two) for two in combinations(names, 2)]
    some = st.sets(st.sampled_from(every), max_size=12) if every else st.just(set())
    excludes, stacks = draw(some), draw(some)
    ceilings = {"fund": Decimal(draw(st.integers(0, 12)))}
    return candidates, {"excludes": excludes, "stacks": stacks, "ceilings": ceilings}


def is_lawful(rows: list[tuple[Candidate, Claim | None]], excludes, stacks) -> bool:
    """Whether these claims (None: no sum) can stand together."""
    for (one, first), (two, second) in combinations(rows, 2):
        if one.slug == two.slug:
            continue
        pair = frozenset((one.slug, two.slug))
        same_cost = first and second and first.cost and first.cost == second.cost and pair not in stacks
        if pair in excludes or (one.slot and one.slot == two.slot) or same_cost:
            return False
    return True


def worth(rows: list[tuple[Candidate, Claim | None]], ceilings: Mapping[str, Decimal]) -> tuple:
    """Sums under the ceilings, the sure one first, then the fit."""
    sums = []
    for side in ("low", "high"):
        free = sum(getattr(part, side) for owner, part in rows if part and not owner.ceiling)
        bound = sum(getattr(part, side) for owner, part in rows if part and owner.ceiling)
        sums.append(free + min(bound, ceilings["fund"]))
    return (*sums, sum(owner.fit for owner, _ in rows))


def best_of_all(candidates: list[Candidate], excludes, stacks, ceilings) -> tuple:
    """The worth of the best bundle, by trying one claim after the other both ways."""
    rows = [(owner, part) for owner in candidates for part in owner.claims or (None,)]

    def extended(taken: list, rest: list) -> tuple:
        if not rest:
            return worth(taken, ceilings)
        with_it = [*taken, rest[0]]
        found = extended(taken, rest[1:])
        return max(found, extended(with_it, rest[1:])) if is_lawful(with_it, excludes, stacks) else found

    return extended([], rows)


@settings(max_examples=80, deadline=None)
@given(markets())
def test_no_lawful_bundle_is_better(market):
    candidates, rules = market
    bundle = best_bundle(candidates, **rules)
    assert bundle.exact
    assert (bundle.low, bundle.high) == best_of_all(candidates, **rules)[:2]


@settings(max_examples=40, deadline=None)
@given(markets(most=30))
def test_a_bundle_of_any_size_is_lawful_and_says_why_the_rest_is_not_in_it(market):
    candidates, rules = market
    bundle = best_bundle(candidates, **rules)
    given_by_slug = {each.slug: each for each in candidates}
    rows: list = []
    for each in bundle.chosen:
        owner = given_by_slug[each.slug]
        lost = {one.cost for one in bundle.dropped if one.slug == each.slug}
        kept = [part for part in owner.claims if part.cost not in lost]
        rows += [(owner, part) for part in kept or [None]]
        if not each.cut:
            assert each.low == sum(part.low for part in kept)
        assert each.low <= each.high
    assert is_lawful(rows, rules["excludes"], rules["stacks"])
    assert (
        sum(each.low for each in bundle.chosen if given_by_slug[each.slug].ceiling)
        <= rules["ceilings"]["fund"]
    )
    assert {*slugs(bundle), *(one.slug for one in bundle.dropped)} == given_by_slug.keys()
    assert all(one.because and set(one.because) <= set(slugs(bundle)) for one in bundle.dropped)


def test_25_candidates_that_exclude_each_other_densely_take_no_time():
    chance = Random(7)
    spent = []
    for density in (0.05, 0.2, 0.5, 0.9):
        candidates = [
            candidate(f"s{number}", claim(chance.randint(0, 900), 1000, chance.choice(COSTS)))
            for number in range(25)
        ]
        excludes = {
            frozenset((one.slug, two.slug))
            for one, two in combinations(candidates, 2)
            if chance.random() < density
        }
        began = time.process_time()
        assert best_bundle(candidates, excludes=excludes).exact
        spent.append(time.process_time() - began)
    assert max(spent) < 0.2


def test_a_hundred_hosts_and_places_are_still_chosen_exactly():
    crowd = [candidate(f"host-{n}", slot="host", fit=1 + n % 7) for n in range(60)]
    crowd += [candidate(f"place-{n}", slot="place", fit=1 + n % 5) for n in range(60)]
    bundle = best_bundle(crowd)
    assert bundle.exact
    assert slugs(bundle) == ["host-6", "place-4"]


def test_a_knot_of_too_many_is_not_called_certain():
    ring = [candidate(f"s{n}", claim(n % 7 + 1)) for n in range(30)]
    excludes = {frozenset((f"s{n}", f"s{(n + step) % 30}")) for n in range(30) for step in (1, 2, 5, 11)}
    bundle = best_bundle(ring, excludes=excludes)
    assert not bundle.exact
    assert bundle.low >= 7 + 7 + 7
