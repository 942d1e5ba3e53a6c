"""Landing plans: making one from the answers of a check, its page, and its calendar. Works without an account."""

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import can_write
from accounts.selectors import membership_of
from portal.kernel.addresses import absolute
from portal.kernel.clock import today
from portal.kernel.errors import DomainError, InvalidInput
from programs.check.answers import Answers
from programs.check.state import Check
from programs.forms.plans import PlanForm
from programs.landing.calendar import calendar_of
from programs.landing.page import PlanPage, page_of
from programs.models import Plan
from programs.selectors.check import check_of
from programs.selectors.plans import areas, plan_of, shelf
from programs.services.plans import TooManyPlans, create_plan
from programs.views.check_session import check_in
from programs.views.common import add_errors


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
            facts=check.facts,
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
    page = page_or_404(code)
    firm = page.plan.firm
    is_member = (
        firm is not None and request.user.is_authenticated and membership_of(request.user, firm) is not None
    )
    context = {
        "page": page,
        "section": "check",
        "firm": firm if is_member else None,
        "address": absolute(reverse("plan", args=[code])),
        "printed_on": today(),
    }
    response = render(request, "programs/plans/plan.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@never_cache
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The steps and windows of a plan, to be put into a calendar."""
    headers = {"Content-Disposition": 'attachment; filename="landing-plan.ics"', "X-Robots-Tag": "noindex"}
    return HttpResponse(
        calendar_of(page_or_404(code)), content_type="text/calendar; charset=utf-8", headers=headers
    )


def page_or_404(code: str) -> PlanPage:
    """The page of the plan with this code."""
    found: Plan | None = plan_of(code)
    if found is None:
        raise Http404
    check = check_of(Answers(said=found.facts))
    return page_of(found, check, shelf(check.token))
