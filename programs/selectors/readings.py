"""Which readings of benefits belong to words that are no longer there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from portal.kernel.languages import ENGLISH
from programs.eligibility.readings import said
from programs.models import MeasureVersion, Programme

from .schemes import current_schemes


def lapsed_in(row: MeasureVersion | Programme) -> list[str]:
    """The words of this entry's readings that none of its benefits has. One query, two of a measure."""
    slug = row.measure.slug if isinstance(row, MeasureVersion) else row.slug
    return without(words_read().get(slug, ()), row.benefits.values_list("text_en", flat=True))


def lapsed_in_catalogue() -> Mapping[str, list[str]]:
    """The same by slug for the public catalogue, also of entries that it has no longer. As `current_schemes`."""
    schemes = current_schemes()
    found = {}
    for slug, read in words_read().items():
        tiers = schemes[slug].tiers if slug in schemes else ()
        found[slug] = without(read, (tier.text.get(ENGLISH, "") for tier in tiers))
    return {slug: words for slug, words in sorted(found.items()) if words}


def words_read() -> Mapping[str, list[str]]:
    """The English words that there are readings of, by the entry's slug."""
    found: dict[str, list[str]] = defaultdict(list)
    for slug, text in said()[0]:
        found[slug].append(text)
    return found


def without(read: Iterable[str], there: Iterable[str]) -> list[str]:
    there = set(there)
    return [text for text in read if text not in there]
