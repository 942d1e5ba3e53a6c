"""Using the answers of an application again for another intake."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from portal.kernel.errors import DomainError
from programs.enums import ApplicationStatus
from programs.models import Application
from programs.selectors.applications import applications_of
from programs.selectors.intakes import drafts_by_intake, intakes_to_apply_to
from programs.services.reusing import fill_empty, reuse_answers

from .common import done
from .sent import application_url, what_she_may


@require_http_methods(["GET", "POST"])
def again(request, reference: str):
    """Choose an open intake; a POST begins its draft, or asks before it fills in one that there is."""
    source = get_object_or_404(applications_of(request.user), reference=reference)
    if source.status == ApplicationStatus.DRAFT:
        return redirect("application", reference)
    if request.method == "POST":
        return use(request, source)
    return choose_page(request, source)


def use(request, source: Application):
    intake = intakes_to_apply_to().filter(code=request.POST.get("intake", "")).first()
    if intake is None:
        return choose_page(
            request, source, error=_("Choose an intake that is open. Nothing was begun."), status=400
        )
    drafts = drafts_by_intake(request.user, [source.firm]).get(intake.pk, [])
    try:
        if not drafts:
            draft = reuse_answers(user=request.user, source=source, intake=intake)
            text = _("The draft has begun with your answers of %(reference)s. Check each section.")
            return done(request, text % {"reference": source.reference}, "application", draft.reference)
        if "fill" not in request.POST:
            return ask_page(request, source, drafts[0])
        filled = fill_empty(user=request.user, source=source, reference=drafts[0].reference)
    except DomainError as error:
        return choose_page(request, source, error=error.message, status=error.status)
    text = ngettext("%(n)s empty answer was filled in.", "%(n)s empty answers were filled in.", filled)
    return done(request, text % {"n": filled}, "application", drafts[0].reference)


def choose_page(request, source: Application, *, error: str = "", status: int = 200):
    drafts = drafts_by_intake(request.user, [source.firm])
    context = {
        "application": source,
        "subject": source,
        "heading": _("Use these answers for another intake"),
        "choices": [(intake, drafts.get(intake.pk, [])) for intake in intakes_to_apply_to()],
        "chosen": request.POST.get("intake", ""),
        "may_write": what_she_may(request, source)["may_write"],
        "error": error,
    }
    return render(request, "programs/applications/again.html", context, status=status)


def ask_page(request, source: Application, draft: Application):
    """Whether to fill in what is empty in a draft that there is already."""
    context = {
        "application": source,
        "subject": draft,
        "heading": _("Fill in what is empty?"),
        "draft": draft,
        "draft_url": application_url(draft),
    }
    return render(request, "programs/applications/again_ask.html", context)
