"""Rows of lists as HTML, kept while they stay true: most searches show entries that another one has shown before.

A row says the same to every reader of a language. What is a reader's own (the shortlist's button) stands outside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import caches
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from portal.kernel.clock import today
from portal.kernel.languages import current
from portal.kernel.release import release

from .listing import Search
from .loading import rows_of
from .row_html import row_html
from .rows import Row
from .shortlist import Holding

CACHE = "rows"
BUTTON = "front/shortlist/button.html"


@dataclass(frozen=True, slots=True)
class Fragment:
    """One row, and what the button beside it has to know."""

    slug: str
    name: str
    url: str
    html: SafeString
    #: The button of a reader who has not put it aside.
    button: SafeString


def fragments_of(keys: Sequence[int], found: Search) -> list[Fragment]:
    """The rows of entries given by id, in order; no query for those that are kept.

    The catalogue's revision, the day and the intake are part of the key, for a row shows what they decide.
    """
    cache = caches[CACHE]
    prefix = f"row:{release()}:{found.revision}:{current()}:{today():%y%j}"
    names = {pk: f"{prefix}:{pk}:{intake_mark(found, pk)}" for pk in keys}
    kept = cache.get_many(names.values())
    missing = [pk for pk in keys if names[pk] not in kept]
    if missing:
        fresh = {names[row.entry.pk]: parts_of(row) for row in rows_of(missing, found)}
        cache.set_many(fresh)
        kept |= fresh
    # Rendered by our own templates, which escape what they print.
    return [
        Fragment(slug, name, url, mark_safe(html), mark_safe(button))  # noqa: S308
        for slug, name, url, html, button in (kept[names[pk]] for pk in keys if names[pk] in kept)
    ]


def parts_of(row: Row) -> tuple[str, ...]:
    """What is kept of a row, in the order of `Fragment`."""
    button = get_template(BUTTON).render({"entry": row.entry, "shortlist": Holding()})
    return row.entry.slug, row.entry.name, row.url, str(row_html(row)), str(button)


def intake_mark(found: Search, pk: int) -> int:
    """The intake that is open for an entry: its id, or 0."""
    intake = found.intakes.get(pk)
    return intake.pk if intake else 0
