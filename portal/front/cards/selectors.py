"""Reading what a card shows."""

from portal.catalogue.models import Entry
from portal.front.loading import with_kind_tables
from portal.front.rows import Row, row_of
from programs.selectors.catalogue import open_intakes, tiers_by_entry


def card_row(slug: str) -> Row | None:
    """An entry as a row of the catalogue, in four queries; None when there is none that the public may see.

    A sample intake is left out: a picture has no room to say that it opens nothing.
    """
    entries = with_kind_tables(Entry.objects.public().select_related("area"))
    entry = entries.filter(slug=slug).first()
    if entry is None:
        return None
    intake = open_intakes().get(entry.pk)
    return row_of(
        entry,
        state=entry.openness,
        area_name=entry.area.name,
        tiers=tiers_by_entry([entry])[entry.pk],
        intake=None if intake and intake.is_sample else intake,
    )
