"""What fits a firm: every measure and programme as it stands on the firm's facts today."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import can_write
from accounts.selectors import membership_in
from programs.selectors.matches_page import matches_of


@require_safe
def matches(request, firm_id: int) -> HttpResponse:
    """For the firm's members; to anybody else it is as unknown as a firm that does not exist."""
    membership = membership_in(request.user, firm_id)
    if membership is None:
        raise Http404
    found = matches_of(membership.firm, request.user)
    context = {
        "section": "firm",
        "firm": membership.firm,
        "matches": found,
        "fits": found.rows["fits"],
        "asks": found.rows["asks"],
        "fits_not": found.rows["not"],
        "over": found.rows["over"],
        "may_write": can_write(membership),
    }
    return render(request, "programs/matches/page.html", context)
