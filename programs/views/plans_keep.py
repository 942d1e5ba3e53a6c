"""What members do with landing plans: look through those of their firm, and record what a plan is made of."""

from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import can_write
from accounts.selectors import membership_in
from programs.check.answers import Answers
from programs.landing.listed import listed_plans
from programs.selectors.check import check_of
from programs.selectors.plans import plans_of, shelf

from .check_session import answers_in, keep
from .plans import is_mine, membership_for, plan_or_404, to_keep

#: Each plan is worked out anew, so few stand on a page.
PAGE_SIZE = 10


@require_safe
@never_cache
def of_firm(request, firm_id: int) -> HttpResponse:
    """The plans of a firm for its members; to anybody else it is as unknown as a firm that does not exist."""
    membership = membership_in(request.user, firm_id)
    if membership is None:
        raise Http404
    page = Paginator(plans_of(membership.firm), PAGE_SIZE).get_page(request.GET.get("page"))
    check = check_of(Answers())
    context = {
        "section": "firm",
        "firm": membership.firm,
        "may_write": can_write(membership),
        "page": page,
        "rows": listed_plans(page, check, shelf(check.token)),
    }
    return render(request, "programs/plans/of_firm.html", context)


@require_POST
@never_cache
def keep_facts(request: HttpRequest, code: str) -> HttpResponse:
    """Take what the firm has not recorded of a plan into the check, and go on to where it is recorded.

    From there one comes back to the plan. For whoever may record it; to others the plan has no such page.
    """
    plan, check = plan_or_404(code)
    membership = membership_for(request, plan)
    mine = is_mine(request, plan)
    if membership is None or not can_write(membership) or not (mine or plan.firm_id):
        raise Http404
    facts = to_keep(plan, check, membership, mine=mine)
    back = reverse("plan", args=[code])
    if not facts:
        messages.info(request, _("Everything in this plan is recorded already."))
        return redirect(back)
    answers = answers_in(request)
    keep(request, replace(answers, said={**answers.said, **facts}, effect=None))
    return redirect(f"{reverse('check_keep_for', args=[membership.firm_id])}?{urlencode({'next': back})}")
