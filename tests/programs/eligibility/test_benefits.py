"""What a measure is worth in its first twelve months, and on what that rests."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from programs.eligibility.benefits import Estimate, Rent, estimate
from programs.eligibility.readings import BASES, COSTS, EACH, SILENT, SKIPS, said, shared_ceilings
from programs.eligibility.schemes import Scheme, Tier, rule_of

from .published import directory, registry

TEXT_KEYS = {"en": "en", "zh-hant": "zh_hant", "zh-hans": "zh_hans"}


def scheme(*tiers: Tier, **fields) -> Scheme:
    values = {"slug": "a-measure", "kind": "measure", "category": "startup", "instrument": "grant", **fields}
    return Scheme(
        key=0, name={"en": "A measure"}, area="hetao", version=None, criteria=(), tiers=tiers, **values
    )


def tier(
    rate=None, cap=None, amount=None, per="", months=None, rule=None, currency="CNY", text="A tier"
) -> Tier:
    numbers = (None if each is None else Decimal(str(each)) for each in (rate, cap, amount))
    return Tier(0, {"en": text}, rule_of(rule), *numbers, currency, per, months)


def is_true(fact: str, value=True) -> dict:
    return {"fact": fact, "op": "==", "value": value}


def published() -> dict[str, Scheme]:
    """The measures and programmes of the catalogue with their tiers."""
    found = {}
    for row in directory().rows:
        if row.kind not in ("measure", "programme"):
            continue
        tiers = tuple(
            Tier(
                number,
                {code: part["text"][key] for code, key in TEXT_KEYS.items()},
                rule_of(part.get("rule")),
                *(
                    None if part[name] is None else Decimal(str(part[name]))
                    for name in ("rate", "cap", "amount")
                ),
                part["currency"] or "",
                part["per"] or "",
                part["months"],
            )
            for number, part in enumerate(row.data["benefit"])
        )
        found[row.slug] = scheme(
            *tiers,
            slug=row.slug,
            kind=row.kind,
            category=row.data.get("category") or "",
            instrument=row.data.get("instrument") or "",
        )
    return found


PUBLISHED = published()


def worth(slug: str, facts=None, **options) -> Estimate:
    return estimate(PUBLISHED[slug], facts or {}, **options)


def span(found: Estimate) -> tuple:
    return found.low, found.high, found.currency


class TestOneTier:
    def test_a_sum_paid_once_is_that_sum(self):
        found = estimate(scheme(tier(amount=10_000, per="once")), {})
        assert span(found) == (10_000, 10_000, "CNY")
        assert found.basis == "CNY\xa010,000"

    def test_a_monthly_sum_counts_twelve_times_at_most(self):
        assert estimate(scheme(tier(amount=2_000, per="month", months=36)), {}).high == 24_000
        assert estimate(scheme(tier(amount=2_000, per="month", months=6)), {}).high == 12_000
        assert estimate(scheme(tier(amount=2_000, per="month", months=36)), {}, within=5).low == 10_000

    def test_a_monthly_sum_without_an_end_is_a_range(self):
        found = estimate(scheme(tier(amount=2_000, per="month")), {})
        assert span(found) == (2_000, 24_000, "CNY")
        assert "1 to 12 months" in found.basis

    def test_a_limit_for_several_years_comes_evenly_and_says_so(self):
        found = estimate(scheme(tier(cap=1_290_000, per="firm", months=36, currency="HKD")), {})
        assert span(found) == (0, 430_000, "HKD")
        assert found.basis == "Up to HKD\xa01,290,000, 12 of 36 months spread evenly"

    def test_a_yearly_limit_is_not_cut(self):
        assert estimate(scheme(tier(cap=300_000, per="year", months=36)), {}).high == 300_000

    def test_square_metres_are_those_of_the_lease(self):
        office = scheme(tier(amount=60, cap=3_000_000, per="sqm-month", months=36), category="rent")
        found = estimate(office, {"leased_sqm": 120})
        assert span(found) == (86_400, 86_400, "CNY")
        assert found.basis == "120 m² × CNY\xa060 × 12 months"
        assert estimate(office, {"leased_sqm": 90_000}).high == 3_000_000
        unknown = estimate(office, {})
        assert (span(unknown), unknown.missing) == ((0, 3_000_000, "CNY"), ("leased_sqm",))

    def test_a_share_of_a_cost_that_nobody_said_is_at_most_the_limit(self):
        found = estimate(scheme(tier(rate=0.25, cap=800_000, per="project", currency="HKD")), {})
        assert span(found) == (0, 800_000, "HKD")
        assert found.basis == "25% of the cost, which is not known, up to HKD\xa0800,000, for one project"

    def test_a_share_without_cost_or_limit_is_no_sum(self):
        found = estimate(scheme(tier(rate=0.4, per="project")), {})
        assert (span(found), found.parts) == ((None, None, ""), ())
        assert found.basis == "40% of the cost, which is not known."

    def test_a_share_of_the_rent_is_known_with_the_rent(self):
        half = scheme(tier(rate=0.5, cap=300_000, per="year", months=36), category="rent")
        found = estimate(half, {"leased_sqm": 120}, within=6, rent=Rent(Decimal(80), "CNY"))
        assert span(found) == (28_800, 28_800, "CNY")
        assert found.basis == "120 m² × CNY\xa080 × 50% × 6 months"
        assert [part.cost for part in found.parts] == ["rent"]
        assert estimate(half, {"leased_sqm": 120}, rent=Rent(Decimal(80), "HKD")).low == 0


class TestWhatIsNoSum:
    @pytest.mark.parametrize(
        ("row", "fields", "reason"),
        [
            (tier(cap=5_000_000, per="firm"), {"instrument": "equity"}, "Money for shares"),
            (tier(cap=600_000, per="person"), {"instrument": "loan-interest"}, "has to be paid back"),
            (tier(rate=0.15, per="year"), {"instrument": "rate-reduction", "category": "tax"}, "the tax"),
            (tier(rate=0, per="firm"), {"instrument": "rate-reduction", "category": "tax"}, "the tax"),
            (tier(rate=1, per="person"), {"instrument": "tax-rebate", "category": "tax"}, "the tax"),
            (tier(amount=7_000, per="month"), {"instrument": "rate-reduction"}, "a price to pay"),
            (tier(amount=1, per="sqm-month"), {"instrument": "rate-reduction"}, "a price to pay"),
            (tier(), {"instrument": "service"}, "No sum is published"),
        ],
    )
    def test_it_is_left_out_and_the_basis_says_why(self, row, fields, reason):
        found = estimate(scheme(row, **fields), {"leased_sqm": 100})
        assert (span(found), found.parts) == ((None, None, ""), ())
        assert reason in found.basis

    def test_a_reward_beside_a_reduced_price_is_a_sum(self):
        row = tier(amount=2_000_000, per="once")
        assert estimate(scheme(row, instrument="rate-reduction"), {}).low == 2_000_000


class TestSeveralTiers:
    def test_a_tier_whose_rule_is_not_met_does_not_count(self):
        two = scheme(
            tier(amount=8_000, per="once", rule=is_true("degree", "doctorate")),
            tier(amount=4_000, per="once", rule=is_true("degree", "master")),
        )
        assert span(estimate(two, {"degree": "master"})) == (4_000, 4_000, "CNY")
        assert span(estimate(two, {"degree": "bachelor"})) == (None, None, "")

    def test_a_tier_whose_rule_is_open_raises_the_upper_end_and_says_what_is_missing(self):
        two = scheme(
            tier(amount=8_000, per="once", rule=is_true("degree", "doctorate")),
            tier(amount=4_000, per="once"),
        )
        found = estimate(two, {})
        assert (span(found), found.missing) == ((4_000, 8_000, "CNY"), ("degree",))

    def test_of_alternatives_the_lowest_is_sure(self):
        two = scheme(tier(amount=1_000, per="once"), tier(amount=5_000, per="once"))
        assert span(estimate(two, {})) == (1_000, 5_000, "CNY")

    def test_sums_in_another_currency_are_not_added(self):
        two = scheme(tier(amount=1_000, per="once"), tier(amount=5_000, per="once", currency="HKD"))
        assert span(estimate(two, {})) == (1_000, 1_000, "CNY")


class TestThePublishedCatalogue:
    """One firm's figures, worked out by hand from the texts."""

    @pytest.mark.parametrize(
        ("slug", "facts", "low", "high"),
        [
            ("futian-rnd-spending-support", {"rnd_spend_cny": 5_000_000}, 500_000, 500_000),
            ("futian-rnd-spending-support", {"rnd_spend_cny": 90_000_000}, 2_000_000, 2_000_000),
            ("futian-ip-pledge-financing-support", {"loan_amount_cny": 1_000_000}, 0, 40_000),
            ("futian-investment-attraction-package", {}, 0, 38_000_000),
            ("hetao-new-product-trial-support", {"first_sales_contract_cny": 3_000_000}, 900_000, 900_000),
            ("hetao-new-product-trial-support", {"first_sales_contract_cny": 300_000}, 200_000, 200_000),
            ("hetao-new-product-trial-support", {"first_sales_contract_cny": 0}, 0, 0),
            ("hetao-new-product-trial-support", {}, 0, 2_000_000),
            ("hetao-young-researcher-project-fund", {}, 333_333, 1_666_667),
            ("hetao-startup-investment-fund", {}, None, None),
            ("hetao-corporate-income-tax-15", {}, None, None),
            ("qianhai-employer-hiring-subsidy", {"hk_macau_youth_hires": 3}, 60_000, 60_000),
            ("qianhai-employer-hiring-subsidy", {"hk_macau_youth_hires": 30}, 200_000, 200_000),
            ("qianhai-employer-hiring-subsidy", {}, 0, 200_000),
            ("qianhai-youth-employment-subsidy", {"founder_highest_qualification": "master"}, 48_000, 48_000),
            ("qianhai-youth-housing-and-living-subsidy", {}, 24_000, 36_000),
            ("qianhai-youth-housing-and-living-subsidy", {"owns_home_in_shenzhen": True}, 24_000, 24_000),
            ("qianhai-ai-office-subsidy", {"leased_sqm": 120}, 86_400, 86_400),
            ("qianhai-youth-office-rent-subsidy", {"leased_sqm": 120}, 0, 86_400),
            ("qianhai-youth-office-rent-subsidy", {}, 0, 300_000),
            ("qianhai-internship-subsidy", {"hk_macau_internship_months": 2}, 4_500, 13_500),
            ("qianhai-legal-services-support", {"hk_macau_legal_staff_count": 2}, 60_000, 2_060_000),
            ("shenzhen-hk-macau-startup-subsidy", {}, 10_000, 10_000),
            ("shenzhen-startup-guaranteed-loan", {}, None, None),
            ("gba-youth-employment-scheme-allowance", {}, 0, 144_000),
            ("enterprise-support-scheme", {"headcount": 120}, 0, 5_000_000),
            ("cyberport-incubation-programme", {}, 0, 250_000),
            ("cityu-hk-tech-300", {}, 100_000, 100_000),
            ("particlex-seed-programme", {}, None, None),
        ],
    )
    def test_first_year(self, slug, facts, low, high):
        found = worth(slug, facts)
        assert (found.low, found.high) == (low, high), found.basis

    def test_space_in_hetao_counts_rent_and_fit_out_apart(self):
        facts = {"leased_sqm": 120, "space_use": "applied-rnd"}
        found = worth("hetao-research-industrial-space-support", facts, rent=Rent(Decimal(80), "CNY"))
        assert [(part.cost, part.low, part.high) for part in found.parts] == [
            ("rent", 34_560, 34_560),
            ("fit-out", 0, 10_000_000),
        ]

    @pytest.mark.parametrize("slug", sorted(PUBLISHED))
    def test_every_figure_has_a_basis_and_its_parts_add_up(self, slug):
        for language in ("en", "zh-hant", "zh-hans"):
            with translation.override(language):
                found = worth(slug)
            assert found.basis
            assert (
                (found.low is None) == (found.high is None) == (found.currency == "") == (found.parts == ())
            )
            if found.low is not None:
                assert 0 <= found.low <= found.high
                assert found.low == sum(part.low for part in found.parts)
                assert found.high == sum(part.high for part in found.parts)
        assert set(found.missing) <= registry().keys()


