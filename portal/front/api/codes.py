"""Code lists and facts: the words that entries and rules are written in."""

from typing import Any

from django.db.models import TextChoices

from portal.catalogue.enums import (
    ChangeKind,
    Confidence,
    Currency,
    FactGroup,
    FactSubject,
    FactType,
    Kind,
    Openness,
    RelationKind,
    Status,
)
from portal.catalogue.models import Area, Fact
from portal.front import licence
from portal.front.zones.facts import CROSSINGS, NEAR, Way
from portal.kernel.languages import current
from programs.enums import BenefitPer, Instrument, Stage
from spaces.enums import Crossing, RentPer, SpaceType, UnitStatus

from .addresses import page_urls
from .schemas.lists import Areas, Codes, Crossings, Facts, Licence, Vocabulary
from .serialising import coded, fact_fields, source_fields
from .voices import OneLanguage, Voice

#: Field -> its closed list.
LISTS: dict[str, type[TextChoices]] = {
    "kind": Kind,
    "state": Openness,
    "status": Status,
    "confidence": Confidence,
    "instrument": Instrument,
    "stage": Stage,
    "per": BenefitPer,
    "currency": Currency,
    "space_type": SpaceType,
    "nearest_crossing": Crossing,
    "relation": RelationKind,
    "way": Way,
    "rent_per": RentPer,
    "unit_status": UnitStatus,
    "change": ChangeKind,
    "fact_type": FactType,
    "fact_subject": FactSubject,
    "fact_group": FactGroup,
}


def licence_terms() -> Licence:
    """The licence in the active language."""
    return Licence(
        name=licence.NAME,
        spdx=licence.SPDX,
        url=licence.URL,
        attribution=licence.ATTRIBUTION,
        note=str(licence.NOTE),
    )


def areas() -> Areas:
    """Every area."""
    voice = OneLanguage()
    items = [
        {
            **coded(row, voice, ""),
            "description": voice.text(row, "description", ""),
            "page_urls": page_urls("zone", row.code),
        }
        for row in Area.objects.all()
    ]
    return Areas.model_validate({"lang": current(), "items": items})


def crossings() -> Crossings:
    """Every crossing, from west to east."""
    items = [
        {
            "code": known.crossing,
            "name": str(known.crossing.label),
            "way": known.way,
            "where": str(known.where),
            "areas": [code for code, near in NEAR.items() if known.crossing in near.crossings],
            "sources": [source_fields(source) for source in known.sources],
        }
        for known in CROSSINGS
    ]
    return Crossings.model_validate({"lang": current(), "items": items})


def codes(model: Any) -> Codes:
    """Every row of a code list."""
    voice = OneLanguage()
    items = [coded(row, voice, "") for row in model.objects.all()]
    return Codes.model_validate({"lang": current(), "items": items})


def vocabulary() -> Vocabulary:
    """Every closed list."""
    lists = {
        name: [{"code": choice.value, "name": str(choice.label)} for choice in choices]
        for name, choices in LISTS.items()
    }
    return Vocabulary.model_validate({"lang": current(), "lists": lists})


def asked_facts(voice: Voice) -> list[dict[str, Any]]:
    """Every fact that is still asked, in order. One query."""
    return [fact_fields(row, voice, "") for row in Fact.objects.filter(archived_at=None)]


def facts() -> Facts:
    """The fact registry."""
    return Facts.model_validate({"lang": current(), "items": asked_facts(OneLanguage())})
