"""What firms are matched with: the catalogue as it stands on a day, and how firms stood with it when last computed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db.models import Q

from portal.catalogue import revision
from portal.catalogue.enums import Kind, Openness
from portal.catalogue.models import Entry
from portal.catalogue.openness import Phases, openness, phases_of
from portal.catalogue.selectors import OVER
from portal.kernel.clock import ZONE, today
from programs.eligibility.logic import Outcome
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

    def state(self, key: int) -> str:
        """The openness of an entry on the day; empty for one that is not there."""
        return self.phases[key].on(self.day.toordinal()) if key in self.phases else ""

    def is_over(self, key: int) -> bool:
        return self.state(key) in OVER

    def opened(self) -> dict[int, datetime]:
        """The entries that are open and began to be not long ago, with the moment."""
        last = self.day.toordinal()
        first = last - RECENT.days
        return {
            key: midnight(date.fromordinal(self.phases[key].starts))
            for key in self.schemes
            if first <= self.phases[key].starts <= last and self.state(key) == Openness.OPEN
        }


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
    return MatchedCatalogue(today(), schemes, phases_by_entry(token), keys)


@lru_cache(maxsize=1)
def phases_by_entry(token: str) -> Mapping[int, Phases]:
    """When each public measure and programme opens and closes, for a revision of the catalogue. One query."""
    rows = Entry.objects.public().filter(kind__in=[Kind.MEASURE, Kind.PROGRAMME])
    return {row.pk: phases_of(row) for row in rows}


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
    """Firm and entry: eligible before the entry opened, and not matched since. At most one query."""
    since = catalogue.opened()
    if not since:
        return set()
    opened = Q()
    for key, moment in since.items():
        opened |= Q(entry=key, computed_at__lt=moment)
    rows = Match.objects.filter(opened, firm__in=firm_ids, outcome=Outcome.ELIGIBLE)
    return set(rows.values_list("firm_id", "entry_id"))


def shut_versions(versions: Iterable[int], day: date) -> set[int]:
    """Those among these versions of measures, by key, under which nobody could apply today. At most one query."""
    keys = set(versions)
    rows = MeasureVersion.objects.filter(pk__in=keys) if keys else ()
    return {row.pk for row in rows if openness(row, day) != Openness.OPEN}
