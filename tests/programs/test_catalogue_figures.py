"""Benefit tiers in short figures."""

from decimal import Decimal

import pytest
from django.utils import translation

from programs.figures import best_figure, tier_figure
from programs.models import Benefit


def tier(**fields) -> Benefit:
    return Benefit(
        **{name: Decimal(v) if isinstance(v, str) and v[0].isdigit() else v for name, v in fields.items()}
    )


@pytest.mark.parametrize(
    ("fields", "instrument", "category", "expected"),
    [
        ({"cap": "1000000", "currency": "CNY", "per": "firm"}, "grant", "rnd", "Up to CNY 1,000,000"),
        ({"rate": "0.5", "months": 24, "per": "firm"}, "reimbursement", "rent", "50% of the cost, 24 months"),
        (
            {"rate": "0.5", "cap": "200000", "currency": "CNY", "per": "year"},
            "grant",
            "",
            "Grant of 50%, up to CNY 200,000 a year",
        ),
        ({"amount": "36000", "currency": "HKD", "per": "person"}, "grant", "talent", "HKD 36,000 per person"),
        (
            {"amount": "1000", "currency": "CNY", "per": "month", "months": 1},
            "grant",
            "",
            "CNY 1,000 a month, 1 month",
        ),
        (
            {"amount": "500", "cap": "9000.5", "currency": "USD", "per": "once"},
            "grant",
            "",
            "USD 500, up to USD 9,000.50",
        ),
        (
            {"amount": "10", "currency": "CNY", "per": "month"},
            "rate-reduction",
            "living",
            "You pay CNY 10 a month",
        ),
        (
            {"amount": "1", "currency": "CNY", "per": "sqm-month"},
            "rate-reduction",
            "rent",
            "You pay CNY 1 per square metre and month",
        ),
        ({"amount": "2000000", "currency": "CNY", "per": "once"}, "rate-reduction", "rent", "CNY 2,000,000"),
        ({"amount": "10", "currency": "CNY", "per": "month"}, "grant", "living", "CNY 10 a month"),
        ({"rate": "0.15", "per": "year"}, "rate-reduction", "tax", "15% tax rate"),
        ({"rate": "0"}, "rate-reduction", "tax", "No tax"),
        ({"rate": "0.125"}, "tax-rebate", "tax", "12.5%"),
        ({"rate": "1", "months": 36}, "rate-reduction", "rent", "Free, 36 months"),
        ({"rate": "0.5", "per": "sqm-month"}, "rate-reduction", "rent", "50% off"),
        ({"rate": "1"}, "grant", "rnd", "Grant of 100%"),
        ({"rate": "0.5"}, "", "", "50%"),
        ({"months": 6, "per": "firm"}, "service", "", "6 months"),
        ({"per": "firm"}, "service", "", ""),
        ({}, "permit", "", ""),
    ],
)
def test_a_tier_in_one_figure(fields, instrument, category, expected):
    assert tier_figure(tier(**fields), instrument, category).replace("\u00a0", " ") == expected


def test_the_best_figure_is_the_first_that_exists():
    assert best_figure([tier(per="firm"), tier(rate="0.3"), tier(rate="0.9")]) == "30%"
    assert best_figure([]) == best_figure([tier()]) == ""


@pytest.mark.parametrize("language", ["zh-hant", "zh-hans"])
def test_sums_keep_code_and_commas_in_chinese(language):
    with translation.override(language):
        figure = tier_figure(tier(cap="1000000", currency="CNY"))
    assert "CNY\u00a01,000,000" in figure
