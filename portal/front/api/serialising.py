"""From rows to what the schemas describe. Nothing here asks the database."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from portal.catalogue.enums import Openness
from portal.catalogue.models import Entry, Fact
from portal.catalogue.selectors import is_public
from programs.models import Benefit, Intake

from .addresses import api_url, page_urls
from .voices import OneLanguage, Voice

Fields = dict[str, Any]


def decimal_text(number: Decimal | None) -> str | None:
    """Exact, without an exponent and needless zeros: 0.5, 1000000."""
    if number is None:
        return None
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def coded(row: Any, voice: Voice, at: str) -> Fields:
    """A row of a code list."""
    return {"code": row.code, "name": voice.must(row, "name", f"{at}/name")}


def source_fields(row: Any) -> Fields:
    """A cited text."""
    return {
        "title": row.title,
        "publisher": row.publisher,
        "url": row.url or None,
        "published": row.published or None,
    }


def reference(entry: Entry, voice: Voice, at: str) -> Fields:
    """Another entry: its name always, the way to it only while it is public."""
    open_to_all = is_public(entry)
    return {
        "kind": entry.kind,
        "slug": entry.slug if open_to_all else None,
        "name": voice.must(entry, "name", f"{at}/name"),
        "api_url": api_url(entry.kind, entry.slug) if open_to_all else None,
    }


def head(entry: Any, voice: Voice, *, state: str, sources: Iterable[Any]) -> Fields:
    """What every entry has, in lists too."""
    category = entry.category
    return {
        "kind": entry.kind,
        "slug": entry.slug,
        "name": voice.must(entry, "name", "/name"),
        "summary": voice.must(entry, "summary", "/summary"),
        "area": coded(entry.area, voice, "/area"),
        "category": coded(category, voice, "/category") if category else None,
        "sectors": [coded(row, voice, f"/sectors/{i}") for i, row in enumerate(entry.sectors.all())],
        "state": state or None,
        "status": entry.status or None,
        "effective_from": entry.effective_from,
        "effective_to": entry.effective_to,
        "opens": entry.opens,
        "closes": entry.closes,
        "rolling": entry.rolling,
        "as_of": entry.as_of,
        "confidence": entry.confidence,
        "is_sample": entry.is_sample,
        "sources": [source_fields(row) for row in sources],
        "updated_at": entry.updated_at,
        "api_url": api_url(entry.kind, entry.slug),
        "page_urls": page_urls(entry.kind, entry.slug),
    }


def localised(fields: Fields, voice: OneLanguage) -> Fields:
    """What an answer in one language says about its language. Comes last: only then are the fallbacks known."""
    return {
        **fields,
        "lang": voice.language,
        "page_url": fields["page_urls"][voice.language],
        "fallback_texts": voice.fallbacks,
    }


def entry_fields(entry: Any, voice: Voice, now: datetime, *, sources: Iterable[Any]) -> Fields:
    """What every whole entry has."""
    intakes = getattr(entry, "published_intakes", [])
    state = Openness.OPEN if any(row.is_open(now) for row in intakes) else entry.openness
    return {
        **head(entry, voice, state=state, sources=sources),
        "caveat": voice.text(entry, "caveat", "/caveat"),
        "relations": relations(entry, voice),
        "changes": [
            {"at": row.at, "what": row.what, "fields": row.fields, "version": row.version}
            for row in entry.history
        ],
    }


def relations(entry: Any, voice: Voice) -> list[Fields]:
    """What it can and cannot be used with, told from either side; entries that are not public are left out."""
    sides = [(row, row.other) for row in entry.relations.all()]
    sides += [(row, row.entry) for row in entry.relations_of_others.all()]
    return [
        {
            "kind": row.kind,
            "entry": reference(other, voice, f"/relations/{i}/entry"),
            "note": voice.text(row, "note", f"/relations/{i}/note"),
        }
        for i, (row, other) in enumerate((row, other) for row, other in sides if is_public(other))
    ]


def benefits(rows: Iterable[Benefit], voice: Voice) -> list[Fields]:
    """Tiers in their order."""
    return [
        {
            "text": voice.must(row, "text", f"/benefits/{i}/text"),
            "rate": decimal_text(row.rate),
            "amount": decimal_text(row.amount),
            "cap": decimal_text(row.cap),
            "currency": row.currency or None,
            "per": row.per or None,
            "months": row.months,
            "rule": row.rule,
        }
        for i, row in enumerate(rows)
    ]


def criteria(rows: Iterable[Any], voice: Voice) -> list[Fields]:
    """Conditions in their order."""
    return [
        {"text": voice.must(row, "text", f"/criteria/{i}/text"), "rule": row.rule}
        for i, row in enumerate(rows)
    ]


def intake_state(intake: Intake, now: datetime) -> str:
    """open, later or closed."""
    if intake.opens_at > now:
        return "later"
    return "open" if intake.is_open(now) else "closed"


def intakes(rows: Iterable[Intake], voice: Voice, now: datetime) -> list[Fields]:
    """Published windows on this portal."""
    return [
        {
            "code": row.code,
            "title": voice.must(row, "title", f"/intakes/{i}/title"),
            "receiving_body": voice.must(row, "receiving_body", f"/intakes/{i}/receiving_body"),
            "introduction": voice.text(row, "introduction", f"/intakes/{i}/introduction"),
            "opens_at": row.opens_at,
            "closes_at": row.closes_at,
            "state": intake_state(row, now),
            "is_sample": row.is_sample,
            "apply_url": page_urls("apply", row.code)[voice.language],
        }
        for i, row in enumerate(rows)
    ]


def fact_fields(fact: Fact, voice: Voice, at: str) -> Fields:
    """Something a rule may ask about."""
    return {
        "name": fact.name,
        "subject": fact.subject,
        "group": fact.group,
        "type": fact.type,
        "unit": fact.unit or None,
        "min": fact.min,
        "max": fact.max,
        "choices": [
            {"code": choice["code"], "name": voice.must(choice["label"], "", f"{at}/choices/{i}/name")}
            for i, choice in enumerate(fact.choices)
        ],
        "question": voice.must(fact, "question", f"{at}/question"),
        "help": voice.text(fact, "help", f"{at}/help"),
    }