class TestReadings:
    def test_each_belongs_to_a_tier_of_the_catalogue(self):
        texts = {(slug, row.text["en"]) for slug, each in PUBLISHED.items() for row in each.tiers}
        assert said()[0].keys() <= texts

    def test_each_uses_words_and_facts_that_there_are(self):
        facts = registry()
        for (slug, _), reading in said()[0].items():
            assert reading.cost in {"", *COSTS}, slug
            assert reading.of in {"", *BASES}, slug
            assert reading.each in {"", *EACH}, slug
            assert reading.skip in {"", *SKIPS, *SILENT}, slug
            for name in filter(None, (reading.of, reading.count, reading.months)):
                assert facts[name].type == "int", slug

    def test_ceilings_are_of_entries_that_there_are(self):
        assert {slug for ceiling in shared_ceilings() for slug in ceiling.entries} <= PUBLISHED.keys()

    def test_one_lapses_when_the_text_changes(self):
        before = PUBLISHED["futian-rnd-spending-support"]
        (row,) = before.tiers
        changed = Tier(
            0, {"en": "10% of something else"}, None, row.rate, row.cap, None, "CNY", row.per, row.months
        )
        facts = {"rnd_spend_cny": 5_000_000}
        found = estimate(scheme(changed, slug=before.slug, category="rnd"), facts)
        assert span(found) == (0, 2_000_000, "CNY")


# Whatever is said, an estimate is sound

QUANTITIES = sorted({*BASES, "leased_sqm", "hk_macau_youth_hires", "hk_macau_internship_months", "headcount"})


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(PUBLISHED)),
    st.dictionaries(st.sampled_from(QUANTITIES), st.integers(0, 10**30)),
    st.integers(1, 12),
    st.none() | st.integers(0, 10**6).map(lambda amount: Rent(Decimal(amount), "CNY")),
)
def test_any_quantities_give_a_range_in_order(slug, facts, within, rent):
    found = worth(slug, facts, within=within, rent=rent)
    if found.low is not None:
        assert 0 <= found.low <= found.high
        assert found.basis


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(PUBLISHED)), st.dictionaries(st.sampled_from(QUANTITIES), st.integers(0, 10**7))
)
def test_a_quantity_narrows_the_range_and_never_raises_the_upper_end(slug, facts):
    before, after = worth(slug), worth(slug, facts)
    if before.high is not None and after.high is not None:
        assert after.high <= before.high
