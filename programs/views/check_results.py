"""The results of a check, one's own or somebody else's by a link."""

from dataclasses import replace

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.kernel.addresses import absolute
from programs.check.answers import Answers, pages_of
from programs.check.links import BadLinkError, OldLinkError, grown, link_of, read_link
from programs.check.results import groups_of, row_of
from programs.check.state import Check
from programs.check.words import address_of, said
from programs.selectors.check import check_of, entries_of
from programs.views.check import REST, WORTH_ASKING
from programs.views.check_session import answers_in, check_in, keep

#: Schemes of each group in the overview, and on a page of one group.
FIRST, PER_PAGE = 5, 10


@require_safe
@never_cache
def results(request: HttpRequest) -> HttpResponse:
    """What fits, what may, and what does not, with the reasons and what would change them."""
    check = check_in(request)
    best = next(iter(check.questions), None)
    context = {
        **groups_context(request, check, mine=True),
        "base": reverse("check_results"),
        "best": best
        and {
            "question": check.asked[best.fact].question,
            "settles": best.settles,
            "url": address_of(best.fact),
            "on": reverse("check_next") + ("" if best.settles >= WORTH_ASKING else f"?then={REST}"),
        },
        "left": len(pages_of(question.fact for question in check.questions)),
        "unsure": [said(name, None, check) for name in check.answers.unsure],
        "shared_url": absolute(reverse("check_shared", args=[link_of(check.facts)])) if check.facts else "",
    }
    return render(request, "programs/check/results.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody's results, to read. POST takes their answers over in place of one's own."""
    try:
        link = read_link(token)
    except BadLinkError as error:
        return bad_link(request, is_old=isinstance(error, OldLinkError))
    check = check_of(Answers(said=link.facts))
    if check.answers.said.keys() != link.facts.keys():
        # A question has gone, or takes other answers now.
        return bad_link(request, is_old=True)
    said_now = grown(link, check.registry)
    check = replace(check, answers=Answers(said=said_now, trail=pages_of(said_now)))
    if request.method == "POST":
        keep(request, check.answers)
        messages.success(request, _("These answers are yours now. Change any of them."))
        return redirect("check_results")
    context = {
        **groups_context(request, check, mine=False),
        "base": request.path,
        "day": link.day,
        "own": len(answers_in(request).said),
    }
    return render(request, "programs/check/shared.html", context)


def groups_context(request: HttpRequest, check: Check, *, mine: bool) -> dict:
    """The groups with those of their schemes that the page shows: some of each, or a page of one (`?group=`)."""
    entries = entries_of(check)
    groups = groups_of(check, entries)
    wanted = request.GET.get("group", "")
    chosen = next((group for group in groups if group.outcome == wanted), None)
    page = Paginator(chosen.verdicts, PER_PAGE).get_page(request.GET.get("page")) if chosen else None
    for group in [chosen] if chosen else groups:
        group.rows.extend(
            row_of(check, verdict, entries[verdict.scheme.slug], mine=mine)
            for verdict in page or group.verdicts[:FIRST]
        )
    return {
        "check": check,
        "groups": groups,
        "chosen": chosen and chosen.outcome,
        "page_obj": page,
        "answered": [
            said(name, check.facts[name], check, mine=mine) for name in check.asked if name in check.facts
        ],
        "mine": mine,
    }


def bad_link(request: HttpRequest, *, is_old: bool) -> HttpResponse:
    """Says that a link leads nowhere, or no longer anywhere."""
    return render(request, "programs/check/bad_link.html", {"is_old": is_old}, status=410 if is_old else 404)
