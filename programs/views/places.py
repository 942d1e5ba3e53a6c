"""The public pages of places. They stand above `spaces`, because they say what one can apply for and who used them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal.catalogue.figures import floor_area
from portal.catalogue.listed import Listed
from portal.catalogue.texts import text_of
from portal.kernel.clock import today
from portal.kernel.sameness import same_for_all
from programs.answers import get_from_lines, get_from_place, until_asked, until_when, who_from_fields
from programs.pages import page_context
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
@same_for_all
def incubator(request: HttpRequest, slug: str) -> HttpResponse:
    """An incubator and the programmes it runs."""
    entry = get_object_or_404(public_incubators(), slug=slug)
    context = page_context(entry, sources=entry.sources.all(), neighbours=neighbours_of(entry, today()))
    offers = text_of(entry, "offers")
    context |= {
        "answers": [get_from_lines(offers, "offers"), who_from_fields(entry), until_asked()],
        "body": text_of(entry, "operator"),
        "offers": offers,
        "floor_area": floor_area(entry.total_sqm) if entry.total_sqm else "",
        "programmes": [Listed(row, row.openness) for row in entry.programmes.all()],
    }
    return render(request, "spaces/incubator.html", context)


@require_safe
@same_for_all
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
    rent = rent_in_words(entry)
    free = sum(unit.status == UnitStatus.FREE and not unit.is_sample for unit in units)
    is_dated = bool(context["intakes"].open)
    context |= {
        "answers": [
            get_from_place(entry.get_space_type_display(), rent),
            who_from_fields(entry),
            until_when(entry, context["state"], context["intakes"]) if is_dated else until_asked(free),
        ],
        "body": text_of(entry, "operator"),
        "amenities": text_of(entry, "amenities"),
        "floor_area": floor_area(entry.total_sqm) if entry.total_sqm else "",
        "rent": rent,
        "rent_note": text_of(entry, "rent_note"),
        "units": units,
        "free": free,
        "units_as_of": max((unit.updated_at for unit in units), default=None),
        "units_are_samples": any(unit.is_sample for unit in units),
    }
    return render(request, "spaces/space.html", context)


@require_safe
@same_for_all
def platform(request: HttpRequest, slug: str) -> HttpResponse:
    """A shared lab, computing or data platform."""
    entry = get_object_or_404(public_platforms(), slug=slug)
    context = page_context(entry, sources=entry.sources.all(), neighbours=neighbours_of(entry, today()))
    offers = text_of(entry, "offers")
    context |= {
        "answers": [get_from_lines(offers, "offers"), who_from_fields(entry), until_asked()],
        "body": text_of(entry, "operator"),
        "offers": offers,
        "access": text_of(entry, "access"),
    }
    return render(request, "spaces/platform.html", context)
