"""The schemes of the public catalogue, ready to be evaluated."""

from collections.abc import Mapping
from functools import lru_cache

from django.db.models import Prefetch

from portal.catalogue import revision
from portal.kernel.languages import texts_of
from programs.eligibility.schemes import Criterion, Scheme, Tier, rule_of
from programs.models import Benefit, Measure, MeasureVersion, Programme
from programs.models import Criterion as CriterionRow


def current_schemes() -> Mapping[str, Scheme]:
    """Every public measure (as its version in force) and programme by its slug. One query on an unchanged catalogue."""
    return schemes_of(revision.current())


@lru_cache(maxsize=1)
def schemes_of(token: str) -> Mapping[str, Scheme]:
    """The same, compiled once for a revision of the catalogue. Six queries."""
    parts = (
        Prefetch("benefits", Benefit.objects.order_by("position", "pk")),
        Prefetch("criteria", CriterionRow.objects.order_by("position", "pk")),
    )
    versions = MeasureVersion.objects.prefetch_related(*parts)
    measures = (
        Measure.objects.public().filter(current__isnull=False).prefetch_related(Prefetch("current", versions))
    )
    programmes = Programme.objects.public().prefetch_related(*parts)
    found = [scheme_of_version(measure.current, measure) for measure in measures]
    found += [scheme_of_programme(programme) for programme in programmes]
    return {scheme.slug: scheme for scheme in found}


def scheme_of_version(version: MeasureVersion, measure: Measure) -> Scheme:
    """A version of a measure, in force or a draft, compiled. Its `benefits` and `criteria` are read."""
    return Scheme(
        key=measure.pk,
        slug=measure.slug,
        kind=measure.kind,
        name=texts_of(version, "name"),
        area=measure.area_id,
        category=measure.category_id or "",
        instrument=version.instrument,
        version=version.pk,
        **parts_of(version),
    )


def scheme_of_programme(programme: Programme) -> Scheme:
    return Scheme(
        key=programme.pk,
        slug=programme.slug,
        kind=programme.kind,
        name=texts_of(programme, "name"),
        area=programme.area_id,
        category="",
        instrument="",
        version=None,
        **parts_of(programme),
    )


def parts_of(owner: MeasureVersion | Programme) -> dict[str, tuple]:
    """The criteria and tiers of a version or programme, compiled."""
    return {
        "criteria": tuple(
            Criterion(row.pk, texts_of(row, "text"), rule_of(row.rule)) for row in owner.criteria.all()
        ),
        "tiers": tuple(
            Tier(
                key=row.pk,
                text=texts_of(row, "text"),
                rule=rule_of(row.rule),
                rate=row.rate,
                cap=row.cap,
                amount=row.amount,
                currency=row.currency,
                per=row.per,
                months=row.months,
            )
            for row in owner.benefits.all()
        ),
    }
