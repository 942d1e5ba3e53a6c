"""The public pages of places. They stand above `spaces`, because they say what one can apply for and who used them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal.catalogue.figures import floor_area
from portal.catalogue.texts import text_of
from portal.kernel.clock import today
from programs.pages import Listed, page_context
from programs.selectors.catalogue import (
    intakes_of,
    neighbours_of,
    public_incubators,
    public_places,
    public_platforms,
)
from spaces.enums import UnitStatus
from spaces.figures import rent_in_words


@require_safe
def incubator(request: HttpRequest, slug: str) -> HttpResponse:
    """An incubator and the programmes it runs."""
    entry = get_object_or_404(public_incubators(), slug=slug)
    context = page_context(entry, sources=entry.sources.all(), neighbours=neighbours_of(entry, today()))
    context |= {
        "body": text_of(entry, "operator"),
        "offers": text_of(entry, "offers"),
        "floor_area": floor_area(entry.total_sqm) if entry.total_sqm else "",
        "programmes": [Listed(row, row.openness) for row in entry.programmes.all()],
    }
    return render(request, "spaces/incubator.html", context)


@require_safe
def space(request: HttpRequest, slug: str) -> HttpResponse:
    """A building or park and its units."""
    entry = get_object_or_404(public_places(), slug=slug)
    units = list(entry.units.all())
    context = page_context(
        entry,
        sources=entry.sources.all(),
        neighbours=neighbours_of(entry, today()),
        intakes=intakes_of(entry),
    )
    context |= {
        "body": text_of(entry, "operator"),
        "amenities": text_of(entry, "amenities"),
        "floor_area": floor_area(entry.total_sqm) if entry.total_sqm else "",
        "rent": rent_in_words(entry),
        "rent_note": text_of(entry, "rent_note"),
        "units": units,
        "free": sum(unit.status == UnitStatus.FREE and not unit.is_sample for unit in units),
        "units_are_samples": any(unit.is_sample for unit in units),
    }
    return render(request, "spaces/space.html", context)


@require_safe
def platform(request: HttpRequest, slug: str) -> HttpResponse:
    """A shared lab, computing or data platform."""
    entry = get_object_or_404(public_platforms(), slug=slug)
    context = page_context(entry, sources=entry.sources.all(), neighbours=neighbours_of(entry, today()))
    context |= {
        "body": text_of(entry, "operator"),
        "offers": text_of(entry, "offers"),
        "access": text_of(entry, "access"),
    }
    return render(request, "spaces/platform.html", context)
