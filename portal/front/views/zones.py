from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.front.zones import selectors
from portal.front.zones.drawing import draw
from portal.front.zones.facts import CROSSINGS
from portal.kernel.sameness import same_for_all


@require_safe
@same_for_all
def zones(request: HttpRequest) -> HttpResponse:
    """The map, every area and every crossing, in words too."""
    found = selectors.overview()
    context = {"overview": found, "map": draw(line.area for line in found.areas)}
    return render(request, "front/zones/index.html", context)


@require_safe
@same_for_all
def zone(request: HttpRequest, code: str) -> HttpResponse:
    """One area: where it lies, the nearest crossing, what is there."""
    found = selectors.zone(code)
    if found is None:
        raise Http404(f"no area {code}")
    context = {"zone": found, "map": draw(found.areas, found.area.code), "crossings": CROSSINGS}
    return render(request, "front/zones/zone.html", context)
