"""The landing steps, ready to be put in order."""

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from portal.catalogue.models import Source
from portal.kernel.languages import texts_of
from programs.eligibility.schemes import rule_of
from programs.models import LandingStep
from programs.planning.schedule import Cited, Step


@lru_cache(maxsize=1)
def steps_of(token: str) -> tuple[Step, ...]:
    """Every step that is not archived, in the order of the list, compiled once for a revision of the catalogue.

    What waits for an archived step waits for what that one waited for, so that the order holds without it. Three
    queries.
    """
    rows = list(LandingStep.objects.prefetch_related("after", "sources"))
    after = {row.code: {each.code for each in row.after.all()} for row in rows}
    live = {row.code for row in rows if row.archived_at is None}
    return tuple(step_of(row, {*waits_for(row.code, after, live)}) for row in rows if row.code in live)


def waits_for(code: str, after: Mapping[str, set[str]], live: Collection[str]) -> Iterator[str]:
    """The codes of the live steps that a step waits for, directly or by way of archived ones. `after` has no circle."""
    for each in after[code]:
        if each in live:
            yield each
        else:
            yield from waits_for(each, after, live)


def step_of(row: LandingStep, after: Collection[str]) -> Step:
    papers = texts_of(row, "papers")
    return Step(
        code=row.code,
        name=texts_of(row, "name"),
        side=row.side,
        days_least=row.days_least,
        days_most=row.days_most,
        text=texts_of(row, "text"),
        papers={language: tuple(lines.splitlines()) for language, lines in papers.items()},
        after=tuple(sorted(after)),
        rule=rule_of(row.rule),
        settles=row.settles,
        sources=tuple(cited(source) for source in row.sources.all()),
        as_of=row.as_of,
    )


def cited(source: Source) -> Cited:
    return Cited(source.title, source.publisher, source.url, source.published)
