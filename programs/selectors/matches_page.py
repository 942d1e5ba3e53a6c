"""What a firm's page of matches shows: each scheme as it stands on the firm's facts now, and what is news."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Firm, User
from portal.catalogue.enums import Kind, Openness
from portal.catalogue.selectors import OVER
from portal.kernel.languages import pick
from portal.outbox.selectors import told_since
from programs.eligibility.compiling import Facts
from programs.eligibility.explaining import explain
from programs.eligibility.logic import Outcome, Result
from programs.eligibility.news import News
from programs.eligibility.schemes import Scheme, Texts

from .group_facts import facts_of_groups, firms_to_match
from .standings import catalogue_today

#: The notification that tells of changes.
MATCHES_CHANGED = "matches_changed"
#: How long a change is marked.
MARKED = timedelta(days=30)


class Section(StrEnum):
    """The lists of the page. The last holds what nobody can apply for, whether it would fit or not."""

    FITS = "fits"
    ASKS = "asks"
    NOT = "not"
    OVER = "over"


SECTIONS = {
    Outcome.ELIGIBLE: Section.FITS,
    Outcome.NEEDS_FACTS: Section.ASKS,
    Outcome.NOT_ELIGIBLE: Section.NOT,
}
#: The outcome that each news speaks of: news that has been outdone since is not marked.
SPEAKS_OF = {
    News.GAINED: Outcome.ELIGIBLE,
    News.OPENED: Outcome.ELIGIBLE,
    News.LOST: Outcome.NOT_ELIGIBLE,
    News.UNSETTLED: Outcome.NEEDS_FACTS,
    News.SETTLED: Outcome.NOT_ELIGIBLE,
}
#: The order in which rows stand.
STATES = ("", Openness.OPEN, Openness.UNKNOWN, Openness.LATER, *OVER)


@dataclass(frozen=True, slots=True)
class Row:
    """A scheme and how it stands."""

    scheme: Scheme
    outcome: Outcome
    #: One of Openness.
    state: str
    #: What the reader was told of it last, where it still holds.
    news: News | None
    #: Facts that could still decide it.
    missing: tuple[str, ...]
    #: The first criterion that is not met; empty unless the firm is not eligible.
    reason: Texts

    @property
    def url(self) -> str:
        return reverse(self.scheme.kind, args=[self.scheme.slug])

    @property
    def kind_label(self) -> str:
        return str(Kind(self.scheme.kind).label)

    @property
    def state_label(self) -> str:
        return str(Openness(self.state).label) if self.state else ""

    @property
    def section(self) -> Section:
        return Section.OVER if self.state in OVER else SECTIONS[self.outcome]


@dataclass(frozen=True, slots=True)
class Matches:
    """Everything that the page shows."""

    rows: dict[str, list[Row]]
    #: Names of what fitted and has left the catalogue.
    gone: list[str]
    #: Names of the companies of the group whose facts count too.
    relatives: list[str]
    #: Whether the firm or its group has said anything.
    has_facts: bool


def path_of_matches(firm_id: int) -> str:
    """The page's address from the slash after the language on, as notifications keep it."""
    return "/" + reverse("firm-matches", args=[firm_id]).split("/", 2)[2]


def matches_of(firm: Firm, reader: User) -> Matches:
    """Every scheme as it stands for a firm now, the most useful first, with its news for a reader. Nine queries."""
    catalogue = catalogue_today()
    facts = facts_of_groups([firm.pk], catalogue.day)[firm.pk]
    linked = Firm.objects.filter(Q(pk=firm.parent_id) | Q(parent=firm)).order_by("name")
    relatives = dict(linked.values_list("pk", "name"))
    told = last_news(reader, [firm.pk, *relatives])
    rows: dict[str, list[Row]] = {section.value: [] for section in Section}
    for key, scheme in catalogue.schemes.items():
        news, _name = told.get(scheme.slug, (None, {}))
        row = row_of(scheme, facts, catalogue.state(key), news)
        rows[row.section].append(row)
    for found in rows.values():
        found.sort(key=place_of)
    public = {scheme.slug for scheme in catalogue.schemes.values()}
    gone = [pick(name) for slug, (news, name) in told.items() if news == News.LOST and slug not in public]
    has_facts = firms_to_match().filter(pk=firm.pk).exists()
    return Matches(rows, sorted(gone), list(relatives.values()), has_facts)


def place_of(row: Row) -> tuple:
    """Where a row stands in its list: news first, then what little is missing for, then what is open."""
    return row.news is None, len(row.missing), STATES.index(row.state), pick(dict(row.scheme.name))


def row_of(scheme: Scheme, facts: Facts, state: str, news: News | None) -> Row:
    """One scheme on these facts, and why."""
    verdict = explain(scheme, facts)
    failed = (finding.criterion.text for finding in verdict.findings if finding.result == Result.NOT_MET)
    if news and SPEAKS_OF[news] != verdict.outcome:
        news = None
    return Row(scheme, verdict.outcome, state, news, verdict.missing, next(failed, {}))


def last_news(reader: User, firm_ids: Collection[int]) -> dict[str, tuple[News, dict[str, str]]]:
    """What the reader was told last of each entry, by its slug, with its name as it was then. One query.

    A person in several companies of a group is told of one of them, so all their messages count.
    """
    paths = [path_of_matches(pk) for pk in firm_ids]
    found: dict[str, tuple[News, dict[str, str]]] = {}
    for params in told_since(reader, MATCHES_CHANGED, paths, timezone.now() - MARKED):
        for news in News:
            for row in params.get(news, ()):
                found.setdefault(row["slug"], (news, row["name"]))
    return found
