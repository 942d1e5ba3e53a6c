"""Entries side by side: what each of them says under the same headings. Nothing here asks the database."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.catalogue.enums import Confidence, Kind
from portal.catalogue.figures import firms, floor_area, months
from portal.catalogue.models import Entry, Source
from portal.catalogue.texts import Text, run_language, text_of
from portal.kernel import display
from portal.kernel.display import LONG, format_date, format_partial_date
from portal.kernel.languages import current
from programs.enums import Instrument
from programs.figures import tier_figure
from programs.pages import SourceLine, window_of
from spaces.figures import rent_in_words

from .rows import Row

#: Fewest and most entries beside each other.
FEWEST_COMPARED, MOST_COMPARED = 2, 4
#: Most sources named of one entry.
MOST_SOURCES = 3


@dataclass(frozen=True)
class Parts:
    """What belongs to one entry in tables of its own."""

    tiers: Sequence = ()
    criteria: Sequence = ()
    papers: Sequence = ()


@dataclass(frozen=True)
class Cell:
    """What one entry says under one heading: texts, or sources; a row's state stands with the row."""

    texts: tuple[Text, ...] = ()
    sources: tuple[SourceLine, ...] = ()
    #: Sources beyond those, which the entry's own page names.
    more_sources: int = 0
    row: Row | None = None

    @property
    def said(self) -> tuple[str, ...]:
        """What to tell two cells apart by."""
        if self.row:
            return (str(self.row.label), self.row.note, str(self.row.last_day or ""))
        return tuple(str(text) for text in self.texts) + tuple(str(line.source.pk) for line in self.sources)

    def __bool__(self) -> bool:
        return bool(self.row or self.texts or self.sources)


@dataclass(frozen=True)
class Line:
    """One heading with a cell for every entry."""

    name: str
    label: str | Promise
    rows: list[Row]
    cells: list[Cell]

    @property
    def pairs(self) -> list[tuple[Row, Cell]]:
        """Every entry with what it says."""
        return list(zip(self.rows, self.cells, strict=True))

    @property
    def is_same(self) -> bool:
        return len({cell.said for cell in self.cells}) == 1


#: The headings in their order.
LABELS: dict[str, str | Promise] = {
    "kind": _("Kind"),
    "area": _("Where"),
    "category": _("What it helps with"),
    "gives": _("What you get"),
    "figure": _("In figures"),
    "criteria": _("Who it is for"),
    "state": _("Open or not"),
    "window": _("Applications"),
    "papers": _("Papers to bring"),
    "instrument": _("Instrument"),
    "sectors": _("Fields"),
    "stages": _("Stage"),
    "length": _("Length"),
    "space_type": _("Type of space"),
    "rent": _("Rent"),
    "size": _("Floor area"),
    "address": _("Address"),
    "crossing": _("Nearest crossing"),
    "since": _("In use since"),
    "body": _("Run by"),
    "together": _("Use together with"),
    "caveat": _("Before you rely on this"),
    "sources": _("Sources"),
    "as_of": _("Information as of"),
    "confidence": _("How sure we are"),
}


def lines_of(columns: Sequence[tuple[Row, Parts]]) -> list[Line]:
    """The comparison of entries whose kind's own columns, area, category, sectors and sources have been loaded.

    Headings under which no entry says anything are left out.
    """
    rows = [row for row, _parts in columns]
    said = [cells_of(row, parts) for row, parts in columns]
    lines = [
        Line(name, label, rows, [cells.get(name, Cell()) for cells in said]) for name, label in LABELS.items()
    ]
    return [line for line in lines if any(line.cells)]


def cells_of(row: Row, parts: Parts) -> Mapping[str, Cell]:
    """What one entry says, by heading."""
    entry = row.entry
    cells = {
        "kind": plain(entry.get_kind_display()),
        "area": plain(row.area_name),
        "category": plain(entry.category.name if entry.category else ""),
        "figure": plain(row.figure),
        "state": Cell(row=row) if row.state or row.intake else Cell(),
        "window": plain(window_of(entry, row.intake).words) if entry.kind in APPLIED_FOR else Cell(),
        "sectors": plain(display.listed(sector.name for sector in entry.sectors.all())),
        "caveat": told(text_of(entry, "caveat")),
        "sources": cited(entry.sources.all()),
        "as_of": plain(format_date(entry.as_of, LONG)),
        "confidence": plain(Confidence(entry.confidence).label),
    }
    return {**cells, **OF_KIND[Kind(entry.kind)](entry, parts)}


