"""Reports about entries at the desk: the list, one report, its answer."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.catalogue.enums import Kind
from portal.catalogue.selectors import is_public
from portal.kernel.errors import Conflict, DomainError
from programs.enums import ReportState
from programs.forms.reports import AnswerForm
from programs.models import EntryReport
from programs.permissions import handles_reports
from programs.selectors.reports import reports_seen_by
from programs.services.reports import answer_report

from .common import done, refuse
from .kept import keeps_typed_text

PAGE_SIZE = 25
#: Kind of entry to the model whose page in the back office edits it.
BACK_OFFICE = {
    Kind.MEASURE: "programs_measure",
    Kind.PROGRAMME: "programs_programme",
    Kind.STORY: "programs_story",
    Kind.INCUBATOR: "spaces_incubator",
    Kind.SPACE: "spaces_place",
    Kind.PLATFORM: "spaces_platform",
}


def staff_only(user) -> None:
    """Everybody else learns nothing of it."""
    if not handles_reports(user):
        raise Http404


@require_safe
def index(request):
    """Reports by state: those that wait with the oldest first, the others with the newest first."""
    staff_only(request.user)
    state = request.GET.get("state")
    state = state if state in ReportState.values else ReportState.NEW
    reports = reports_seen_by(request.user)
    order = ("created_at", "pk") if state == ReportState.NEW else ("-answered_at", "-pk")
    page = Paginator(reports.filter(state=state).order_by(*order), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    counts = dict(reports.order_by().values_list("state").annotate(Count("pk")))
    context = {
        "page": page,
        "state": state,
        "tabs": [(choice, choice.label, counts.get(choice, 0)) for choice in ReportState],
        "section": "reports",
    }
    return render(request, "programs/desk/reports.html", context)


@keeps_typed_text
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request, pk: int):
    """One report; a POST answers it. The button's value says whether it is accepted or dismissed."""
    staff_only(request.user)
    report = get_object_or_404(reports_seen_by(request.user), pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST":
        state = request.POST.get("state", "")
        if form.is_valid():
            return answer(request, report, state, form.cleaned_data["answer"])
    context = {
        "report": report,
        "form": form,
        "edit_url": edit_url(request.user, report),
        "is_public": is_public(report.entry),
        "session_ends": request.session.ends_at if report.state == ReportState.NEW else None,
        "section": "reports",
    }
    return render(
        request, "programs/desk/report.html", context, status=400 if request.method == "POST" else 200
    )


def answer(request, report: EntryReport, state: str, text: str):
    """Accept or dismiss it, and go back to the list."""
    try:
        answer_report(report_id=report.pk, user=request.user, state=state, answer=text)
    except Conflict as refused:
        return refuse(request, refused, reverse("desk_report", args=[report.pk]))
    except DomainError as refused:
        return refuse(request, refused, reverse("desk_reports"))
    told = bool(report.email or report.reporter_id)
    text = _("%(reference)s is answered. The reader is told.") if told else _("%(reference)s is answered.")
    return done(request, text % {"reference": report.reference}, "desk_reports")


def edit_url(user, report: EntryReport) -> str:
    """The entry's page in the back office, for people who may change it there; else empty."""
    page = BACK_OFFICE[Kind(report.entry.kind)]
    app, model = page.split("_")
    if not (user.is_staff and user.has_perm(f"{app}.change_{model}")):
        return ""
    return reverse(f"admin:{page}_change", args=[report.entry_id])
