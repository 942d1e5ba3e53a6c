"""Bringing the texts of consents in line with their file: all of it or, if anything is wrong, nothing.

A published text is never changed, so the file may only add numbers, or finish a text that nobody has published.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from accounts.models import ConsentText
from accounts.services.consents import MARKS
from portal.kernel.languages import ENGLISH, SUFFIXES

from .checking import check_values
from .faults import CatalogueFaults, Faults
from .lists import check_model, close_import
from .reading import read_file
from .shape import OWN_CATALOGUE, check_shape

OWN_TEXTS = OWN_CATALOGUE.parent / "consent_texts.yaml"
LANGUAGES = tuple(SUFFIXES.values())
TEXTS = ("title", "body")
COLUMNS = tuple(f"{field}_{language}" for field in TEXTS for language in LANGUAGES)
#: What the file calls a column, for messages.
LABELS = {f"{field}_{language}": f"{field}.{language}" for field in TEXTS for language in LANGUAGES}
ACTIONS = ("created", "changed", "removed")


@dataclass(slots=True)
class Outcome:
    """What an import did, by purpose and number."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    #: Texts that the file does not hold and that stay.
    elsewhere: list[str] = field(default_factory=list)


def import_consents(
    path: Path = OWN_TEXTS, *, dry_run: bool = False, prune: bool = False, actor=None
) -> Outcome:
    """Publish the texts of a file that are new. prune: remove drafts that the file does not hold.

    dry_run: change nothing and say what would happen. Raises CatalogueFaults, with every fault, and changes nothing:
    also where the file has other words than a text that is published.
    """
    faults = Faults()
    rows = read_file(path, path.name, faults)
    with override(ENGLISH), transaction.atomic():
        held = {code_of(text): text for text in ConsentText.objects.select_for_update()}
        found = [text_of(row, number, path.name, faults) for number, row in enumerate(rows, 1)]
        texts = [text for text in found if text]
        check_codes(texts, held, path.name, faults)
        if faults:
            raise CatalogueFaults(faults)
        outcome = write(texts, held, prune=prune)
        close_import(
            outcome,
            ACTIONS,
            name="consent-text.import",
            model=ConsentText,
            file=path.name,
            actor=actor,
            dry_run=dry_run,
        )
    return outcome


def code_of(text: ConsentText) -> str:
    return f"{text.purpose} {text.number}"


def text_of(row: Any, number: int, file: str, faults: Faults) -> ConsentText | None:
    """The text that a row of the file describes, not saved; None with its faults."""
    name, before = f"#{number}", len(faults)
    check_shape(row, "consentText", file, name, faults)
    check_values(row, file, name, faults)
    if len(faults) > before:
        return None
    text = ConsentText(purpose=row["purpose"], number=row["number"])
    for language in LANGUAGES:
        for part in TEXTS:
            setattr(text, f"{part}_{language}", row[part][language])
        for mark in MARKS:
            if mark not in row["body"][language]:
                faults.add(file, code_of(text), f"body.{language}", f"{mark} is missing")
    check_model(text, LABELS, "", file, code_of(text), faults)
    return text


def check_codes(texts: list[ConsentText], held: dict[str, ConsentText], file: str, faults: Faults) -> None:
    """A purpose has each number once, and a published text keeps its words."""
    codes = [code_of(text) for text in texts]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        faults.add(file, code, "number", "given twice")
    for text in texts:
        old = held.get(code_of(text))
        if old is not None and old.published_at is not None and words_of(old) != words_of(text):
            faults.add(
                file, code_of(text), "body", "is published with other words; give new words the next number"
            )


def write(texts: list[ConsentText], held: dict[str, ConsentText], *, prune: bool) -> Outcome:
    """Save what differs from the database. Runs in the caller's transaction."""
    outcome = Outcome()
    for text in texts:
        old = held.pop(code_of(text), None)
        if old is not None and old.published_at is not None:
            outcome.unchanged += 1
            continue
        saved = old or text
        for column, words in words_of(text).items():
            setattr(saved, column, words)
        saved.published_at = timezone.now()
        saved.save()
        (outcome.changed if old else outcome.created).append(code_of(text))
    drafts = [text for text in held.values() if prune and text.published_at is None]
    for draft in drafts:
        draft.delete()
    outcome.removed = sorted(code_of(draft) for draft in drafts)
    outcome.elsewhere = sorted(set(held) - set(outcome.removed))
    return outcome


def words_of(text: ConsentText) -> dict[str, str]:
    return {column: getattr(text, column) for column in COLUMNS}


def is_empty() -> bool:
    """Whether no text was ever imported or written."""
    return not ConsentText.objects.exists()
