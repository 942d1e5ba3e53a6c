"""From an entry to its rows in the index."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha1
from typing import Any
from unicodedata import normalize

from portal.catalogue.enums import Kind
from portal.catalogue.models import Area, Category, Entry, EntryIndex, EntryTokens, FacetProfile, Sector
from portal.catalogue.openness import FAR, phases_of
from portal.catalogue.selectors import ANY_SECTOR
from portal.catalogue.windows import last_day

from .particulars import Particulars, in_all_languages, names_in_all_languages
from .sounds import pinyin_key, sounds_of
from .text import name_key
from .tokens import analyse, joined


@dataclass(frozen=True, slots=True)
class Lists:
    """Names of codes in all languages, by code."""

    areas: dict[str, list[str]]
    sectors: dict[str, list[str]]
    categories: dict[str, list[str]]


def load_lists() -> Lists:
    """Three queries."""
    names = [
        {row.code: list(in_all_languages(row, "name")) for row in model.objects.all()}
        for model in (Area, Sector, Category)
    ]
    return Lists(*names)


@cache
def kind_names(kind: str) -> tuple[str, ...]:
    """A kind's name in every language."""
    return tuple(names_in_all_languages(lambda: Kind(kind).label))


def profile_of(entry: Entry, sectors: list[str], own: Particulars) -> FacetProfile:
    """The unsaved profile of an entry."""
    fields = {
        "kind": entry.kind,
        "area": entry.area_id,
        "category": entry.category_id or "",
        "instrument": own.instrument,
        "sectors": sorted(sectors),
        "stages": sorted(own.stages),
    }
    key = sha1(json.dumps(fields).encode(), usedforsecurity=False).hexdigest()
    return FacetProfile(key=key, **fields)


def index_row(entry: Any, profile: FacetProfile, own: Particulars, lists: Lists) -> EntryIndex:
    """What the entry is filtered and sorted by. The profile has been saved."""
    last = last_day(entry)
    return EntryIndex(
        entry_id=entry.pk,
        profile_id=profile.pk,
        **asdict(phases_of(entry)),
        age=FAR - entry.as_of.toordinal() if entry.as_of else FAR,
        last_day=last.toordinal() if last else FAR,
        worth=-int(own.worth or 0),
        breadth=len(lists.sectors) if ANY_SECTOR in profile.sectors else len(profile.sectors),
        key_en=name_key(entry.name_en or ""),
        key_zh_hant=name_key(entry.name_zh_hant or ""),
        key_zh_hans=name_key(entry.name_zh_hans or ""),
        # By code point, which is by radical and strokes: the order of dictionaries in Hong Kong.
        sort_zh_hant=normalize("NFKC", entry.name_zh_hant or "").casefold().encode()[:240],
        sort_zh_hans=pinyin_key(entry.name_zh_hans or ""),
    )


@dataclass(frozen=True, slots=True)
class Document:
    """What an entry is found by."""

    tokens: EntryTokens
    #: Latin words as written, of its name (and how that sounds) and of the rest.
    named: frozenset[str]
    words: frozenset[str]


def document_of(
    entry: Any, profile: FacetProfile, sectors: Iterable[str], own: Particulars, lists: Lists
) -> Document:
    """The texts of an entry, best places first, as the index keeps them. The profile has been saved."""
    names = in_all_languages(entry, "name")
    sounds = sounds_of(entry.name_zh_hant or "", entry.name_zh_hans or "")
    labels = [
        *kind_names(entry.kind),
        *lists.areas.get(entry.area_id, ()),
        *(lists.categories.get(entry.category_id, ()) if entry.category_id else ()),
        *(name for code in sectors for name in lists.sectors.get(code, ())),
        *own.labels,
    ]
    summary = in_all_languages(entry, "summary")
    details = [*in_all_languages(entry, "caveat"), *own.details, entry.slug.replace("-", " ")]
    tokens = EntryTokens(
        index_id=entry.pk,
        profile_id=profile.pk,
        **asdict(phases_of(entry)),
        names=joined(names),
        sounds=" ".join(sounds),
        labels=joined(labels),
        summary=joined(summary),
        details=joined(details),
    )
    # Longer runs of sounds are many and hardly ever what was meant by a slip.
    pairs_heard = (token for token, syllables in sounds.items() if syllables == 2)
    return Document(tokens, words_of(names).union(pairs_heard), words_of([*labels, *summary, *details]))


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """The different Latin words of some texts."""
    return frozenset(word for text in texts for word in analyse(text).words)
