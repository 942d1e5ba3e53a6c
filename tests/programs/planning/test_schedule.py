"""Steps in their order, with the earliest dates they can have."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.eligibility.schemes import rule_of
from programs.planning.schedule import Cycle, Step, find_cycle, in_order, needed, schedule
from programs.planning.working_days import working_days

MONDAY = date(2026, 11, 23)


def step(code: str, *after: str, days: tuple[int, int] = (1, 1), side: str = "north", **fields) -> Step:
    return Step(code, {"en": code}, side, *days, after=after, **fields)


def codes(steps) -> list[str]:
    return [each.code for each in steps]


def waits(steps) -> dict[str, tuple[str, ...]]:
    return {each.code: each.after for each in steps}


def is_false(fact: str):
    return rule_of({"fact": fact, "op": "==", "value": False})


class TestOrder:
    def test_a_step_comes_after_what_it_waits_for_and_else_as_given(self):
        steps = [step("bank", "seal"), step("address"), step("seal", "register"), step("register", "address")]
        assert codes(in_order(steps)) == ["address", "register", "seal", "bank"]
        assert codes(in_order([step("b"), step("a")])) == ["b", "a"]

    def test_what_is_not_there_is_not_waited_for(self):
        assert codes(in_order([step("bank", "gone")])) == ["bank"]

    def test_a_circle_is_refused_with_its_path(self):
        with pytest.raises(Cycle) as refused:
            in_order([step("a", "b"), step("b", "c"), step("c", "a"), step("d", "a")])
        assert refused.value.path == ("a", "b", "c", "a")

    def test_a_step_may_not_wait_for_itself(self):
        assert find_cycle({"a": ["a"]}) == ("a", "a")

    @given(st.dictionaries(st.sampled_from("abcdef"), st.sets(st.sampled_from("abcdef"))))
    def test_steps_can_be_ordered_or_the_path_is_a_circle(self, after):
        path = find_cycle(after)
        steps = [step(code, *sorted(before)) for code, before in after.items()]
        if path:
            assert path[0] == path[-1]
            assert all(second in after[first] for first, second in pairwise(path))
        else:
            place = {code: number for number, code in enumerate(codes(in_order(steps)))}
            assert all(
                place[other] < place[one.code] for one in steps for other in one.after if other in place
            )


class TestWhatIsNeeded:
    STEPS = (
        step("attest", rule=is_false("has_company")),
        step("register", "attest", settles={"has_company": True}),
        step("seal", "register", rule=is_false("has_company")),
        step("lease", "seal"),
    )

    def test_a_firm_that_has_said_nothing_takes_every_step(self):
        assert codes(needed(self.STEPS, {})) == ["attest", "register", "seal", "lease"]

    def test_what_is_settled_is_left_out_with_all_that_served_it(self):
        assert waits(needed(self.STEPS, {"has_company": True})) == {"lease": ()}

    def test_whoever_came_after_a_step_left_out_comes_after_what_it_waited_for(self):
        steps = [step("a"), step("b", "a", rule=is_false("x")), step("c", "b")]
        assert waits(needed(steps, {"x": True})) == {"a": (), "c": ("a",)}


class TestDates:
    def test_each_side_counts_its_own_working_days(self):
        steps = [
            step("attest", days=(5, 10), side="south"),
            step("register", "attest", days=(3, 10)),
        ]
        first, second = schedule(steps, date(2026, 12, 21))
        assert (first.starts, first.ends) == (date(2026, 12, 21), date(2026, 12, 28))  # Christmas between
        assert (second.starts, second.ends) == (date(2026, 12, 29), date(2026, 12, 31))
        assert first.ends_late == date(2027, 1, 5)
        assert second.ends_late > second.ends

    def test_a_step_waits_for_the_last_of_several(self):
        steps = [step("short", days=(1, 1)), step("long", days=(4, 9)), step("then", "short", "long")]
        found = {each.step.code: each for each in schedule(steps, MONDAY)}
        assert found["then"].starts == date(2026, 11, 27)
        assert found["then"].ends_late == date(2026, 12, 4)

    def test_a_step_without_days_is_done_at_once(self):
        (only,) = schedule([step("a", days=(0, 0))], date(2026, 11, 21))
        assert only.starts == only.ends == MONDAY

    @given(st.integers(0, 700), st.lists(st.integers(0, 30), min_size=1, max_size=6))
    def test_nothing_begins_before_what_it_waits_for_has_ended(self, later, days):
        steps = [
            step(
                f"s{n}",
                *([f"s{n - 1}"] if n else []),
                days=(count, count + n),
                side=("south", "north")[n % 2],
            )
            for n, count in enumerate(days)
        ]
        found = schedule(steps, MONDAY + timedelta(later))
        for before, each in pairwise(found):
            assert before.ends < each.starts <= each.ends <= each.ends_late
        assert all(
            day in working_days(day.year, each.step.side)
            for each in found
            for day in (each.starts, each.ends)
        )

    def test_dates_in_years_without_announced_holidays_say_so(self):
        near, far = schedule([step("a"), step("b", "a", days=(3000, 3000))], MONDAY)
        assert near.is_firm
        assert not far.is_firm
