"""Landing plans: making one from the answers of a check, its page, and its calendar. Works without an account."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Membership
from accounts.permissions import can_write
from accounts.selectors import current_membership, membership_of
from accounts.views.common import FIRM_KEY
from portal.kernel.addresses import absolute
from portal.kernel.clock import today
from portal.kernel.errors import DomainError, InvalidInput
from programs.check.answers import Answers
from programs.check.state import Check
from programs.check.words import address_of
from programs.forms.plans import PlanForm
from programs.landing.calendar import calendar_of
from programs.landing.page import page_of
from programs.models import Plan
from programs.selectors.check import check_of
from programs.selectors.plans import areas, check_of_plan, plan_of, shelf, unrecorded
from programs.services.plans import TooManyPlans, create_plan
from programs.views.check_session import check_in
from programs.views.common import add_errors

#: Session key of the codes of the plans that were made in this browser, and how many of them are kept.
MADE_HERE, MOST_REMEMBERED = "plans", 20


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Where to settle and from when on. A POST without these makes the plan that is worth most, from today on."""
    check = check_in(request)
    if request.method != "POST":
        return wishes(request, check, form_for(check))
    data = request.POST if {"area", "starts_on"} & request.POST.keys() else {"starts_on": today().isoformat()}
    form = form_for(check, data)
    if not form.is_valid():
        return wishes(request, check, form, status=400)
    membership = check.membership
    try:
        plan = create_plan(
            facts=check.given,
            area=form.cleaned_data["area"],
            starts_on=form.cleaned_data["starts_on"],
            registry=check.registry,
            user=request.user if request.user.is_authenticated else None,
            firm=membership.firm if membership and can_write(membership) else None,
            address=get_adapter().get_client_ip(request),
        )
    except InvalidInput as error:
        add_errors(form, error)
        return wishes(request, check, form, status=error.status)
    except DomainError as error:
        form.add_error(None, error.message)
        response = wishes(request, check, form, status=error.status)
        if isinstance(error, TooManyPlans):
            response["Retry-After"] = error.retry_after
        return response
    remember(request, plan)
    return redirect("plan", plan.code)


def form_for(check: Check, data=None) -> PlanForm:
    planned = check.facts.get("planned_areas") or ()
    return PlanForm(data, areas=areas().values(), planned=planned)


def wishes(request: HttpRequest, check: Check, form: PlanForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "check": check, "answers": len(check.facts), "section": "check"}
    return render(request, "programs/plans/new.html", context, status=status)


@require_safe
@never_cache
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """A plan as it stands on today's catalogue. Whoever has the address may read it."""
    found, check = plan_or_404(code)
    mine = is_mine(request, found)
    membership = membership_for(request, found)
    context = {
        "page": page_of(found, check, shelf(check.token), at=address_of if mine else None),
        "mine": mine,
        "section": "check",
        "firm": found.firm if membership and membership.firm == found.firm else None,
        "to_keep": to_keep(found, check, membership, mine=mine),
        "keeper": membership and membership.firm,
        "address": absolute(reverse("plan", args=[code])),
    }
    response = render(request, "programs/plans/plan.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@never_cache
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The steps and windows of a plan, to be put into a calendar."""
    headers = {"Content-Disposition": 'attachment; filename="landing-plan.ics"', "X-Robots-Tag": "noindex"}
    found, check = plan_or_404(code)
    calendar = calendar_of(page_of(found, check, shelf(check.token)))
    return HttpResponse(calendar, content_type="text/calendar; charset=utf-8", headers=headers)


def plan_or_404(code: str) -> tuple[Plan, Check]:
    """The plan with this code, and the check on its answers as they are today."""
    found: Plan | None = plan_of(code)
    if found is None:
        raise Http404
    return found, check_of_plan(found, check_of(Answers()))


def remember(request: HttpRequest, plan: Plan) -> None:
    """Keep in the session that the plan was made in this browser: visitors have no other sign of it."""
    codes = [code for code in request.session.get(MADE_HERE, ()) if code != plan.code]
    request.session[MADE_HERE] = [plan.code, *codes][:MOST_REMEMBERED]


def is_mine(request: HttpRequest, plan: Plan) -> bool:
    """Whether the reader made the plan. Only she can change what it is made of."""
    if plan.made_by_id is not None:
        return plan.made_by_id == request.user.pk
    return plan.code in request.session.get(MADE_HERE, ())


def membership_for(request: HttpRequest, plan: Plan) -> Membership | None:
    """The reader's membership of the plan's firm; of the firm that she works for where the plan is of none."""
    if not request.user.is_authenticated:
        return None
    if plan.firm is not None:
        return membership_of(request.user, plan.firm)
    return current_membership(request.user, request.session.get(FIRM_KEY))


def to_keep(plan: Plan, check: Check, membership: Membership | None, *, mine: bool) -> dict[str, Any]:
    """The facts of a plan that the firm has not recorded, for whoever may record them: a writer, of her own plan or her
    firm's."""
    if membership is None or not can_write(membership) or not (mine or plan.firm_id):
        return {}
    return unrecorded(check, membership.firm)
