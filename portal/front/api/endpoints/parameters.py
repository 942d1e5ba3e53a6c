"""Parameters that endpoints share, and those of the catalogue's filters for the document."""

from typing import Any

from django.utils.translation import gettext_noop as _
from django_filters import MultipleChoiceFilter
from ninja import Schema
from pydantic import Field

from portal.catalogue.wording import MAX_QUERY
from portal.front.api.schemas.common import Language
from portal.front.filters import MOST, CatalogueFilter
from portal.front.needs import needs

MOST_PER_PAGE = 100


class InLanguage(Schema):
    """What every endpoint takes."""

    lang: Language = Field(
        "en",
        description=_(
            "Language of texts and problems; `en` if left out. A text that lacks it falls back, and says so."
        ),
    )


class Paged(InLanguage):
    """What lists take beside their filters."""

    limit: int = Field(
        20, ge=1, le=MOST_PER_PAGE, description=_("Most entries on a page, 1 to 100; 20 if left out.")
    )
    cursor: str | None = Field(
        None, description=_("Where to go on: take it from the last answer's `next`, unchanged.")
    )


class InAnyLanguage(Schema):
    """For addresses that send people on to a page."""

    lang: Language | None = None


#: Filter -> what it does. Filters without an entry here are told by their label.
MEANINGS = {
    "need": _("What somebody needs, as on the home page."),
    "kind": _("Kinds of entry."),
    "open": _(
        "How things stand today. Kinds without a window have no such state, so this leaves them out. Without it, and "
        "without `ended`, what is closed or has ended is left out."
    ),
    "area": _("Codes of areas: see `/areas/`."),
    "side": _("Side of the river; what is on both is on either."),
    "category": _("Codes of what measures help with: see `/categories/`."),
    "sector": _("Codes of fields: see `/sectors/`. Entries for every field are found by each of them."),
    "instrument": _("Kinds of support."),
    "stage": _("Stages of a firm that programmes take."),
    "closing_before": _("Only what ends before this day (2026-11-30)."),
    "amount": _("Only what gives at least so much, each sum in its own currency: nothing is converted."),
    "q": _("Words in any of the three languages, in either Chinese script, in pinyin or jyutping."),
    "ended": _("`1`: what is closed or has ended too."),
    "sort": _("Order. Without it: best match where there are words, else newest information."),
}
EXAMPLES = {
    "q": "rent",
    "area": ["hetao"],
    "category": ["rent"],
    "sector": ["ai"],
    "closing_before": "2026-12-31",
    "amount": 100000,
}


def filter_parameters(*, without: str = "") -> list[dict[str, Any]]:
    """The catalogue's filters as parameters of an OpenAPI document: whatever the page understands stands here."""
    return [
        parameter_of(name, field) for name, field in CatalogueFilter.base_filters.items() if name != without
    ]


def parameter_of(name: str, field: Any) -> dict[str, Any]:
    """One filter. Those with several values may be repeated."""
    one = schema_of(name, field)
    several = isinstance(field, MultipleChoiceFilter)
    said: dict[str, Any] = {
        "in": "query",
        "name": name,
        "required": False,
        "description": MEANINGS.get(name, str(field.label)),
        "schema": {"type": "array", "items": one} if several else one,
    }
    if several:
        said |= {"style": "form", "explode": True}
    if name in EXAMPLES:
        said["example"] = EXAMPLES[name]
    return said


def schema_of(name: str, field: Any) -> dict[str, Any]:
    """What one value of a filter may be. Codes that editors may add to are not listed."""
    if name == "need":
        return {"type": "string", "enum": [need.code for need in needs()]}
    if choices := field.extra.get("choices"):
        return {"type": "string", "enum": [str(value) for value, _label in choices]}
    if name == "closing_before":
        return {"type": "string", "format": "date"}
    if name == "amount":
        return {"type": "integer", "minimum": 1, "maximum": MOST}
    if name == "q":
        return {"type": "string", "maxLength": MAX_QUERY}
    return {"type": "string"}
