"""What the answers of several endpoints share.

Texts of the catalogue are of type T: one string in the language asked for, or all three in the download. So each kind
of entry is described once. Descriptions are in the OpenAPI document, in three languages: `document.py` translates them.
"""

from typing import Any, Generic, Literal, TypeVar

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, ConfigDict, Field

from portal.catalogue.enums import Kind

T = TypeVar("T")

Language = Literal["en", "zh-hant", "zh-hans"]
#: A number that must not lose its last digit on the way: never a binary fraction.
DECIMAL = r"^\d+(\.\d+)?$"
#: A day, a month or a year: as precise as the source is.
PARTIAL_DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"


def described(text: str, **more: Any) -> ConfigDict:
    """Model settings that give its schema a description in the place of the docstring."""
    return ConfigDict(
        populate_by_name=True, serialize_by_alias=True, json_schema_extra={"description": text, **more}
    )


class InThree(BaseModel, Generic[T]):
    """A schema that exists twice: with texts in one language, and with all three."""

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """`Measure` in one language, `MeasureInThree` in all."""
        return cls.__name__ if params[0] is str else f"{cls.__name__}InThree"


class Texts(BaseModel):
    """One text in all three languages."""

    model_config = described(_("One text in all three languages; null where a language has none."))

    en: str | None
    zh_hant: str | None = Field(alias="zh-hant")
    zh_hans: str | None = Field(alias="zh-hans")


class PageUrls(BaseModel):
    """The pages for people."""

    model_config = described(_("The page for people, in each language."))

    en: str
    zh_hant: str = Field(alias="zh-hant")
    zh_hans: str = Field(alias="zh-hans")


class Coded(InThree[T], Generic[T]):
    """A code of one of the lists, with its name."""

    model_config = described(_("A code with its name."))

    code: str = Field(description=_("Stable; filters take it."), examples=["futian"])
    name: T


class Source(BaseModel):
    """A published text."""

    model_config = described(
        _("A published text that the entry relies on. Titles stay in their own language.")
    )

    title: str
    publisher: str
    url: str | None = Field(description=_("Null where the source has no public link."))
    published: str | None = Field(
        description=_(
            "A year, month or day (2023, 2023-09 or 2023-09-12); null where the source carries none."
        ),
        examples=["2023-09"],
    )


class Reference(InThree[T], Generic[T]):
    """Another entry, named."""

    model_config = described(_("Another entry. Its slug and address are null while it is not public."))

    kind: Kind
    slug: str | None
    name: T
    api_url: str | None


class Localised(BaseModel):
    """What only an answer in one language has."""

    lang: Language = Field(description=_("The language asked for."))
    page_url: str = Field(description=_("The page for people in this language: the address to link to."))
    fallback_texts: dict[str, Language] = Field(
        description=_(
            "Texts that do not exist in the language asked for and are given in another: JSON Pointer (RFC 6901) "
            "inside this object to language. Empty as a rule."
        ),
        examples=[{"/caveat": "en"}],
    )
