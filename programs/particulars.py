"""What measures, programmes and stories add to the search index."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Q

from portal.catalogue.enums import Kind
from portal.catalogue.search.particulars import (
    Particulars,
    in_all_languages,
    names_in_all_languages,
    register,
)

from .enums import Instrument, Stage, VersionState
from .figures import CHARGED
from .models import Benefit, Criterion, MeasureVersion, Programme, RequiredPaper, Story


@register(Kind.MEASURE)
def of_measures(keys: Sequence[int]) -> dict[int, Particulars]:
    """The issuing body, the instrument, and every part of the version in force."""
    found, owners = {}, {}
    versions = MeasureVersion.objects.filter(measure__in=keys, state=VersionState.PUBLISHED)
    for row in versions:
        owners[row.pk] = row.measure_id
        found[row.measure_id] = Particulars(
            labels=[
                *in_all_languages(row, "authority"),
                *names_in_all_languages(row.get_instrument_display),
            ],
            details=list(in_all_languages(row, "stackable_note")),
            instrument=row.instrument,
        )
    for model in (Benefit, Criterion, RequiredPaper):
        part: Any
        for part in model.objects.filter(version__in=owners):
            found[owners[part.version_id]].details += in_all_languages(part, "text")
    sums = sums_of(Benefit.objects.filter(version__in=owners))
    for version, measure in owners.items():
        own = found[measure]
        own.worth = largest(sums[version], own.instrument)
    return found


@register(Kind.PROGRAMME)
def of_programmes(keys: Sequence[int]) -> dict[int, Particulars]:
    """Who runs them, for which stages, tiers and criteria."""
    found = {
        row.pk: Particulars(
            labels=[
                *in_all_languages(row, "operator"),
                *(
                    name
                    for code in row.stages
                    for name in names_in_all_languages(lambda code=code: Stage(code).label)
                ),
            ],
            stages=row.stages,
        )
        for row in Programme.objects.filter(pk__in=keys)
    }
    for model in (Benefit, Criterion):
        part: Any
        for part in model.objects.filter(programme__in=keys):
            found[part.programme_id].details += in_all_languages(part, "text")
    sums = sums_of(Benefit.objects.filter(programme__in=keys), owner="programme_id")
    for key, own in found.items():
        own.worth = largest(sums[key])
    return found


@register(Kind.STORY)
def of_stories(keys: Sequence[int]) -> dict[int, Particulars]:
    """The firm, and what it did."""
    return {
        row.pk: Particulars(
            labels=list(in_all_languages(row, "firm")),
            details=list(in_all_languages(row, "founders_described_as", "outcome")),
        )
        for row in Story.objects.filter(pk__in=keys)
    }


def sums_of(benefits, owner: str = "version_id") -> defaultdict[int, list[Benefit]]:
    """Tiers that name a sum, by owner."""
    found: defaultdict[int, list[Benefit]] = defaultdict(list)
    for row in benefits.filter(Q(cap__isnull=False) | Q(amount__isnull=False)):
        found[getattr(row, owner)].append(row)
    return found


def largest(tiers: Iterable[Benefit], instrument: str = "") -> Decimal | None:
    """The largest sum or cap of some tiers, each in its own currency; a price that is left to pay is no benefit."""
    sums = [
        value
        for tier in tiers
        for value in (tier.cap, None if is_price(tier, instrument) else tier.amount)
        if value is not None
    ]
    return max(sums, default=None)


def is_price(tier: Benefit, instrument: str) -> bool:
    """Whether a tier's amount is what the firm pays: see `figures.CHARGED`."""
    return instrument == Instrument.RATE_REDUCTION and tier.per in CHARGED
