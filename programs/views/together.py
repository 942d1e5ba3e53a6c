"""Applying to several intakes at once: choosing them, and answering once what their drafts ask alike."""

from collections.abc import Mapping
from uuid import UUID

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from accounts.models import Firm
from accounts.selectors import memberships_of
from portal.kernel.errors import Conflict, DomainError
from programs.forms.together import is_outdated, sent_page
from programs.forms.typed import row_asked_for, rows_in
from programs.permissions import actors
from programs.selectors.intakes import drafts_by_intake, intakes_to_apply_to
from programs.selectors.together import MOST, Shared, alike_in, applications_in, read_together
from programs.services.together import Ended, save_together, start_several
from programs.workflow import Actor

from .common import done
from .kept import keeps_typed_text, refused_page
from .together_page import changes, together_page

# Beginning -----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def several(request):
    """The open intakes with a box each, those that `intake` names ticked; a POST begins their drafts and goes on to
    them."""
    firms = [
        membership.firm
        for membership in memberships_of(request.user)
        if Actor.WRITER in actors(request.user, membership)
    ]
    if request.method != "POST":
        return several_page(request, firms)
    firm = next((firm for firm in firms if str(firm.pk) == request.POST.get("firm")), None)
    if firm is None:
        return several_page(request, firms, error=_("Choose the firm that applies."), status=400)
    codes = set(request.POST.getlist("intake"))
    intakes = list(intakes_to_apply_to().filter(code__in=codes))
    if len(intakes) < len(codes):
        text = _("One of these intakes is not open any more. Nothing was begun: choose again.")
        return several_page(request, firms, error=text, status=400)
    try:
        started = start_several(user=request.user, firm=firm, intakes=intakes)
    except DomainError as error:
        return several_page(request, firms, error=error.message, status=error.status)
    if len(started) == 1:
        return redirect("application", started[0].reference)
    return redirect("apply-together", started[0].batch)


def several_page(request, firms: list[Firm], *, error: str = "", status: int = 200):
    drafts = drafts_by_intake(request.user, firms)
    intakes = list(intakes_to_apply_to())
    named = set(request.GET.getlist("intake"))
    carried = [intake.code for intake in intakes if intake.code in named]
    ticked = request.POST.getlist("intake") if request.method == "POST" else carried[:MOST]
    # What somebody brings along stands first, or she would not find it.
    intakes.sort(key=lambda intake: intake.code not in named)
    context = {
        "firms": firms,
        "firm": request.POST.get("firm", ""),
        "choices": [(intake, drafts.get(intake.pk, [])) for intake in intakes],
        "ticked": ticked,
        "too_many": len(carried) if len(carried) > MOST else 0,
        "most": MOST,
        "error": error,
    }
    return render(request, "programs/applications/several.html", context, status=status)


def together_url(batch: UUID) -> str:
    return reverse("apply-together", args=[batch])


# Filling in ----------------------------------------------------------------------------------------------------------


@keeps_typed_text
@require_http_methods(["GET", "POST"])
def together(request, batch: UUID):
    """The questions that the drafts share, each once, and how far each draft has come; a POST saves to all of them.

    A POST of htmx is the page that saves itself: the answer is what has changed in it.
    """
    applications = applications_in(request.user, batch)
    if not applications:
        raise Http404
    if request.method != "POST":
        return together_page(request, applications)
    drafts = read_together(applications)
    if not drafts:
        text = _("Nothing was changed. The applications have been sent and are read-only.")
        return refused_page(request, Conflict("not-editable", text), together_url(batch))
    alike = alike_in(drafts)
    is_fragment = request.headers.get("HX-Request") == "true"
    if is_outdated(request, alike, by_itself=is_fragment):
        text = _(
            "Nothing was saved. An application was sent, or has a newer form, since you opened this page. Copy what "
            "you typed, then open the page again."
        )
        return refused_page(request, Conflict("page-outdated", text), together_url(batch))
    removed = row_asked_for(request.POST)
    sent = sent_page(request, alike, without=removed, by_itself=is_fragment)
    ended = save_together(user=request.user, typed=sent.typed, confirm=not is_fragment)
    if is_fragment:
        return changes(request, applications_in(request.user, batch), alike, ended=ended, sent=sent)
    if sent.stale or not all(one.is_whole for one in ended.values()):
        return together_page(request, applications, ended=ended, sent=sent)
    table = request.POST.get("add-row") or (removed[0] if removed else "")
    shared = next((one for one in alike if one.key == table), None)
    if shared is not None:
        return redirect(f"{together_url(batch)}?{rows_wanted(request, shared)}#q-{table}")
    return done(request, saved_text(ended), together_url(batch))


def saved_text(ended: Mapping[str, Ended]) -> str:
    """Where an answer went."""
    changed = [reference for reference, one in ended.items() if one.saved and one.saved.changed]
    if not changed:
        return _("Nothing has changed.")
    listed = pgettext("between the items of a list", ", ").join(changed)
    return _("Saved in %(references)s.") % {"references": listed}


def rows_wanted(request, shared: Shared) -> str:
    """The query that shows a table with one row more or less than the page had."""
    draft, key = shared.places[0]
    shown = rows_in(request.POST, draft.form.questions[key])
    if "add-row" in request.POST:
        return f"rows-{shared.key}={shown + 1}&focus=row"
    return f"rows-{shared.key}={max(shown - 1, 0)}&focus=add"
