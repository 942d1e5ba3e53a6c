"""One row of the catalogue, ready to print. Nothing here asks the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from portal.catalogue.enums import Kind
from portal.catalogue.figures import firms, floor_area, months
from portal.catalogue.models import Entry, Source
from portal.catalogue.texts import Text, text_of
from portal.catalogue.windows import date_note, short_partial_date, state_label
from programs.enums import Instrument
from programs.figures import best_figure
from programs.models import Benefit, Intake
from spaces.figures import rent_in_words


@dataclass(frozen=True, slots=True)
class Row:
    entry: Entry
    #: The benefit tiers of a measure or programme.
    tiers: Sequence[Benefit]
    url: str
    area_name: str
    #: The opening of the summary.
    summary: Text
    #: The sum, rate, rent or size; empty where nothing is published.
    figure: str | Promise
    #: "and 2 more tiers"
    more: str
    state: str
    label: str | Promise
    #: Until when, from when or since when.
    note: str
    #: Publisher of the newest source, and its date where `as_of` does not say it.
    source: str
    #: The intake that is open for it on this portal.
    intake: Intake | None

    @property
    def last_day(self) -> date | None:
        """The last day on which that intake takes applications."""
        return self.intake.last_day if self.intake else None


def row_of(
    entry: Entry, *, area_name: str, tiers: list[Benefit], source: Source | None, intake: Intake | None
) -> Row:
    """The row of an entry whose kind's own columns have been loaded with it.

    source: its newest. intake: the one that is open for it; it stands in for the state.
    """
    state = "" if intake else entry.openness
    return Row(
        entry=entry,
        tiers=tiers,
        url=reverse(entry.kind, args=[entry.slug]),
        area_name=area_name,
        summary=text_of(entry, "summary").opening,
        figure=figure_of(entry, tiers),
        more=more_tiers(tiers) if best_figure(tiers) else "",
        state=state,
        label=state_label(state),
        note=date_note(entry, state),
        source=source_in_words(source, entry.as_of),
        intake=intake,
    )


def figure_of(entry: Entry, tiers: list[Benefit]) -> str | Promise:
    """The best figure of an entry, else the shortest word for what it gives."""
    if entry.kind == Kind.MEASURE:
        version = entry.measure.current
        instrument = version.instrument if version else ""
        figure = best_figure(tiers, instrument, entry.category_id or "")
        return figure or (Instrument(instrument).label if instrument else "")
    if entry.kind == Kind.PROGRAMME:
        return best_figure(tiers) or programme_figure(entry.programme)
    if entry.kind == Kind.SPACE:
        return place_figure(entry.place)
    if entry.kind == Kind.INCUBATOR and entry.incubator.firms_incubated:
        return _("%(firms)s taken in so far") % {"firms": firms(entry.incubator.firms_incubated)}
    if entry.kind == Kind.INCUBATOR and entry.incubator.total_sqm:
        return floor_area(entry.incubator.total_sqm)
    return ""


def programme_figure(programme) -> str:
    """Length, else size of a cohort."""
    if programme.length_months:
        return months(programme.length_months)
    return (
        _("%(firms)s in a cohort") % {"firms": firms(programme.cohort_size)} if programme.cohort_size else ""
    )


def place_figure(place) -> str | Promise:
    """Rent, else floor area, else the type of space."""
    if rent := rent_in_words(place):
        return rent
    return floor_area(place.total_sqm) if place.total_sqm else place.get_space_type_display()


def more_tiers(tiers: list[Benefit]) -> str:
    more = len(tiers) - 1
    return (
        ngettext("and %(count)s more tier", "and %(count)s more tiers", more) % {"count": more}
        if more > 0
        else ""
    )


def source_in_words(source: Source | None, as_of: date | None) -> str:
    """A source as publisher and date; without the date where it is the day that the entry is as of."""
    if source is None:
        return ""
    if as_of and as_of.isoformat().startswith(source.published):
        return source.publisher
    joiner = pgettext("between a source and its date", ", ")
    return joiner.join(filter(None, [source.publisher, short_partial_date(source.published)]))
