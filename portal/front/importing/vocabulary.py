"""Bringing the vocabulary in line with its file: all of it or, if anything is wrong, nothing.

Beside the catalogue's import: it reads and checks files in the same way, but terms are few and stand alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import override

from portal.catalogue.models import Term
from portal.catalogue.terms import SIDES, TEXTS, columns, shared_words
from portal.catalogue.vocabulary import groups
from portal.kernel.languages import ENGLISH, SUFFIXES

from .checking import check_values
from .faults import CatalogueFaults, Faults
from .lists import check_model, close_import
from .reading import name_of, read_file
from .shape import OWN_CATALOGUE, check_shape
from .sources import saved, source_of

OWN_VOCABULARY = OWN_CATALOGUE.parent / "vocabulary.yaml"
LANGUAGES = tuple(SUFFIXES.values())
SOURCES = tuple(f"{side}_source" for side in SIDES)
COLUMNS = ("kind", "topic", "position", *columns([*TEXTS, "words"]), *SOURCES)
#: What the file calls a column, for messages.
LABELS = {
    f"{field}_{language}": f"{field.replace('_name', '.name').replace('_text', '.text')}.{language}"
    for field in (*TEXTS, "words")
    for language in LANGUAGES
}


@dataclass(slots=True)
class Outcome:
    """What an import did, by code, and what an editor may want to look at."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    #: Terms that the file does not hold and that stay.
    elsewhere: list[str] = field(default_factory=list)
    #: Word to the codes of all terms that have it.
    shared: dict[str, list[str]] = field(default_factory=dict)


def import_vocabulary(
    path: Path = OWN_VOCABULARY, *, dry_run: bool = False, prune: bool = False, actor=None
) -> Outcome:
    """Create and change terms after a file; terms that it does not hold stay, unless `prune` removes them.

    dry_run: change nothing and say what would happen. Raises CatalogueFaults, with every fault, and changes nothing.
    """
    faults = Faults()
    rows = read_file(path, path.name, faults)
    with override(ENGLISH), transaction.atomic():
        terms = [term_of(row, number, path.name, faults) for number, row in enumerate(rows)]
        check_codes(rows, path.name, faults)
        if faults:
            raise CatalogueFaults(faults)
        outcome = write([term for term in terms if term], prune=prune)
        close_import(
            outcome,
            ACTIONS,
            name="vocabulary.import",
            model=Term,
            file=path.name,
            actor=actor,
            dry_run=dry_run,
        )
    return outcome


ACTIONS = ("created", "changed", "removed")


def check_codes(rows: Iterable[Any], file: str, faults: Faults) -> None:
    """A code stands once."""
    codes = [row["code"] for row in rows if isinstance(row, dict) and isinstance(row.get("code"), str)]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        faults.add(file, code, "code", "given twice")


def term_of(row: Any, number: int, file: str, faults: Faults) -> Term | None:
    """The term that a row of the file describes, not saved, with sources not saved either; None with its faults."""
    slug, before = name_of(row, "code", number + 1), len(faults)
    check_shape(row, "term", file, slug, faults)
    check_values(row, file, slug, faults)
    if len(faults) > before:
        return None
    term = Term(code=row["code"], kind=row["kind"], topic=row.get("topic", ""), position=number)
    for language in LANGUAGES:
        setattr(term, f"words_{language}", "\n".join(row["words"][language]))
        for side in SIDES:
            for part in ("name", "text"):
                text = row.get(side, {}).get(part, {}).get(language, "")
                setattr(term, f"{side}_{part}_{language}", text)
    cited = {side: row.get(side, {}).get("source") for side in SIDES}
    sources = {side: said and source_of(said) for side, said in cited.items()}
    for side, source in sources.items():
        setattr(term, f"{side}_source", source)
        if source:
            check_model(source, LABELS, f"{side}.source.", file, slug, faults)
    check_model(term, LABELS, "", file, slug, faults)
    return term


def write(terms: list[Term], *, prune: bool) -> Outcome:
    """Save what differs from the database. Runs in the caller's transaction."""
    outcome = Outcome()
    held = {term.code: term for term in Term.objects.select_for_update()}
    for term in terms:
        for name in SOURCES:
            source = getattr(term, name)
            setattr(term, name, source and saved(source))
        old = held.pop(term.code, None)
        if old is None:
            term.save(force_insert=True)
            outcome.created.append(term.code)
        elif values_of(old) != values_of(term):
            term.save(force_update=True)
            outcome.changed.append(term.code)
        else:
            outcome.unchanged += 1
    if prune:
        Term.objects.filter(code__in=held).delete()
        outcome.removed = sorted(held)
    else:
        outcome.elsewhere = sorted(held)
    outcome.shared = shared_words({group.code: group.words for group in groups()})
    return outcome


def values_of(term: Term) -> dict[str, Any]:
    return {name: getattr(term, f"{name}_id" if name in SOURCES else name) or "" for name in COLUMNS}


def is_empty() -> bool:
    """Whether no term was ever imported or written."""
    return not Term.objects.exists()
