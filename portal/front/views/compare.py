"""Two to four entries side by side, named in the address, so that the page can be sent to somebody."""

from collections.abc import Collection

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.front.comparing import FEWEST_COMPARED, MOST_COMPARED
from portal.front.comparison import Comparison, compare, suggestions
from portal.front.picked import BadPick, address_of, picked_slugs, query_of
from portal.front.rows import Row
from portal.front.shortlist import holding_of

#: Value of `same` that leaves out the lines on which all entries agree.
HIDE = "hide"


@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """The entries of `e`; `same=hide` leaves out what they share, `swap` names the one to put another in place of."""
    try:
        slugs = picked_slugs(request.GET, most=MOST_COMPARED)
        same = one_of(request, "same", (HIDE,))
        swap = one_of(request, "swap", slugs)
    except BadPick as error:
        return render(request, "front/compare/refused.html", {"error": error}, status=400)
    found = compare(slugs) if slugs else Comparison([], [], [])
    if found.missing:
        return render(request, "front/compare/missing.html", missing_context(found), status=404)
    holding = holding_of(request)
    context = {
        "shortlist": holding,
        "rows": found.rows,
        "columns": [column(slugs, row, same) for row in found.rows],
        "lines": [line for line in found.lines if not (same and line.is_same)],
        "alike": sum(line.is_same for line in found.lines),
        "hides_same": bool(same),
        "is_comparison": len(slugs) >= FEWEST_COMPARED,
        "toggle_url": link(slugs, same="" if same else HIDE),
        "share_url": address_of("compare", slugs),
        "swapped": next((row for row in found.rows if row.entry.slug == swap), None),
        "suggested": suggested(slugs, found, holding.slugs, swap=swap, same=same),
    }
    return render(request, "front/compare/page.html", context)


def one_of(request: HttpRequest, name: str, known) -> str:
    """The value of a parameter that may be missing. Raises BadPick when it is none of those known."""
    value = request.GET.get(name, "")
    if value and value not in known:
        raise BadPick(name, _("“%(value)s” means nothing here.") % {"value": value[:80]})
    return value


def link(slugs: list[str], **more: str) -> str:
    """The address of a comparison of these entries."""
    return f"{reverse('compare')}?{query_of(slugs, **more)}"


def column(slugs: list[str], row: Row, same: str) -> dict:
    """One entry with the address without it, and the one where another is chosen for its place."""
    slug = row.entry.slug
    rest = [one for one in slugs if one != slug]
    return {
        "row": row,
        "without": link(rest, same=same),
        "swap": f"{link(slugs, same=same, swap=slug)}#beside",
    }


def suggested(slugs: list[str], found: Comparison, saved: Collection[str], *, swap: str, same: str) -> list:
    """Other entries, each with the address of the comparison that it would be part of."""
    if not swap and len(slugs) >= MOST_COMPARED:
        return []

    def with_(slug: str) -> list[str]:
        return [slug if one == swap else one for one in slugs] if swap else [*slugs, slug]

    return [
        {"entry": entry, "url": link(with_(entry.slug), same=same), "is_saved": entry.slug in saved}
        for entry in suggestions(found.rows, saved)
    ]


def missing_context(found: Comparison) -> dict:
    """What is said when entries are not in the catalogue: which, and the way on with the others."""
    left = [row.entry.slug for row in found.rows]
    return {"missing": found.missing, "rows": found.rows, "rest_url": link(left) if left else ""}
