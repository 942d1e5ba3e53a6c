"""The founder's pages: beginning, her list, and one application."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.selectors import chosen_membership, memberships_of
from accounts.views.common import FIRM_KEY
from portal.kernel.clock import today
from portal.kernel.errors import DomainError
from programs.enums import ApplicationStatus
from programs.models import Intake
from programs.permissions import actors
from programs.selectors.applications import (
    applications_of,
    read_details,
    report_is_overdue,
    turn_with_deadline,
    with_deadline,
)
from programs.selectors.checklist import checklist_before, required_papers
from programs.selectors.together import with_batch
from programs.services.applications import start_application
from programs.workflow import FINAL, Actor

from .drafts import task_list
from .sent import detail_context

PAGE_SIZE = 20


@require_http_methods(["GET", "POST"])
def apply(request, code: str):
    """Choose the firm that applies; with a POST, begin or go on with its draft. `?firm=`: whose papers are shown."""
    intake: Intake = get_object_or_404(
        Intake.objects.filter(is_published=True).select_related("measure__current", "programme", "place"),
        code=code,
    )
    memberships = list(memberships_of(request.user))
    if request.method == "POST":
        firm = next((m.firm for m in memberships if str(m.firm_id) == request.POST.get("firm")), None)
        if firm is None:
            text = _("Choose the firm that applies.")
            return apply_page(request, intake, memberships, error=text, status=400)
        try:
            application = start_application(user=request.user, firm=firm, intake=intake)
        except DomainError as error:
            return apply_page(request, intake, memberships, error=error.message, status=error.status)
        return redirect("application", application.reference)
    return apply_page(request, intake, memberships)


def apply_page(request, intake, memberships, *, error="", status=200):
    firms = [membership.firm for membership in memberships]
    wanted = next((m for m in memberships if str(m.firm_id) == request.GET.get("firm")), None)
    chosen = wanted or chosen_membership(memberships, request.session.get(FIRM_KEY))
    earlier = list(applications_of(request.user).filter(intake=intake).exclude(status__in=FINAL))
    drafts = {a.firm_id: a for a in earlier if a.status == ApplicationStatus.DRAFT}
    context = {
        "running": [a for a in earlier if a.status != ApplicationStatus.DRAFT],
        "intake": intake,
        "target": intake.target,
        "choices": [(firm, drafts.get(firm.pk)) for firm in firms],
        "goes_on": bool(firms) and all(firm.pk in drafts for firm in firms),
        "is_open": intake.is_open(),
        "error": error,
        "firm": chosen.firm if chosen else None,
        "needs": checklist_before(chosen.firm, intake) if chosen else [],
        "may_write": chosen is not None and Actor.WRITER in actors(request.user, chosen),
        "required": required_papers(intake.measure.current_id if intake.measure else None),
    }
    return render(request, "programs/applications/apply.html", context, status=status)


@require_safe
def index(request):
    applications = with_batch(with_deadline(applications_of(request.user))).order_by("-updated_at", "-pk")
    page = Paginator(applications, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(row, turn_with_deadline(row), offer_has_ended(row), report_is_overdue(row)) for row in page]
    return render(request, "programs/applications/index.html", {"page": page, "rows": rows})


def offer_has_ended(application) -> bool:
    """Whether an offer was not accepted in time: then it is nobody's turn, though the zone has not let it lapse yet."""
    if application.status != ApplicationStatus.OFFERED or application.deadline is None:
        return False
    return application.deadline < today()


@require_http_methods(["GET", "POST"])
def detail(request, reference: str):
    """A draft is a list of sections; a sent application is its timeline, with a form while a correction is open."""
    application = get_object_or_404(applications_of(request.user), reference=reference)
    if application.status == ApplicationStatus.DRAFT:
        return task_list(request, application)
    if request.method == "POST":
        return redirect("application", reference)
    context = detail_context(request, read_details(application))
    return render(request, "programs/applications/detail.html", context)
