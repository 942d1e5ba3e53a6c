"""What firms are matched with: the catalogue as it stands on a day, and how firms stood with it when last computed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db.models import Q

from portal.catalogue import revision
from portal.catalogue.enums import ChangeKind, Kind, Openness, Status
from portal.catalogue.models import Change, Entry
from portal.catalogue.openness import Phases, openness, phases_of
from portal.catalogue.selectors import OVER
from portal.kernel.clock import ZONE, today
from programs.eligibility.logic import Outcome
from programs.eligibility.news import News
from programs.eligibility.schemes import Scheme
from programs.models import Match, MeasureVersion

from .schemes import schemes_of

#: Openings that long ago have been told; a firm is matched every night.
RECENT = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class MatchedCatalogue:
    """What one run matches firms with. `keys` are the entries it looks at; None: all there are."""

    day: date
    schemes: Mapping[int, Scheme]
    phases: Mapping[int, Phases]
    keys: frozenset[int] | None
    #: Entries whose status is in force.
    in_force: frozenset[int]
    #: The revision of the catalogue.
    token: str

    def state(self, key: int) -> str:
        """The openness of an entry on the day; empty for one that is not there."""
        return self.phases[key].on(self.day.toordinal()) if key in self.phases else ""

    def is_over(self, key: int) -> bool:
        return self.state(key) in OVER

    def news_of_opening(self, key: int) -> News | None:
        """What it is called when an entry begins to be as it is on the day; None where nobody can use it."""
        state = self.state(key)
        if state == Openness.OPEN:
            return News.OPENED
        return News.IN_FORCE if state == Openness.UNKNOWN and key in self.in_force else None

    def opened(self) -> dict[int, datetime]:
        """The entries that are open or in force and began to be not long ago, with the moment.

        One query the first time a day asks a revision, none later.
        """
        last = self.day.toordinal()
        first = last - RECENT.days
        found = {
            key: midnight(date.fromordinal(self.phases[key].starts))
            for key in self.schemes
            if first <= self.phases[key].starts <= last
        }
        for key, moment in put_in_force(self.token, self.day).items():
            if key in self.schemes:
                found[key] = max(moment, found.get(key, moment))
        return {key: moment for key, moment in found.items() if self.news_of_opening(key)}


def midnight(day: date) -> datetime:
    """The first moment of a day in Hong Kong."""
    return datetime(day.year, day.month, day.day, tzinfo=ZONE)


def catalogue_today(slugs: Collection[str] | None = None) -> MatchedCatalogue:
    """The public measures and programmes today, all or only these. One query on an unchanged catalogue, or two."""
    token = revision.current()
    schemes = {scheme.key: scheme for scheme in schemes_of(token).values()}
    keys = None
    if slugs is not None:
        keys = frozenset(Entry.objects.filter(slug__in=slugs).values_list("pk", flat=True))
        schemes = {key: scheme for key, scheme in schemes.items() if key in keys}
    phases, in_force = phases_by_entry(token)
    return MatchedCatalogue(today(), schemes, phases, keys, in_force, token)


@lru_cache(maxsize=1)
def phases_by_entry(token: str) -> tuple[Mapping[int, Phases], frozenset[int]]:
    """When each public measure and programme opens and closes, for a revision of the catalogue. One query.

    With the keys of those whose status is in force.
    """
    rows = list(Entry.objects.public().filter(kind__in=[Kind.MEASURE, Kind.PROGRAMME]))
    in_force = frozenset(row.pk for row in rows if row.status == Status.IN_FORCE)
    return {row.pk: phases_of(row) for row in rows}, in_force


@lru_cache(maxsize=1)
def put_in_force(token: str, day: date) -> Mapping[int, datetime]:
    """The programmes in force whose status changed not long before a day, with the moment. One query.

    A programme has no versions that would say how it stood before. But its status is in force and was another, so
    nobody could tell that one may apply.
    """
    rows = Change.objects.filter(
        entry__kind=Kind.PROGRAMME,
        entry__status=Status.IN_FORCE,
        what=ChangeKind.CHANGED,
        at__gte=midnight(day - RECENT),
    )
    changes = rows.order_by("at").values_list("entry_id", "at", "fields")
    return {key: at for key, at, fields in changes if "status" in fields}


def standings(
    firm_ids: Collection[int], keys: Collection[int] | None
) -> dict[int, dict[int, tuple[str, int | None]]]:
    """How firms stood when they were last matched: firm, entry, outcome and the version it was computed under.

    keys: only these entries. One query. A firm without rows is left out.
    """
    rows = Match.objects.filter(firm__in=firm_ids)
    if keys is not None:
        rows = rows.filter(entry__in=keys)
    found: dict[int, dict[int, tuple[str, int | None]]] = defaultdict(dict)
    for firm, entry, outcome, version in rows.values_list("firm_id", "entry_id", "outcome", "version"):
        found[firm][entry] = (outcome, version)
    return found


def newly_open(firm_ids: Collection[int], catalogue: MatchedCatalogue) -> set[tuple[int, int]]:
    """Firm and entry: eligible before the entry opened or came into force, and not since. One query, or two."""
    since = catalogue.opened()
    if not since:
        return set()
    opened = Q()
    for key, moment in since.items():
        opened |= Q(entry=key, computed_at__lt=moment)
    rows = Match.objects.filter(opened, firm__in=firm_ids, outcome=Outcome.ELIGIBLE)
    return set(rows.values_list("firm_id", "entry_id"))


def missing_in_versions(versions: Iterable[int], day: date) -> dict[int, set[News]]:
    """Versions of measures, by key, and what is news to those who knew them when it becomes so. At most one query."""
    keys = set(versions)
    rows = MeasureVersion.objects.filter(pk__in=keys) if keys else ()
    return {row.pk: set(not_so(row, day)) for row in rows}


def not_so(version: MeasureVersion, day: date) -> Iterator[News]:
    """What a version that is replaced was not today."""
    state = openness(version, day)
    if state != Openness.OPEN:
        yield News.OPENED
    if version.status != Status.IN_FORCE or state in (Openness.LATER, Openness.EXPIRED):
        yield News.IN_FORCE
