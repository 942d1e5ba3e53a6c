"""What the public page of an entry shows, put into words. Nothing here asks the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.catalogue.change_fields import in_words
from portal.catalogue.enums import Kind, Openness
from portal.catalogue.figures import NO_BREAK, money, months
from portal.catalogue.listed import Listed
from portal.catalogue.models import Change, Entry, Source
from portal.catalogue.texts import Text, run_language, text_of
from portal.catalogue.windows import date_note, short_partial_date, span, state_label, window_in_words
from portal.kernel.languages import HANS
from programs.enums import BenefitPer
from programs.figures import amount_in_words, rate_in_words, tier_figure
from programs.models import Intake
from programs.selectors.catalogue import Intakes, Neighbours


@dataclass(frozen=True, slots=True)
class Tier:
    """One row of the table of benefits; a cell is empty where the source gives no figure."""

    text: Text
    #: All of it in one line; empty where there is no figure.
    figure: str
    rate: str
    amount: str
    cap: str
    per: str | Promise
    months: str


@dataclass(frozen=True, slots=True)
class Tiers:
    rows: list[Tier]

    def has(self, column: str) -> bool:
        return any(getattr(row, column) for row in self.rows)

    @property
    def has_sums(self) -> bool:
        return self.has("amount") or self.has("cap")

    @property
    def columns(self) -> list[str]:
        """The columns that hold anything, in order; none where nothing but "per firm" would be left to say."""
        if not any(map(self.has, ("rate", "amount", "cap", "months"))):
            return []
        return [name for name in ("rate", "amount", "cap", "per", "months") if self.has(name)]


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition in the reader's words, and in the Simplified wording that a counter in Shenzhen reads."""

    near: Text
    far: str


def tiers_of(rows: Iterable, instrument: str = "", category: str = "") -> Tiers:
    """The benefit tiers as cells of a table. Several may share one price or rate, so nothing is added up."""
    return Tiers(
        rows=[
            Tier(
                text=text_of(row, "text"),
                figure=tier_figure(row, instrument, category),
                rate=rate_in_words(row, instrument, category),
                amount=amount_in_words(row, instrument),
                cap=money(row.cap, row.currency) if row.cap is not None else "",
                per=BenefitPer(row.per).label if row.per else "",
                months=months(row.months).replace(" ", NO_BREAK) if row.months else "",
            )
            for row in rows
        ]
    )


def clauses_of(rows: Iterable) -> list[Clause]:
    """The criteria in order. `far` is empty where it would repeat what the reader has in front of her."""
    return [Clause(near, official(row, near)) for row in rows for near in [text_of(row, "text")]]


def official(row, near: Text) -> str:
    text = (row.text_zh_hans or "").strip()
    return "" if near.language == HANS or text == near.value else text


@dataclass(frozen=True, slots=True)
class SourceLine:
    source: Source
    #: `lang` of title and publisher, where the page is in another language.
    title_lang: str
    publisher_lang: str

    @property
    def short_date(self) -> str:
        return short_partial_date(self.source.published)


@dataclass(frozen=True, slots=True)
class Dated:
    """How old figures are and who published them: what stands beside every table of them."""

    #: None where no source carries a date.
    day: date | None
    first: SourceLine | None
    #: How many more sources there are.
    others: int


def dated(day: date | None, lines: Sequence[SourceLine]) -> Dated:
    return Dated(day, lines[0] if lines else None, max(len(lines) - 1, 0))


@dataclass(frozen=True, slots=True)
class Window:
    """When applications are taken, in words."""

    words: str
    #: Whether the words are about an intake that is made up.
    is_sample: bool = False

    def __str__(self) -> str:
        return self.words


def window_of(row, intake: Intake | None) -> Window:
    """The window that the source of an entry or version publishes; where it publishes none, that of the intake."""
    if intake is None or row.rolling or row.opens or row.closes:
        return Window(window_in_words(row))
    dates = span(intake.opens_at, intake.last_day)
    return Window(_("On this portal: %(dates)s") % {"dates": dates}, intake.is_sample)


def linked(sources: Iterable[Source]) -> Source | None:
    """The first source that can be opened: the newest, in the order they are kept."""
    return next((source for source in sources if source.url), None)


@dataclass(frozen=True, slots=True)
class Told:
    """One line of an entry's history."""

    change: Change
    #: What changed, as a list for readers.
    fields: str
    #: Number of the version that this one replaced, where it brought a version.
    replaced: int | None = None

    @property
    def has_version(self) -> bool:
        return self.change.version is not None


def told(changes: Iterable[Change], numbers: Iterable[int] = ()) -> list[Told]:
    """The history in words. numbers: those of a measure's published versions."""
    known = sorted(numbers)
    return [
        Told(
            change,
            in_words(change.fields),
            max((n for n in known if change.version and n < change.version), default=None),
        )
        for change in changes
    ]


def source_lines(sources: Iterable[Source]) -> list[SourceLine]:
    """Sources with the language of what they are called."""
    return [SourceLine(row, run_language(row.title), run_language(row.publisher)) for row in sources]


def content_of(version, category: str = "", intakes: Intakes | None = None) -> dict:
    """What one version of a measure says. category: the code that tells what a rate means."""
    sources = list(version.sources.all())
    lines = source_lines(sources)
    return {
        "version": version,
        "tiers": tiers_of(version.benefits.all(), version.instrument, category),
        "clauses": clauses_of(version.criteria.all()),
        "papers": [text_of(paper, "text") for paper in version.papers.all()],
        "body": text_of(version, "authority"),
        "stackable": text_of(version, "stackable_note"),
        "caveat": text_of(version, "caveat"),
        "window": window_of(version, intakes.first if intakes else None),
        "term": span(version.effective_from, version.effective_to),
        "sources": lines,
        "dated": dated(version.as_of, lines),
        "first_source": linked(sources),
    }


def page_context(
    entry: Entry,
    *,
    sources: Iterable[Source],
    neighbours: Neighbours,
    intakes: Intakes | None = None,
    numbers: Iterable[int] = (),
) -> dict:
    """What the pages of all kinds share.

    `intakes` is None for the kinds that nobody applies to. An intake that is open here makes the entry open, whatever
    its source said when it was read. numbers: those of a measure's published versions.
    """
    sources = list(sources)
    lines = source_lines(sources)
    state = Openness.OPEN if intakes and intakes.open else entry.openness
    has_window = entry.kind in (Kind.MEASURE, Kind.PROGRAMME)
    return {
        "entry": entry,
        "caveat": text_of(entry, "caveat"),
        "state": state,
        "state_label": state_label(state),
        "note": "" if intakes and intakes.open else date_note(entry, state),
        "window": window_of(entry, intakes.first if intakes else None) if has_window else "",
        "term": span(entry.effective_from, entry.effective_to),
        "sources": lines,
        "dated": dated(entry.as_of, lines),
        "first_source": linked(sources),
        "intakes": intakes,
        "stories": neighbours.stories,
        "related": [Listed(row, row.state) for row in neighbours.related],
        "together": [row for row in neighbours.relations if not row.is_excluded],
        "apart": [row for row in neighbours.relations if row.is_excluded],
        "history": told(neighbours.history, numbers),
        "is_over": entry.openness in (Openness.CLOSED, Openness.EXPIRED),
    }
