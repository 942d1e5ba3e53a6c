"""The whole catalogue, and its JSON file: made while it is sent, so that memory holds one batch of entries."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from portal.catalogue.enums import Kind
from portal.kernel.addresses import absolute
from portal.kernel.clock import today
from portal.kernel.languages import CODES

from .codes import asked_facts, licence_terms
from .kinds import TELL
from .reading import whole_entries
from .schemas.common import Texts
from .schemas.download import CatalogueFile
from .schemas.entries import Incubator, Measure, Platform, Programme, Space, Story
from .voices import AllLanguages

BATCH = 100
SCHEMAS: dict[str, Any] = {
    Kind.MEASURE: Measure[Texts],
    Kind.PROGRAMME: Programme[Texts],
    Kind.INCUBATOR: Incubator[Texts],
    Kind.SPACE: Space[Texts],
    Kind.PLATFORM: Platform[Texts],
    Kind.STORY: Story[Texts],
}


def whole_catalogue(now: datetime) -> Iterator[Any]:
    """Every public entry in all languages, kind by kind, in the order in which they were added."""
    voice = AllLanguages()
    for kind in Kind:
        last = 0
        while batch := list(whole_entries(kind).filter(pk__gt=last)[:BATCH]):
            for row in batch:
                yield SCHEMAS[kind].model_validate(TELL[kind](row, voice, now))
            last = batch[-1].pk


def as_json(now: datetime) -> Iterator[str]:
    """The JSON file, in pieces. Runs in the language that was active when it was asked for."""
    frame = CatalogueFile.model_validate(
        {
            "title": gettext("Hetao Launchpad: catalogue"),
            "source": absolute("/"),
            "licence": licence_terms(),
            "generated_at": now,
            "as_of": today(),
            "languages": list(CODES),
            "facts": asked_facts(AllLanguages()),
            "entries": [],
        }
    )
    # The frame ends with its empty list of entries: they go in between.
    opening = frame.model_dump_json(by_alias=True).removesuffix("]}")
    return pieces_of(opening, now)


def pieces_of(opening: str, now: datetime) -> Iterator[str]:
    yield opening
    for count, entry in enumerate(whole_catalogue(now)):
        yield ("," if count else "") + "\n" + entry.model_dump_json(by_alias=True)
    yield "\n]}\n"
