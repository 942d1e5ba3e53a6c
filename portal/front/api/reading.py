"""Loading whole entries: as many queries for one as for a hundred."""

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch, QuerySet

from portal.catalogue.enums import Kind
from portal.catalogue.models import Change, Relation
from programs.enums import VersionState
from programs.models import Intake, MeasureVersion
from programs.selectors.catalogue import (
    public_incubators,
    public_measures,
    public_places,
    public_platforms,
    public_programmes,
    public_stories,
)

#: Most changes that are told of one entry.
HISTORY = 50

READERS: dict[str, Callable[[], QuerySet]] = {
    Kind.MEASURE: public_measures,
    Kind.PROGRAMME: public_programmes,
    Kind.INCUBATOR: public_incubators,
    Kind.SPACE: public_places,
    Kind.PLATFORM: public_platforms,
    Kind.STORY: public_stories,
}
#: Kinds that people apply to.
APPLIED_TO = (Kind.MEASURE, Kind.PROGRAMME, Kind.SPACE)


def whole_entries(kind: str) -> QuerySet[Any]:
    """The public entries of a kind with all that the API tells of them, oldest first."""
    changes = Change.objects.order_by("-at", "-pk")[:HISTORY]
    rows = READERS[kind]().prefetch_related(
        Prefetch("changes", changes, to_attr="history"),
        Prefetch("relations", Relation.objects.select_related("other")),
        Prefetch("relations_of_others", Relation.objects.select_related("entry")),
    )
    if kind in APPLIED_TO:
        intakes = Intake.objects.filter(is_published=True).order_by("opens_at", "code")
        rows = rows.prefetch_related(Prefetch("intakes", intakes, to_attr="published_intakes"))
    if kind == Kind.MEASURE:
        versions = MeasureVersion.objects.exclude(state=VersionState.DRAFT).order_by("-number")
        rows = rows.exclude(current=None).prefetch_related(
            Prefetch("versions", versions, to_attr="told_versions")
        )
    return rows.order_by("pk")
