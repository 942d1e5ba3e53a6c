"""The six kinds of entry, and the short form in which lists give them."""

from datetime import date, datetime
from typing import Generic

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, Field

from portal.catalogue.enums import Confidence, Kind, Openness, Status
from programs.enums import Instrument, Stage
from spaces.enums import Crossing, SpaceType

from .common import PARTIAL_DATE, Coded, InThree, Localised, PageUrls, Reference, Source, T, described
from .parts import Benefit, Change, Criterion, Intake, Relation, Rent, Unit, Use, Version


class Head(InThree[T], Generic[T]):
    """What every entry has, in lists too."""

    kind: Kind
    slug: str = Field(
        description=_("Stable and unique across all kinds."),
        examples=["hetao-research-industrial-space-support"],
    )
    name: T
    summary: T
    area: Coded[T]
    category: Coded[T] | None = Field(description=_("What it helps with; measures only."))
    sectors: list[Coded[T]] = Field(description=_("Fields it is for; the code `any` stands for all of them."))
    state: Openness | None = Field(
        description=_(
            "How it stands today in Hong Kong: `open`, `later` (opens later), `closed`, `expired` (ended) or "
            "`unknown`. Null for incubators, spaces, platforms and stories, unless they take applications on this "
            "portal."
        )
    )
    status: Status | None = Field(
        description=_("What the newest source said, whatever the dates: compare `state`.")
    )
    effective_from: date | None = Field(description=_("First day in force."))
    effective_to: date | None = Field(description=_("Last day in force."))
    opens: date | None = Field(description=_("First day of the latest published intake."))
    closes: date | None = Field(description=_("Last day of the latest published intake."))
    rolling: bool | None = Field(
        description=_("True where there is no fixed window; null where the source does not say.")
    )
    as_of: date | None = Field(
        description=_("Day of the newest dated source; null where none carries a date.")
    )
    confidence: Confidence = Field(
        description=_(
            "`high`: the official text or the operator's own page. `medium`: reputable press or advisers, or several "
            "weaker sources that agree. `low`: a single passing mention or an undated list."
        )
    )
    is_sample: bool = Field(description=_("Made up for a demonstration; false for every real entry."))
    sources: list[Source] = Field(description=_("Newest first."))
    updated_at: datetime = Field(description=_("When this row last changed here."))
    api_url: str = Field(description=_("This entry in the API: its canonical address."))
    page_urls: PageUrls


class Summary(Localised, Head[str]):
    """One row of a list."""

    model_config = described(_("An entry as lists give it. `api_url` leads to all of it."))

    figure: str | None = Field(
        description=_("The best figure in words, as the page shows it; null where nothing is published."),
        examples=["50% off, up to CNY 1,000,000 a year"],
    )


class Entry(Head[T], Generic[T]):
    """What every entry has beyond its row."""

    caveat: T | None = Field(description=_("What to know before relying on it."))
    relations: list[Relation[T]] = Field(description=_("Entries it can or cannot be used together with."))
    changes: list[Change] = Field(description=_("Public history, newest first, at most the last 50 changes."))


class Measure(Entry[T], Generic[T]):
    """A subsidy, fund, tax relief, permit or service."""

    model_config = described(_("A measure as its version in force says it."))

    authority: T = Field(description=_("Issuing body."))
    instrument: Instrument
    stackable_note: T | None = Field(description=_("Whether it goes together with other measures."))
    version: int = Field(description=_("Number of the version in force."))
    benefits: list[Benefit[T]] = Field(description=_("One item a tier."))
    criteria: list[Criterion[T]] = Field(description=_("All of them must hold."))
    papers: list[T] = Field(description=_("What to have ready."))
    intakes: list[Intake[T]]
    versions: list[Version] = Field(description=_("Newest first."))


class Programme(Entry[T], Generic[T]):
    """Incubation, acceleration, soft landing, internships, contests."""

    model_config = described(_("A programme: incubation, acceleration, soft landing, internships, contests."))

    operator: T
    host: Reference[T] | None = Field(description=_("The incubator that runs it."))
    stages: list[Stage]
    length_months: int | None
    cohort_size: int | None = Field(description=_("Firms in a cohort."))
    benefits: list[Benefit[T]] = Field(description=_("One item a tier."))
    criteria: list[Criterion[T]] = Field(description=_("All of them must hold."))
    intakes: list[Intake[T]]


class Incubator(Entry[T], Generic[T]):
    """A body that takes young firms in."""

    model_config = described(_("A body that takes young firms in."))

    operator: T | None
    address: T
    established: str | None = Field(pattern=PARTIAL_DATE, description=_("A year, month or day."))
    total_sqm: int | None = Field(description=_("Floor area in square metres."))
    firms_incubated: int | None = Field(description=_("Firms taken in so far."))
    offers: T | None = Field(description=_("One item a line."))
    website: str | None
    programmes: list[Reference[T]] = Field(description=_("Programmes it runs."))


class Space(Entry[T], Generic[T]):
    """A building or park."""

    model_config = described(_("A building or park with office, laboratory or production space."))

    operator: T | None
    address: T
    space_type: SpaceType
    total_sqm: int | None = Field(description=_("Floor area in square metres."))
    rent: Rent[T] | None
    amenities: T | None = Field(description=_("One item a line."))
    nearest_crossing: Crossing | None
    commissioned: str | None = Field(
        pattern=PARTIAL_DATE, description=_("In use since: a year, month or day.")
    )
    units: list[Unit]
    intakes: list[Intake[T]]


class Platform(Entry[T], Generic[T]):
    """A technology platform."""

    model_config = described(_("A technology platform: shared laboratories, computing, data, testing."))

    operator: T | None
    address: T
    offers: T | None = Field(description=_("One item a line."))
    access: T | None = Field(description=_("How to use it."))


class Story(Entry[T], Generic[T]):
    """What a firm did."""

    model_config = described(_("What a firm did on the way, told as far as published."))

    firm: T | None
    founders_described_as: T | None
    main_sector: Coded[T]
    outcome: T
    uses: list[Use[T]] = Field(description=_("What the firm used."))


class MeasureDetail(Localised, Measure[str], title="Measure"):
    """A measure in one language."""


class ProgrammeDetail(Localised, Programme[str], title="Programme"):
    """A programme in one language."""


class IncubatorDetail(Localised, Incubator[str], title="Incubator"):
    """An incubator in one language."""


class SpaceDetail(Localised, Space[str], title="Space"):
    """A space in one language."""


class PlatformDetail(Localised, Platform[str], title="Platform"):
    """A platform in one language."""


class StoryDetail(Localised, Story[str], title="Story"):
    """A story in one language."""


class Page(BaseModel):
    """One page of a list."""

    model_config = described(
        _(
            "One page of a list. Follow `next` until it is null; rows that come or go meanwhile neither repeat nor "
            "hide others."
        )
    )

    total: int = Field(description=_("Entries that pass the filters."), examples=[42])
    limit: int = Field(description=_("Most entries on a page."), examples=[20])
    next: str | None = Field(description=_("Address of the next page; null on the last."))
    items: list[Summary]
