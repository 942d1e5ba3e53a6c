"""What fits a firm: every measure and programme as it stands on the firm's facts today."""

from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.permissions import can_write
from accounts.selectors import membership_in
from programs.check.results import Row, row_of
from programs.eligibility.explaining import Verdict
from programs.selectors.matches_page import matches_of
from programs.views.check_groups import shown_groups


@require_safe
def matches(request, firm_id: int) -> HttpResponse:
    """For the firm's members; to anybody else it is as unknown as a firm that does not exist."""
    membership = membership_in(request.user, firm_id)
    if membership is None:
        raise Http404
    found = matches_of(membership, request.user)
    may_write = can_write(membership)

    def address(fact: str) -> str:
        return f"{reverse('firm-fact', args=[firm_id])}?fact={quote(fact)}"

    def row(verdict: Verdict) -> Row:
        slug = verdict.scheme.slug
        return row_of(
            found.check,
            verdict,
            found.entries[slug],
            rate=found.rate,
            at=address if may_write else None,
            news=found.news.get(slug, ""),
        )

    context = {
        **shown_groups(request, found.groups, row),
        "section": "firm",
        "firm": membership.firm,
        "matches": found,
        "rate": found.rate,
        "may_write": may_write,
    }
    return render(request, "programs/matches/page.html", context)
