"""Earlier versions of a measure, each in full and beside the one that replaced it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from programs.differences import compare
from programs.models import Measure
from programs.pages import content_of
from programs.selectors.catalogue import version_and_successor


@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What a measure said in one of its versions. Drafts are nobody's business but the editors'."""
    measures = Measure.objects.public().select_related("area", "category").prefetch_related("sectors")
    measure = get_object_or_404(measures, slug=slug)
    shown, successor = version_and_successor(measure, number)
    if shown is None:
        raise Http404
    category = measure.category_id or ""
    context = {
        **content_of(shown, category),
        "entry": measure,
        "successor": successor,
        "comparison": compare(shown, successor, category) if successor else None,
    }
    return render(request, "programs/catalogue/version.html", context)
