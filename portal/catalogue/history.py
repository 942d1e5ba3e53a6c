"""Reading the public history of entries."""

from .models import Change, Entry

#: Most changes that a page tells of.
TOLD = 50


def history_of(entry: Entry) -> list[Change]:
    """The latest changes of an entry, newest first. One query."""
    return list(Change.objects.filter(entry=entry.pk)[:TOLD])
