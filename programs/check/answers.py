"""What was said in a check, and which of its questions share a page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Facts that are asked on one page, by the page's code, with its heading. Every other fact has a page of its own,
#: called as the fact: among them those that decide whether other questions make sense at all.
TOGETHER: dict[str, tuple[Promise, tuple[str, ...]]] = {
    "about-you": (
        _("About you"),
        (
            "founder_is_hk_macau_resident",
            "founder_is_hk_resident",
            "founder_is_hk_permanent_resident",
            "founder_is_chinese_national",
            "founder_age",
        ),
    ),
    "your-home": (
        _("Your home in Shenzhen"),
        ("owns_home_in_shenzhen", "receives_other_shenzhen_housing_support", "mainland_stay_months"),
    ),
    "your-firm": (
        _("Your firm"),
        ("has_hk_business_registration", "has_hk_substantive_business", "firm_age_months", "headcount"),
    ),
    "shenzhen-company": (
        _("Your Shenzhen company"),
        (
            "shenzhen_entity_area",
            "shenzhen_entity_age_months",
            "shenzhen_entity_has_real_operations",
            "in_hetao_customs_area",
        ),
    ),
    "owners": (
        _("Who owns your Shenzhen company"),
        ("hk_macau_ownership_pct", "hk_macau_youth_ownership_pct"),
    ),
    "workers": (
        _("Workers of your Shenzhen company"),
        ("shenzhen_staff_count", "employs_mainland_staff", "hk_macau_youth_hires"),
    ),
    "contracts": (
        _("Contracts of your workers"),
        ("worker_contract_months", "worker_social_insurance_months"),
    ),
    "applicant": (
        _("The person who applies"),
        ("labour_contract_months", "social_insurance_area", "income_tax_paid_in"),
    ),
    "practice": (_("Qualification and practice"), ("qualification_months", "practice_months")),
    "loan": (_("Your bank loan"), ("loan_amount_cny", "loan_secured_by_patents")),
    "funding": (
        _("Outside funding"),
        ("raised_funding_cny", "backed_by_equity_fund", "private_investment_matches_request"),
    ),
    "research": (
        _("Your research and development"),
        ("rnd_spend_cny", "rnd_staff_pct", "works_in_frontier_technology"),
    ),
    "standing": (
        _("Standing with the authorities"),
        ("on_serious_dishonesty_list", "major_tax_violation_last_3_years", "fx_penalty_last_2_years"),
    ),
}
PAGES = {name: code for code, (_title, names) in TOGETHER.items() for name in names}


def page_of(fact: str) -> str:
    """The code of the page that asks for a fact."""
    return PAGES.get(fact, fact)


def facts_on(page: str) -> tuple[str, ...]:
    """The facts that a page may ask for; the code of an unknown page is taken for the name of a fact."""
    return TOGETHER[page][1] if page in TOGETHER else (page,)


def pages_of(facts: Iterable[str]) -> tuple[str, ...]:
    """The codes of the pages that ask for some facts, each once."""
    return tuple(dict.fromkeys(map(page_of, facts)))


def title_of(page: str) -> Promise | None:
    """The heading of a page that asks for several facts; None where the question itself is the heading."""
    return TOGETHER[page][0] if page in TOGETHER else None


@dataclass(frozen=True, slots=True)
class Effect:
    """What the last answer did: slugs of schemes that it closed, met in full, or opened again."""

    closed: tuple[str, ...] = ()
    met: tuple[str, ...] = ()
    reopened: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """What was said in one check. Nothing in it is changed in place."""

    #: Fact -> value.
    said: Mapping[str, Any] = field(default_factory=dict)
    #: Facts that were answered with "I don't know".
    unsure: tuple[str, ...] = ()
    #: Codes of the pages that were answered, in their order.
    trail: tuple[str, ...] = ()
    #: None until something was answered.
    effect: Effect | None = None

    def __bool__(self) -> bool:
        return bool(self.said or self.unsure)

    def with_page(self, page: str, said: Mapping[str, Any], unsure: Iterable[str]) -> "Answers":
        """The same after a page was answered: what it says now counts in place of what it said before."""
        unsure = tuple(unsure)
        touched = {*said, *unsure}
        kept = {name: value for name, value in self.said.items() if name not in touched}
        return replace(
            self,
            said={**kept, **said},
            unsure=(*(name for name in self.unsure if name not in touched), *unsure),
            trail=self.trail if page in self.trail else (*self.trail, page),
        )

    def before(self, page: str) -> tuple[str, ...]:
        """The codes of the pages that were answered before this one, the last of them in front."""
        earlier = self.trail[: self.trail.index(page)] if page in self.trail else self.trail
        return earlier[::-1]
