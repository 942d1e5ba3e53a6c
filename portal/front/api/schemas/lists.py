"""Code lists, facts, and the answer at the root."""

from typing import Generic

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, Field

from portal.catalogue.enums import FactGroup, FactSubject, FactType
from portal.front.zones.facts import Way
from spaces.enums import Crossing

from .common import Coded, InThree, Language, PageUrls, Source, T, described


class Area(InThree[T], Generic[T]):
    """Where an entry counts."""

    model_config = described(_("An area that entries belong to."))

    code: str = Field(description=_("Stable; filters take it."), examples=["hetao"])
    name: T
    description: T | None
    page_urls: PageUrls


class Areas(BaseModel):
    """All areas."""

    model_config = described(_("All areas, in their published order."))

    lang: Language
    items: list[Area[str]]


class BoundaryCrossing(InThree[T], Generic[T]):
    """A control point between the two cities."""

    model_config = described(
        _("A control point between the two cities. Opening hours are left out: they change.")
    )

    code: Crossing
    name: T
    way: Way = Field(
        description=_("How one gets across: `rail` (and on foot), `road`, or `fast` (high-speed rail).")
    )
    where: T
    areas: list[str] = Field(description=_("Codes of the areas it is near."), examples=[["hetao", "futian"]])
    sources: list[Source]


class Crossings(BaseModel):
    """All crossings."""

    model_config = described(_("All crossings, from west to east."))

    lang: Language
    items: list[BoundaryCrossing[str]]


class Codes(BaseModel):
    """One code list."""

    model_config = described(_("One list of codes, in its published order."))

    lang: Language
    items: list[Coded[str]]


class Vocabulary(BaseModel):
    """Every closed list of the format."""

    model_config = described(
        _("Every closed list of the format: the codes that fields take, with their names.")
    )

    lang: Language
    lists: dict[str, list[Coded[str]]]


class Fact(InThree[T], Generic[T]):
    """Something a rule may ask about."""

    model_config = described(_("Something that an eligibility rule may ask about, with its question."))

    name: str = Field(examples=["firm_age_months"])
    subject: FactSubject = Field(description=_("Whom or what it is about."))
    group: FactGroup
    type: FactType
    unit: str | None = Field(
        description=_("Of whole numbers: years, months, people, %, CNY, HKD, sqm or patents.")
    )
    min: int | None
    max: int | None
    choices: list[Coded[T]] = Field(description=_("The codes a choice may take; empty for other types."))
    question: T
    help: T | None


class Facts(BaseModel):
    """The fact registry."""

    model_config = described(_("All facts, in the order in which the questions are asked."))

    lang: Language
    items: list[Fact[str]]


class Licence(BaseModel):
    """Terms of use."""

    model_config = described(_("The terms of use."))

    name: str
    spdx: str = Field(description=_("Its SPDX identifier."))
    url: str
    attribution: str = Field(description=_("Whom to name."))
    note: str


class Root(BaseModel):
    """Where everything is."""

    model_config = described(_("Where everything is."))

    title: str
    version: str
    licence: Licence
    links: dict[str, str] = Field(description=_("Addresses by name."))
    page_urls: PageUrls
