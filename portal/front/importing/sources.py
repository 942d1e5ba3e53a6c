"""Sources that files outside the catalogue cite: those of the vocabulary and of the landing steps."""

from portal.catalogue.models import Source

from .columns import source_key


def source_of(said: dict) -> Source:
    """The source that a row of a file names, not saved."""
    title, publisher, url, published = source_key(said)
    return Source(title=title, publisher=publisher, url=url, published=published)


def saved(source: Source) -> Source:
    """The row of this source, which the catalogue may cite already."""
    said = {name: getattr(source, name) for name in ("title", "publisher", "url", "published")}
    return Source.objects.get_or_create(**said)[0]
