"""Matching firms with the catalogue, and writing down how they stand.

A run looks first and takes no lock. Only a firm for which something has changed is computed again with its row held, so
that two runs at once find one change once. A firm's first run tells nothing: news is what changes afterwards.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.models import Firm
from accounts.services.match_due import any_due, claim_due, put_off
from portal.kernel.clock import today
from programs.eligibility.logic import Outcome
from programs.eligibility.news import News, news_of
from programs.eligibility.schemes import Scheme
from programs.models import Match
from programs.selectors.group_facts import facts_of_groups, firms_to_match, with_relatives
from programs.selectors.standings import (
    MatchedCatalogue,
    catalogue_today,
    midnight,
    missing_in_versions,
    newly_open,
    standings,
)

from .match_news import Told, moves_of_group, tell_matches

#: Firms looked at together: what bounds the memory of a run.
BATCH = 200
#: Firms written down together the first time: how long others wait for the one writer of SQLite.
FIRST = 20
#: Seconds that one task works at most; Celery ends it after CELERY_TASK_TIME_LIMIT.
LONGEST = 45.0


@dataclass(frozen=True, slots=True)
class Step:
    """What is new between a firm and one entry since they were last matched."""

    #: Primary key of the entry.
    key: int
    #: None for an entry that the public catalogue has no longer.
    scheme: Scheme | None
    before: str | None
    after: str | None
    news: News | None

    @property
    def is_quiet(self) -> bool:
        """Whether only the version has moved on."""
        return self.before == self.after and self.news is None


def rematch_firm(firm_id: int) -> int:
    """Match a firm and its group with the whole catalogue now; for how many of them something changed."""
    return rematch(list(with_relatives([firm_id])), catalogue_today())


def rematch_due(*, seconds: float = LONGEST) -> int:
    """Match the firms that are due: those whose facts have changed, and every firm once a day.

    Time passes also for firms that say nothing: they grow older, and what was to open later opens. Returns for how
    many something changed.
    """
    until, changed = monotonic() + seconds, 0
    # The look before the claim takes no lock: with nothing to do a run disturbs nobody.
    while monotonic() < until and any_due():
        found, claimed = claim_due(BATCH)
        if not found:
            break  # others have the rest
        changed += rematch(list(with_relatives(found)), catalogue_today())
        put_off(found, claimed=claimed, until=midnight(today() + timedelta(days=1)))
    return changed


def rematch_schemes(slugs: Collection[str], *, after: int = 0, seconds: float = LONGEST) -> int | None:
    """Match the firms with these entries only: their texts have changed, they are new, or they are gone.

    after: goes on behind the firm with this key. Returns the key behind which to go on when time is up, else None.
    """
    until, catalogue = monotonic() + seconds, catalogue_today(slugs)
    matched = Firm.objects.filter(Exists(Match.objects.filter(firm=OuterRef("pk")))).order_by("pk")
    while found := list(matched.filter(pk__gt=after).values_list("pk", flat=True)[:BATCH]):
        rematch(found, catalogue)
        after = found[-1]
        if monotonic() > until:
            return after
    return None


def rematch(firm_ids: Sequence[int], catalogue: MatchedCatalogue) -> int:
    """Match firms with a catalogue; for how many of them more than the version of an entry changed."""
    changed = 0
    for some in batches(firm_ids, BATCH):
        ids = list(firms_to_match().filter(pk__in=some).order_by("pk").values_list("pk", flat=True))
        found = steps_of(ids, catalogue)
        matched = set(
            Match.objects.filter(firm__in=found).order_by().values_list("firm", flat=True).distinct()
        )
        moved_on: defaultdict[int, list[int]] = defaultdict(list)
        for firm_id in matched:
            if all(step.is_quiet for step in found[firm_id]):
                for step in found[firm_id]:
                    moved_on[step.key].append(firm_id)
            else:
                changed += settle(firm_id, catalogue)
        note_versions(moved_on, catalogue)
        if catalogue.keys is None:  # a first run looks at everything
            changed += begin({firm_id: found[firm_id] for firm_id in found.keys() - matched})
    return changed


def batches(keys: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (keys[start : start + size] for start in range(0, len(keys), size))


def steps_of(firm_ids: Collection[int], catalogue: MatchedCatalogue) -> dict[int, list[Step]]:
    """What is new for each of these firms; a firm for which nothing is, is left out. Seven queries at most."""
    schemes = catalogue.schemes
    names = None
    if catalogue.keys is not None:
        names = {name for scheme in schemes.values() for name in scheme.facts}
    facts = facts_of_groups(firm_ids, catalogue.day, names)
    stood = standings(firm_ids, catalogue.keys)
    opened = opened_for(firm_ids, stood, catalogue)
    found = {}
    for firm_id, known in facts.items():
        had = stood.get(firm_id, {})
        steps = []
        for key, scheme in schemes.items():
            after = scheme.outcome(known)
            if had.get(key) == (after, scheme.version) and (firm_id, key) not in opened:
                continue
            before = had[key][0] if key in had else None
            news = news_of(before, after)
            if news is None and after == Outcome.ELIGIBLE and (firm_id, key) in opened:
                news = catalogue.news_of_opening(key)
            # What nobody can apply for any more is no news, nor that something fits which only staff can judge.
            is_mute = catalogue.is_over(key) or (before != after and not scheme.tests)
            steps.append(Step(key, scheme, before, after, None if is_mute else news))
        for key in had.keys() - schemes.keys():
            before, _version = had[key]
            steps.append(Step(key, None, before, None, news_of(before, None)))
        if steps:
            found[firm_id] = steps
    return found


def opened_for(firm_ids: Collection[int], stood: dict, catalogue: MatchedCatalogue) -> set[tuple[int, int]]:
    """Firm and entry: what has opened or come into force since they were matched. Two queries.

    By the calendar, by a new version of a measure, or by a new status of a programme.
    """
    schemes = catalogue.schemes
    replaced = [
        (firm_id, key, version)
        for firm_id, had in stood.items()
        for key, (_outcome, version) in had.items()
        if version is not None and key in schemes and version != schemes[key].version
    ]
    missing = missing_in_versions({version for _firm, _key, version in replaced}, catalogue.day)
    return newly_open(firm_ids, catalogue) | {
        (firm_id, key)
        for firm_id, key, version in replaced
        if catalogue.news_of_opening(key) in missing.get(version, ())
    }


@transaction.atomic
def settle(firm_id: int, catalogue: MatchedCatalogue) -> bool:
    """Write down how a firm stands and tell its members what is news; whether something changed."""
    rows = Firm.objects.select_for_update(no_key=True, of=("self",))
    firm = rows.filter(pk=firm_id).first()
    if firm is None:
        return False
    # Companies of a group go one after the other, so that the second knows what the first has told. A company before
    # its parent, as `update_firm` does: nobody waits in a circle.
    if firm.parent_id:
        rows.get(pk=firm.parent_id)
    steps = steps_of([firm_id], catalogue).get(firm_id, [])
    news = [step for step in steps if step.news]
    told = moves_of_group(firm, {step.key for step in news})
    # `computed_at` moves with every row that is written, and with no other.
    written = rows_of(firm_id, steps)
    Match.objects.bulk_create(
        written,
        update_conflicts=True,
        unique_fields=["firm", "entry"],
        update_fields=["outcome", "version", "computed_at"],
    )
    firm.matches.filter(entry__in=[step.key for step in steps if step.scheme is None]).delete()
    moments = {row.entry_id: row.computed_at for row in written}
    tell_matches(
        firm=firm,
        news=[
            Told(step.news, step.key, occasion_of(step, catalogue, told, moments))
            for step in news
            if step.news
        ],
    )
    return bool(steps)


def occasion_of(
    step: Step,
    catalogue: MatchedCatalogue,
    told: Mapping[tuple[int, str | None], datetime],
    moments: Mapping[int, datetime],
) -> str:
    """What one piece of news comes from: the same for all companies of a group, another when it happens again.

    Empty for an entry that has left the catalogue, which says it itself.

    told: the moves that other companies of the group have made before. moments: when the firm's own are written.
    """
    if step.scheme is None:
        return ""
    if step.before == step.after:
        return f"{step.scheme.version} {catalogue.opened().get(step.key)}"
    return str(told.get((step.key, step.after)) or moments[step.key])


def begin(found: Mapping[int, list[Step]]) -> int:
    """Write down how firms stand that were never matched, and tell nobody; how many they are.

    Needs no lock: of two runs at once the second finds the rows there and leaves them.
    """
    for some in batches(sorted(found), FIRST):
        rows = [row for firm_id in some for row in rows_of(firm_id, found[firm_id])]
        Match.objects.bulk_create(rows, ignore_conflicts=True)
    return len(found)


def rows_of(firm_id: int, steps: Iterable[Step]) -> list[Match]:
    return [
        Match(firm_id=firm_id, entry_id=step.key, outcome=step.after, version=step.scheme.version)
        for step in steps
        if step.scheme is not None and step.after is not None
    ]


def note_versions(moved_on: dict[int, list[int]], catalogue: MatchedCatalogue) -> None:
    """Write down the versions under which some firms stand as before: the firms of each entry, by its key."""
    for key, firm_ids in moved_on.items():
        with transaction.atomic():
            rows = Match.objects.filter(entry=key, firm__in=firm_ids)
            # Rows that another run holds are its to write: waiting for each other in two orders would be for ever.
            free = list(rows.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True))
            Match.objects.filter(pk__in=free).update(version=catalogue.schemes[key].version)
