"""What the figures of a tier mean where they do not say it alone: `portal/data/benefit_readings.yaml`, in Python.

The file explains its fields. A reading belongs to the words it was made from: it is found by an entry's slug and the
English text of a tier, so that it lapses when either changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml
from django.utils.translation import gettext_lazy as _

FILE = Path(__file__).parents[2] / "portal" / "data" / "benefit_readings.yaml"

RENT = "rent"
#: What tiers pay back, as it stands in a sentence.
COSTS = {
    RENT: _("the rent"),
    "accelerator": _("the accelerator's own money"),
    "computing": _("the bill for computing power"),
    "event": _("the cost of the event"),
    "fit-out": _("the fit-out"),
    "housing": _("the rent of a home"),
    "incubator": _("the cost of the incubator"),
    "interest": _("the loan interest"),
    "interns": _("the pay of interns"),
    "licence": _("the price of the technology"),
    "loan-fees": _("the fees of the loan"),
    "management-fee": _("the management fee"),
    "patent-fees": _("the patent fees"),
    "platform": _("the cost of the platform"),
    "prize": _("the prize"),
    "production": _("the cost of the project"),
    "relocation": _("the move"),
    "research": _("the cost of research"),
    "social-insurance": _("the employer's social insurance"),
    "training": _("the training"),
    "youth-wages": _("the wages of young staff"),
}
#: Facts that rates are a share of, as they stand in a sentence.
BASES = {
    "first_sales_contract_cny": _("the first sales contract"),
    "higher_level_funding_cny": _("the support received"),
    "loan_amount_cny": _("the loan"),
    "planned_project_cost_hkd": _("the cost of the project"),
    "rnd_spend_cny": _("last year's research spending"),
}
#: Why a tier is not counted.
SKIPS = {
    "loan": _("A loan has to be paid back, so it is not counted."),
    "equity": _("Money for shares is not counted."),
    "elsewhere": _("It is paid to somebody else."),
    "purchase": _("It is for buying premises, which we do not assume."),
}
#: Reasons that go without saying: the row only limits others over several years, or is for a later one.
SILENT = {"total", "later"}
#: What a figure is for one of.
EACH = {
    "person": _("%(sum)s, for one person"),
    "intern": _("%(sum)s, for one intern"),
    "visit": _("%(sum)s, for one visit"),
    "project": _("%(sum)s, for one project"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read one tier."""

    #: A key of BASES.
    of: str = ""
    #: Facts with how many, and with how many months.
    count: str = ""
    months: str = ""
    #: A key of EACH.
    each: str = ""
    #: A key of COSTS.
    cost: str = ""
    group: str = ""
    least: Decimal | None = None
    most_sqm: int | None = None
    up_to: bool = False
    #: A key of SKIPS, or one of SILENT.
    skip: str = ""
    limit: bool = False


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A sum that entries share in a year, in whole units of `currency`."""

    code: str
    entries: tuple[str, ...]
    cap: Decimal
    currency: str


PLAIN = Reading()


@cache
def said() -> tuple[Mapping[tuple[str, str], Reading], tuple[Ceiling, ...]]:
    """The whole file: readings by entry and text, and the ceilings."""
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    readings = {}
    for row in data["tiers"]:
        least = row.get("least")
        fields = {name: value for name, value in row.items() if name not in ("entry", "text", "least")}
        readings[row["entry"], row["text"]] = Reading(
            least=None if least is None else Decimal(least), **fields
        )
    ceilings = tuple(
        Ceiling(row["code"], tuple(row["entries"]), Decimal(row["cap"]), row["currency"])
        for row in data["ceilings"]
    )
    return readings, ceilings


def reading_of(slug: str, text: str) -> Reading:
    """The reading of the tier of an entry with an English text; PLAIN where there is none."""
    return said()[0].get((slug, text), PLAIN)


def shared_ceilings() -> tuple[Ceiling, ...]:
    """Every ceiling that entries share."""
    return said()[1]
