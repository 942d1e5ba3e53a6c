"""What each of the six kinds tells beyond what all share. Nothing here asks the database."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from portal.catalogue.enums import Kind
from portal.catalogue.selectors import is_public

from .serialising import (
    Fields,
    benefits,
    coded,
    criteria,
    decimal_text,
    entry_fields,
    intakes,
    reference,
)
from .voices import Voice


def measure(entry: Any, voice: Voice, now: datetime) -> Fields:
    """A measure with its version in force."""
    version = entry.current
    return {
        **entry_fields(entry, voice, now, sources=version.sources.all()),
        "authority": voice.must(version, "authority", "/authority"),
        "instrument": version.instrument,
        "stackable_note": voice.text(version, "stackable_note", "/stackable_note"),
        "version": version.number,
        "benefits": benefits(version.benefits.all(), voice),
        "criteria": criteria(version.criteria.all(), voice),
        "papers": [voice.must(row, "text", f"/papers/{i}") for i, row in enumerate(version.papers.all())],
        "intakes": intakes(entry.published_intakes, voice, now),
        "versions": [
            {
                "number": row.number,
                "published_at": row.published_at,
                "retired_at": row.retired_at,
                "as_of": row.as_of,
            }
            for row in entry.told_versions
        ],
    }


def programme(entry: Any, voice: Voice, now: datetime) -> Fields:
    """A programme with its host."""
    return {
        **entry_fields(entry, voice, now, sources=entry.sources.all()),
        "operator": voice.must(entry, "operator", "/operator"),
        "host": reference(entry.host, voice, "/host") if entry.host and is_public(entry.host) else None,
        "stages": entry.stages,
        "length_months": entry.length_months,
        "cohort_size": entry.cohort_size,
        "benefits": benefits(entry.benefits.all(), voice),
        "criteria": criteria(entry.criteria.all(), voice),
        "intakes": intakes(entry.published_intakes, voice, now),
    }


def incubator(entry: Any, voice: Voice, now: datetime) -> Fields:
    """An incubator with the programmes it runs."""
    return {
        **entry_fields(entry, voice, now, sources=entry.sources.all()),
        "operator": voice.text(entry, "operator", "/operator"),
        "address": voice.must(entry, "address", "/address"),
        "established": entry.established or None,
        "total_sqm": entry.total_sqm,
        "firms_incubated": entry.firms_incubated,
        "offers": voice.text(entry, "offers", "/offers"),
        "website": entry.website or None,
        "programmes": [
            reference(row, voice, f"/programmes/{i}") for i, row in enumerate(entry.programmes.all())
        ],
    }


def space(entry: Any, voice: Voice, now: datetime) -> Fields:
    """A place with its rent and units."""
    note = voice.text(entry, "rent_note", "/rent/note")
    rent = {
        "amount": decimal_text(entry.rent_amount),
        "currency": entry.rent_currency or None,
        "per": entry.rent_per or None,
        "note": note,
    }
    return {
        **entry_fields(entry, voice, now, sources=entry.sources.all()),
        "operator": voice.text(entry, "operator", "/operator"),
        "address": voice.must(entry, "address", "/address"),
        "space_type": entry.space_type,
        "total_sqm": entry.total_sqm,
        "rent": rent if any(rent.values()) else None,
        "amenities": voice.text(entry, "amenities", "/amenities"),
        "nearest_crossing": entry.nearest_crossing or None,
        "commissioned": entry.commissioned or None,
        "units": [unit(row) for row in entry.units.all()],
        "intakes": intakes(entry.published_intakes, voice, now),
    }


def unit(row: Any) -> Fields:
    """A unit of a place."""
    return {
        "code": row.code,
        "floor": row.floor or None,
        "area_sqm": decimal_text(row.area_sqm),
        "rent_amount": decimal_text(row.rent_amount),
        "rent_currency": row.rent_currency or None,
        "status": row.status,
        "available_from": row.available_from,
        "is_sample": row.is_sample,
    }


def platform(entry: Any, voice: Voice, now: datetime) -> Fields:
    """A technology platform."""
    return {
        **entry_fields(entry, voice, now, sources=entry.sources.all()),
        "operator": voice.text(entry, "operator", "/operator"),
        "address": voice.must(entry, "address", "/address"),
        "offers": voice.text(entry, "offers", "/offers"),
        "access": voice.text(entry, "access", "/access"),
    }


def story(entry: Any, voice: Voice, now: datetime) -> Fields:
    """A story with what the firm used."""
    return {
        **entry_fields(entry, voice, now, sources=entry.sources.all()),
        "firm": voice.text(entry, "firm", "/firm"),
        "founders_described_as": voice.text(entry, "founders_described_as", "/founders_described_as"),
        "main_sector": coded(entry.sector, voice, "/main_sector"),
        "outcome": voice.must(entry, "outcome", "/outcome"),
        "uses": [
            {
                "entry": reference(row.entry, voice, f"/uses/{i}/entry") if row.entry else None,
                "text": voice.text(row, "text", f"/uses/{i}/text"),
            }
            for i, row in enumerate(entry.uses.all())
        ],
    }


TELL: dict[str, Callable[[Any, Voice, datetime], Fields]] = {
    Kind.MEASURE: measure,
    Kind.PROGRAMME: programme,
    Kind.INCUBATOR: incubator,
    Kind.SPACE: space,
    Kind.PLATFORM: platform,
    Kind.STORY: story,
}
