"""A question about eligibility, and its answer."""

from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, ConfigDict, Field

from portal.catalogue.enums import Currency, Openness
from programs.eligibility.logic import Outcome, Result

from .common import DECIMAL, Language, described

FACTS = _(
    "What is known, by the names of `/facts/`: true or false, a whole number, a code, or a list of codes. A fact that "
    "is left out is not known; null says that you do not know it and need not be asked."
)
VALUE = _("True or false, a whole number, a code, a list of codes; null: not known.")
FACTS_EXAMPLE = {
    "founder_is_hk_macau_resident": True,
    "founder_is_chinese_national": True,
    "founder_age": 31,
    "has_shenzhen_entity": True,
    "shenzhen_entity_area": "qianhai",
    "sectors": ["ai"],
}


class Question(BaseModel):
    """The body of a request."""

    model_config = ConfigDict(
        **described(_("What is asked. Nothing of it is kept."), additionalProperties=False),
        strict=True,
        extra="forbid",
    )

    facts: dict[str, Any] = Field(description=FACTS, examples=[FACTS_EXAMPLE])
    lang: Language = Field("en", description=_("Language of texts and of what is refused; `en` if left out."))
    measures: list[str] | None = Field(
        None,
        description=_("Slugs of measures and programmes to look at; all of them if left out or null."),
        examples=[["hetao-research-industrial-space-support", "tsssu-original"]],
    )


class Judged(BaseModel):
    """How one criterion stands."""

    model_config = described(_("How one condition stands."))

    text: str
    result: Result = Field(
        description=_("`staff-check`: only staff can judge it; it never changes the outcome.")
    )
    facts: dict[str, Any] = Field(
        description=_("The facts its rule uses, with their values; null: not known.")
    )
    gap: str | None = Field(
        description=_("What is so and what is needed, in words; null unless the condition is not met.")
    )


class FactChange(BaseModel):
    """One fact that becomes another."""

    model_config = described(_("One fact that would have to be another."))

    fact: str = Field(examples=["shenzhen_entity_area"])
    before: Any = Field(description=VALUE)
    becomes: Any = Field(description=VALUE)
    months: int | None = Field(
        description=_("By time alone: so many months from today. Null: somebody has to change it.")
    )


class WayIn(BaseModel):
    """Changes that together make a measure eligible."""

    model_config = described(
        _("Changes that together make it eligible. What nobody can change is never among them.")
    )

    text: list[str] = Field(description=_("What to do, step by step, in words; waiting comes last."))
    changes: list[FactChange]
    months: int = Field(description=_("How long time alone takes, in months; 0: at once."))


class Worth(BaseModel):
    """An estimate of a benefit."""

    model_config = described(
        _("What it is worth in the first twelve months, estimated. Every figure has its basis.")
    )

    low: str | None = Field(
        pattern=DECIMAL,
        description=_("A decimal string; null where no figure is published."),
        examples=["30000"],
    )
    high: str | None = Field(
        pattern=DECIMAL, description=_("More than `low` where a fact is missing."), examples=["60000"]
    )
    currency: Currency | None = Field(description=_("As the source gives it; nothing is converted."))
    basis: str = Field(description=_("How the figure comes about, or why there is none."))


class Standing(BaseModel):
    """How one measure or programme stands."""

    model_config = described(_("How one measure or programme stands on the facts."))

    measure: str = Field(description=_("Slug of the measure or programme."), examples=["tsssu-original"])
    outcome: Outcome = Field(
        description=_(
            "All conditions with a rule are met; one is not; or more facts are needed. It does not say whether one can "
            "apply now."
        )
    )
    openness: Openness = Field(description=_("Whether one can apply today, as far as sources say."))
    criteria: list[Judged]
    missing_facts: list[str] = Field(
        description=_("Facts that could still decide it; empty once the outcome is settled."),
        examples=[["founder_age"]],
    )
    changes: list[WayIn] = Field(
        description=_("Of what is not eligible: at most three ways to become so, the nearest first.")
    )
    benefit: Worth


class NextQuestion(BaseModel):
    """What to ask next."""

    model_config = described(_("The fact that is most worth knowing next."))

    fact: str = Field(examples=["founder_age"])
    question: str
    settles: int = Field(description=_("How many of these measures and programmes one answer can settle."))


class Answer(BaseModel):
    """The answer."""

    model_config = described(_("How measures and programmes stand on some facts."))

    results: list[Standing] = Field(
        description=_("In the order of `measures`, else in that of the catalogue.")
    )
    next_question: NextQuestion | None = Field(description=_("Null when no answer would settle more."))
