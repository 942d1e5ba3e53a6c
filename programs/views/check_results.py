"""The results of a check, one's own or somebody else's by a link."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.kernel.addresses import absolute
from programs.check.answers import Answers, pages_of
from programs.check.links import BadLinkError, OldLinkError, grown, link_of, read_link
from programs.check.results import Row, groups_of, row_of
from programs.check.state import Check
from programs.check.words import address_of, said
from programs.eligibility.explaining import Verdict
from programs.selectors.check import check_of, entries_of
from programs.selectors.rates import current_rate
from programs.views.check import REST, best_question
from programs.views.check_groups import shown_groups
from programs.views.check_session import answers_in, check_in, keep


@require_safe
@never_cache
def results(request: HttpRequest) -> HttpResponse:
    """What fits, what may, and what does not, with the reasons and what would change them."""
    check = check_in(request)
    worth_asking = best_question(check, every=False)
    best = worth_asking or best_question(check, every=True)
    context = {
        **groups_context(request, check, mine=True),
        "best": best
        and {
            "question": check.asked[best.fact].question,
            "settles": best.settles,
            "url": address_of(best.fact),
            "on": reverse("check_next") + ("" if worth_asking else f"?then={REST}"),
        },
        "unsure": [said(name, None, check) for name in check.answers.unsure],
        "shared_url": absolute(reverse("check_shared", args=[link_of(check.given)])) if check.given else "",
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
        "day": link.day,
        "own": len(answers_in(request).said),
    }
    return render(request, "programs/check/shared.html", context)


def groups_context(request: HttpRequest, check: Check, *, mine: bool) -> dict:
    """The groups with those of their schemes that the page shows, and the answers they stand on."""
    entries, rate, at = entries_of(check), current_rate(), address_of if mine else None

    def row(verdict: Verdict) -> Row:
        return row_of(check, verdict, entries[verdict.scheme.slug], rate=rate, at=at)

    return {
        **shown_groups(request, groups_of(check, entries, rate), row),
        "check": check,
        "rate": rate,
        "answered": [
            said(name, check.given[name], check, at=at) for name in check.asked if name in check.given
        ],
        "mine": mine,
    }


def bad_link(request: HttpRequest, *, is_old: bool) -> HttpResponse:
    """Says that a link leads nowhere, or no longer anywhere."""
    return render(request, "programs/check/bad_link.html", {"is_old": is_old}, status=410 if is_old else 404)