def of_measure(entry: Entry, parts: Parts) -> dict[str, Cell]:
    version = entry.measure.current
    if version is None:
        return {}
    figures = (tier_figure(tier, version.instrument, entry.category_id or "") for tier in parts.tiers)
    return {
        **of_parts(parts),
        **figured(figures),
        "instrument": plain(Instrument(version.instrument).label),
        "body": told(text_of(version, "authority")),
        "together": told(text_of(version, "stackable_note")),
    }


def of_programme(entry: Entry, parts: Parts) -> dict[str, Cell]:
    programme = entry.programme
    return {
        **of_parts(parts),
        **figured(tier_figure(tier) for tier in parts.tiers),
        "stages": plain(*programme.stage_labels),
        "length": plain(months(programme.length_months) if programme.length_months else ""),
        "body": told(text_of(programme, "operator")),
    }


def of_incubator(entry: Entry, parts: Parts) -> dict[str, Cell]:
    incubator = entry.incubator
    return {
        **of_building(incubator),
        "gives": listed(text_of(incubator, "offers")),
        "figure": plain(
            TAKEN_IN % {"firms": firms(incubator.firms_incubated)} if incubator.firms_incubated else ""
        ),
        "since": plain(format_partial_date(incubator.established)),
    }


def of_space(entry: Entry, parts: Parts) -> dict[str, Cell]:
    place = entry.place
    return {
        **of_building(place),
        "gives": listed(text_of(place, "amenities")),
        "figure": Cell(),
        "space_type": plain(place.get_space_type_display()),
        "rent": Cell(
            (*plain(rent_in_words(place) or NOT_PUBLISHED).texts, *told(text_of(place, "rent_note")).texts)
        ),
        "crossing": plain(place.get_nearest_crossing_display()),
        "since": plain(format_partial_date(place.commissioned)),
    }


def of_platform(entry: Entry, parts: Parts) -> dict[str, Cell]:
    platform = entry.platform
    return {
        "gives": listed(text_of(platform, "offers")),
        "criteria": told(text_of(platform, "access")),
        "address": told(text_of(platform, "address")),
        "body": told(text_of(platform, "operator")),
    }


def of_story(entry: Entry, parts: Parts) -> dict[str, Cell]:
    return {"gives": told(text_of(entry.story, "outcome"))}


OF_KIND: dict[Kind, Callable[[Entry, Parts], dict[str, Cell]]] = {
    Kind.MEASURE: of_measure,
    Kind.PROGRAMME: of_programme,
    Kind.INCUBATOR: of_incubator,
    Kind.SPACE: of_space,
    Kind.PLATFORM: of_platform,
    Kind.STORY: of_story,
}

#: Kinds with a window.
APPLIED_FOR = (Kind.MEASURE, Kind.PROGRAMME)
TAKEN_IN = _("%(firms)s taken in so far")
NOT_PUBLISHED = _("Not published")


def of_building(row) -> dict[str, Cell]:
    """What incubators and places share."""
    return {
        "size": plain(floor_area(row.total_sqm) if row.total_sqm else ""),
        "address": told(text_of(row, "address")),
        "body": told(text_of(row, "operator")),
    }


def of_parts(parts: Parts) -> dict[str, Cell]:
    """What measures and programmes share."""
    return {
        "gives": told(*(text_of(tier, "text") for tier in parts.tiers)),
        "criteria": told(*(text_of(criterion, "text") for criterion in parts.criteria)),
        "papers": told(*(text_of(paper, "text") for paper in parts.papers)),
    }


def figured(figures: Iterable[str]) -> dict[str, Cell]:
    """The figure of every tier that has one, each once; nothing where none has, so that the row's own word stands."""
    found = list(dict.fromkeys(filter(None, figures)))
    return {"figure": plain(*found)} if found else {}


def cited(sources: Iterable[Source]) -> Cell:
    """The newest sources, and how many others there are."""
    lines = [SourceLine(row, run_language(row.title), run_language(row.publisher)) for row in sources]
    return Cell(sources=tuple(lines[:MOST_SOURCES]), more_sources=max(0, len(lines) - MOST_SOURCES))


def plain(*words: str | Promise) -> Cell:
    """Words of the interface, which are in the reader's language."""
    return Cell(tuple(Text(str(word), current()) for word in words if word))


def told(*texts: Text) -> Cell:
    """Catalogue texts, which may be in another language."""
    return Cell(tuple(text for text in texts if text))


def listed(text: Text) -> Cell:
    """A text kept one item a line."""
    return Cell(tuple(Text(line, text.language, text.is_fallback) for line in text.lines))
