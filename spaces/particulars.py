"""What places, incubators and platforms add to the search index."""

from collections.abc import Iterable, Sequence

from portal.catalogue.enums import Kind
from portal.catalogue.search.particulars import (
    Particulars,
    in_all_languages,
    names_in_all_languages,
    register,
)

from .models import Incubator, Place, Platform


@register(Kind.INCUBATOR)
def of_incubators(keys: Sequence[int]) -> dict[int, Particulars]:
    """Who runs them, where they are and what they offer."""
    return {row.pk: told(row, "address", "offers") for row in Incubator.objects.filter(pk__in=keys)}


@register(Kind.SPACE)
def of_places(keys: Sequence[int]) -> dict[int, Particulars]:
    """Who runs them, their type, where they are, their crossing, amenities and rent."""
    found = {}
    for row in Place.objects.filter(pk__in=keys):
        own = told(row, "address", "amenities", "rent_note")
        own.labels += names_in_all_languages(row.get_space_type_display)
        if row.nearest_crossing:
            own.details += names_in_all_languages(row.get_nearest_crossing_display)
        found[row.pk] = own
    return found


@register(Kind.PLATFORM)
def of_platforms(keys: Sequence[int]) -> dict[int, Particulars]:
    """Who runs them, where they are, what they offer and to whom."""
    return {row.pk: told(row, "address", "offers", "access") for row in Platform.objects.filter(pk__in=keys)}


def told(row, *fields: str) -> Particulars:
    """The operator as a label, the other fields as details."""
    details: Iterable[str] = in_all_languages(row, *fields)
    return Particulars(labels=list(in_all_languages(row, "operator")), details=list(details))
