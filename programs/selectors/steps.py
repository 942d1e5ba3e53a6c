"""The landing steps, ready to be put in order."""

from functools import lru_cache

from portal.catalogue import revision
from portal.catalogue.models import Source
from portal.kernel.languages import texts_of
from programs.eligibility.schemes import rule_of
from programs.models import LandingStep
from programs.planning.schedule import Cited, Step


def current_steps() -> tuple[Step, ...]:
    """Every step that is not archived, in the order of the list. One query on an unchanged catalogue."""
    return steps_of(revision.current())


@lru_cache(maxsize=1)
def steps_of(token: str) -> tuple[Step, ...]:
    """The same, compiled once for a revision of the catalogue. Three queries."""
    rows = LandingStep.objects.filter(archived_at__isnull=True).prefetch_related("after", "sources")
    return tuple(step_of(row) for row in rows)


def step_of(row: LandingStep) -> Step:
    papers = texts_of(row, "papers")
    return Step(
        code=row.code,
        name=texts_of(row, "name"),
        side=row.side,
        days_least=row.days_least,
        days_most=row.days_most,
        text=texts_of(row, "text"),
        papers={language: tuple(lines.splitlines()) for language, lines in papers.items()},
        after=tuple(sorted(each.code for each in row.after.all())),
        rule=rule_of(row.rule),
        settles=row.settles,
        sources=tuple(cited(source) for source in row.sources.all()),
        as_of=row.as_of,
    )


def cited(source: Source) -> Cited:
    return Cited(source.title, source.publisher, source.url, source.published)
