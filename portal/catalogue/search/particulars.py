"""What each kind of entry adds to its index beyond what all share.

The rooms above say it, each in a module named `particulars` that is found when the apps are ready: so the catalogue
indexes an entry of any kind without importing what stands above it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import override

from portal.kernel.languages import CODES, SUFFIXES


@dataclass(slots=True)
class Particulars:
    #: Who runs or issues it, and the names of its codes: found like the labels that all entries have.
    labels: list[str] = field(default_factory=list)
    #: Everything else worth finding it by.
    details: list[str] = field(default_factory=list)
    #: Codes for the facets.
    instrument: str = ""
    stages: Sequence[str] = ()
    #: The largest sum or cap in its own currency; None where there is none.
    worth: Decimal | None = None


#: Ids of entries of one kind -> what each adds. A bounded number of queries however many ids.
Reader = Callable[[Sequence[int]], Mapping[int, Particulars]]

READERS: dict[str, Reader] = {}


def register(kind: str) -> Callable[[Reader], Reader]:
    """Decorate the function that reads the particulars of one kind."""

    def remember(reader: Reader) -> Reader:
        READERS[kind] = reader
        return reader

    return remember


def in_all_languages(row, *fields: str) -> Iterable[str]:
    """The texts of translated fields of a row, in every language that has one."""
    texts = (getattr(row, f"{field}_{suffix}") for field in fields for suffix in SUFFIXES.values())
    return [text for text in texts if text]


def names_in_all_languages(label: Callable) -> list[str]:
    """What a function that gives a translated label says in every language."""
    names = []
    for language in CODES:
        with override(language):
            names.append(str(label()))
    return names
