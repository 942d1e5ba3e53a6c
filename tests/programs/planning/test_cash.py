"""When money comes: late, in both currencies, and never invented."""

from datetime import date
from decimal import Decimal

import pytest

from programs.planning.cash import Cost, Settled, Support, cash_timeline, settled_by
from programs.planning.money import Rate, Span

RATE = Rate(Decimal("1.08"), date(2026, 11, 20))
START = date(2026, 11, 23)


def span(low: int, high: int | None = None) -> Span:
    return Span(Decimal(low), Decimal(low if high is None else high))


def support(amount: Span, instrument: str = "grant", currency: str = "CNY", begins: date = START) -> Support:
    return Support("measure", amount, currency, instrument, begins)


def months_with_money(timeline) -> list[str]:
    return [f"{month.first:%Y-%m}" for month in timeline.months if month.flows]


def test_a_lower_rent_is_felt_month_by_month():
    timeline = cash_timeline(
        START, [support(span(57_600), "rate-reduction", begins=date(2027, 1, 15))], [], RATE
    )
    assert len(timeline.months) == 24
    assert months_with_money(timeline) == [f"2027-{month:02}" for month in range(1, 13)]
    assert {month.cny.low for month in timeline.months if month.flows} == {Decimal(4800)}
    assert timeline.months[-1].cny_so_far == span(57_600)
    assert timeline.months[-1].hkd_so_far == span(62_208)


@pytest.mark.parametrize(
    ("instrument", "month"),
    [("grant", "2027-02"), ("", "2027-02"), ("reimbursement", "2028-02"), ("tax-rebate", "2028-02")],
)
def test_money_comes_after_the_decision_or_after_a_year_of_spending(instrument, month):
    timeline = cash_timeline(START, [support(span(0, 900), instrument)], [], RATE)
    assert months_with_money(timeline) == [month]
    (flow,) = next(each.flows for each in timeline.months if each.flows)
    assert flow.sum == span(0, 900)
    assert "our own estimate" in flow.basis


def test_a_sum_that_does_not_divide_is_not_lost():
    timeline = cash_timeline(START, [support(span(1000), "rate-reduction")], [], RATE)
    assert timeline.months[-1].cny_so_far.low == 1000


def test_costs_are_counted_where_they_are_known_and_listed_where_not():
    costs = [Cost("rent", START, span(9600), times=12), Cost("fit-out", START)]
    timeline = cash_timeline(START, [support(span(0, 1200), "rate-reduction")], costs, RATE)
    assert timeline.months[0].cny == span(-9600, -9500)
    assert timeline.months[-1].cny_so_far == span(-115_200, -114_000)
    assert timeline.unknown == ("fit-out",)


def test_hong_kong_money_is_shown_in_both_currencies():
    timeline = cash_timeline(START, [support(span(108_000), currency="HKD")], [], RATE)
    assert (timeline.months[-1].hkd_so_far, timeline.months[-1].cny_so_far) == (span(108_000), span(100_000))


def test_what_comes_after_the_last_month_is_kept_apart():
    timeline = cash_timeline(START, [support(span(5), "reimbursement")], [], RATE, length=12)
    assert months_with_money(timeline) == []
    assert [(day, flow.sum) for day, flow in timeline.later] == [(date(2028, 2, 1), span(5))]


def test_a_rate_converts_both_ways_to_whole_units_and_no_third_currency():
    assert RATE.convert(Decimal(57_600), "CNY", "HKD") == 62_208
    assert RATE.convert(Decimal(100), "HKD", "CNY") == 93
    assert RATE.convert(Decimal("0.5"), "CNY", "CNY") == Decimal("0.5")
    assert RATE.convert(Decimal(1), "USD", "CNY") is None


@pytest.mark.parametrize(
    ("instrument", "months", "soon", "later"),
    [("grant", 12, 9_000, 0), ("reimbursement", 12, 0, 9_000), ("rate-reduction", 9, 9_000, 0)],
)
def test_only_what_comes_within_the_year_counts_for_it(instrument, months, soon, later):
    given = Support("measure", span(9_000, 50_000), "CNY", instrument, date(2027, 2, 1), months)
    assert settled_by(given, date(2027, 11, 1)) == Settled(Decimal(soon), Decimal(later))


def test_a_grant_applied_for_late_comes_after_the_year():
    late = support(span(9_000), begins=date(2027, 9, 1))
    assert settled_by(late, date(2027, 11, 1)) == Settled(Decimal(0), Decimal(9_000))


def test_a_lower_price_is_felt_only_in_the_months_that_are_counted():
    given = Support("measure", span(9_000), "CNY", "rate-reduction", date(2027, 2, 1), 9)
    timeline = cash_timeline(START, [given], [], RATE)
    assert months_with_money(timeline) == [f"2027-{month:02}" for month in range(2, 11)]
