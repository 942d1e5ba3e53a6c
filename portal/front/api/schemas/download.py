"""The whole catalogue in one file."""

from datetime import date, datetime

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, Field

from .common import Language, Texts, described
from .entries import Incubator, Measure, Platform, Programme, Space, Story
from .lists import Fact, Licence

AnyEntry = (
    Measure[Texts] | Programme[Texts] | Incubator[Texts] | Space[Texts] | Platform[Texts] | Story[Texts]
)


class CatalogueFile(BaseModel):
    """The JSON download."""

    model_config = described(_("Every public entry, whole, with its texts in all three languages."))

    title: str
    source: str = Field(description=_("Where the file comes from."))
    licence: Licence
    generated_at: datetime
    as_of: date = Field(description=_("The day in Hong Kong for which `state` holds."))
    languages: list[Language]
    facts: list[Fact[Texts]] = Field(description=_("What the rules ask about."))
    entries: list[AnyEntry] = Field(description=_("By kind, then in the order in which they were added."))
