"""What entries consist of: tiers, criteria, windows, units, history."""

from datetime import date, datetime
from typing import Any, Generic, Literal

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, Field

from portal.catalogue.enums import ChangeKind, Currency, RelationKind
from programs.enums import BenefitPer
from spaces.enums import RentPer, UnitStatus

from .common import DECIMAL, InThree, Reference, T, described

RULE = _(
    "For machines: `{fact, op, value}`, or `all`, `any` or `not` around other rules. Facts are listed under `/facts/`. "
    "A rule whose fact is missing is unknown unless the other parts decide it. Null: only staff can judge."
)
RULE_EXAMPLE = {"fact": "firm_age_months", "op": "<=", "value": 60}


class Benefit(InThree[T], Generic[T]):
    """One tier of what a measure or programme gives."""

    model_config = described(
        _("One tier. Rates and sums are decimal strings: exact, with no needless zeros, never converted.")
    )

    text: T
    rate: str | None = Field(
        pattern=DECIMAL,
        description=_(
            "Share of a cost paid, waived or given back (0.5 is half). For the category `tax` with the instrument "
            "`rate-reduction` it is the tax rate charged instead."
        ),
        examples=["0.5"],
    )
    amount: str | None = Field(
        pattern=DECIMAL,
        description=_(
            "Sum paid; with the instrument `rate-reduction` and counted by month or by square metre, the price charged."
        ),
        examples=["30000"],
    )
    cap: str | None = Field(
        pattern=DECIMAL, description=_("The most that can be paid."), examples=["1000000"]
    )
    currency: Currency | None = Field(description=_("Of `amount` and `cap`, as the source gives it."))
    per: BenefitPer | None = Field(description=_("What the figure is counted by."))
    months: int | None = Field(description=_("For how many months."))
    rule: dict[str, Any] | None = Field(
        description=_("Who gets this tier, in the form of a criterion's rule; null: everyone eligible."),
        examples=[RULE_EXAMPLE],
    )


class Criterion(InThree[T], Generic[T]):
    """One condition."""

    model_config = described(_("One condition."))

    text: T
    rule: dict[str, Any] | None = Field(description=RULE, examples=[RULE_EXAMPLE])


class Intake(InThree[T], Generic[T]):
    """A window in which one applies on this portal."""

    model_config = described(_("A window in which one applies on this portal."))

    code: str
    title: T
    receiving_body: T
    introduction: T | None
    opens_at: datetime
    closes_at: datetime | None = Field(
        description=_("Applications are taken until, not including, this moment; null: no closing date.")
    )
    state: Literal["open", "later", "closed"]
    is_sample: bool = Field(description=_("Made up for a demonstration."))
    apply_url: str = Field(description=_("Where one applies; asks for sign-in."))


class Version(BaseModel):
    """A published version of a measure."""

    model_config = described(_("A published version of a measure."))

    number: int
    published_at: datetime | None
    retired_at: datetime | None = Field(description=_("When the next one took its place; null: in force."))
    as_of: date | None


class Change(BaseModel):
    """One change that a reader could see."""

    model_config = described(_("One change that a reader could see."))

    at: datetime
    what: ChangeKind
    fields: list[str] = Field(
        description=_("What reads differently since."), examples=[["closes", "benefits"]]
    )
    version: int | None = Field(description=_("The version of a measure that came into force with it."))


class Relation(InThree[T], Generic[T]):
    """How the entry goes together with another."""

    model_config = described(_("How the entry goes together with another, as far as a source says so."))

    kind: RelationKind
    entry: Reference[T]
    note: T | None = Field(description=_("Which text says so, and on which terms."))


class Rent(InThree[T], Generic[T]):
    """What a place costs."""

    model_config = described(_("What a place costs, as published; the figure or the note may be missing."))

    amount: str | None = Field(pattern=DECIMAL, description=_("A decimal string."), examples=["80"])
    currency: Currency | None
    per: RentPer | None
    note: T | None


class Unit(BaseModel):
    """A room, floor or block of desks."""

    model_config = described(_("A room, floor or block of desks."))

    code: str
    floor: str | None
    area_sqm: str = Field(
        pattern=DECIMAL, description=_("Square metres, a decimal string."), examples=["120"]
    )
    rent_amount: str | None = Field(
        pattern=DECIMAL, description=_("Rent per square metre and month, a decimal string.")
    )
    rent_currency: Currency | None
    status: UnitStatus
    available_from: date | None
    is_sample: bool = Field(description=_("Made up for a demonstration."))


class Use(InThree[T], Generic[T]):
    """One thing a firm used."""

    model_config = described(_("One thing that the firm used: an entry of this catalogue, or words."))

    entry: Reference[T] | None
    text: T | None
