from django.core.paginator import InvalidPage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.front.facets import without
from portal.front.filters import BOUNDS, FACETS, NEWEST, RELEVANCE, SORTS
from portal.front.listing import BadFilter
from portal.front.selectors import listing
from portal.kernel.addresses import absolute
from portal.kernel.sameness import same_for_all

#: Facets that are unfolded before anything is chosen.
OPENED = ("need", "kind", "open", "area")


@require_safe
@same_for_all
def catalogue(request: HttpRequest) -> HttpResponse:
    """The combined list of all kinds: filters, counts, sorting, pages."""
    try:
        found = listing(request.GET)
    except BadFilter as error:
        return render(request, "front/bad_filter.html", {"error": error}, status=400)
    except InvalidPage as error:
        raise Http404(str(error)) from error
    context = {
        "listing": found,
        "page_obj": found.page,
        # Without words there is nothing to match better or worse.
        "sorts": [sort for sort in SORTS if found.words or sort[0] != RELEVANCE],
        "sort": found.sort,
        # Not written into addresses: a search that begins at a list sorted by date would come sorted by date.
        "usual_sort": RELEVANCE if found.words else NEWEST,
        "opened": OPENED,
        "address": absolute(request.get_full_path()),
        # What the search form and the sorting form carry along; each leaves out its own field.
        "kept": [
            (name, value)
            for name in (*FACETS, *BOUNDS, "ended")
            for value in request.GET.getlist(name)
            if value
        ],
        "with_ended": f"{without(request.GET, 'ended', None)}&ended=1".lstrip("&"),
    }
    return render(request, "front/catalogue.html", context)
