"""Reading what a card shows."""

from portal.catalogue.models import Entry
from portal.front.loading import rows_from, with_kind_tables
from portal.front.rows import Row
from programs.selectors.catalogue import open_intakes


def card_row(slug: str) -> Row | None:
    """An entry as a row of the catalogue, in four queries; None when there is none that the public may see.

    A sample intake is left out: a picture has no room to say that it opens nothing.
    """
    entry = with_kind_tables(Entry.objects.public().select_related("area")).filter(slug=slug).first()
    if entry is None:
        return None
    intakes = {pk: intake for pk, intake in open_intakes().items() if not intake.is_sample}
    return rows_from([entry], area_names={entry.area_id: entry.area.name}, intakes=intakes)[0]
