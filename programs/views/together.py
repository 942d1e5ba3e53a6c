"""Applying to several intakes at once: choosing them, and answering once what their drafts ask alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from accounts.models import Firm
from accounts.selectors import memberships_of
from portal.kernel.errors import DomainError
from programs.enums import QuestionKind
from programs.forms.together import Common, SentPage, sent_page
from programs.forms.typed import row_asked_for, rows_in, whole
from programs.models import Application
from programs.permissions import actors
from programs.selectors.drafts import Draft
from programs.selectors.intakes import drafts_by_intake, intakes_to_apply_to
from programs.selectors.papers import papers_fitting
from programs.selectors.together import (
    MOST,
    Shared,
    alike_in,
    applications_in,
    read_together,
    shared_by,
)
from programs.services.together import Ended, save_together, start_several
from programs.workflow import Actor

from .common import done
from .drafts import Stop, stops_of
from .kept import keeps_typed_text
from .sent import what_she_may

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


@dataclass(frozen=True)
class Row:
    """One application in the list of those that are filled in together. draft: None once it was sent."""

    application: Application
    draft: Draft | None
    stops: list[Stop]
    ended: Ended | None = None

    @property
    def done(self) -> int:
        return sum(stop.is_done for stop in self.stops)

    @property
    def left(self) -> list[Stop]:
        return [stop for stop in self.stops if not stop.is_done]


@keeps_typed_text
@require_http_methods(["GET", "POST"])
def together(request, batch: UUID):
    """The questions that the drafts share, each once, and how far each draft has come; a POST saves to all of them."""
    applications = applications_in(request.user, batch)
    if not applications:
        raise Http404
    if request.method != "POST":
        return together_page(request, applications)
    alike = alike_in(read_together(applications))
    removed = row_asked_for(request.POST)
    sent = sent_page(request, alike, without=removed)
    ended = save_together(user=request.user, typed=sent.typed)
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


def together_page(request, applications: list[Application], *, ended=None, sent: SentPage | None = None):
    """ended, sent: how saving ended by reference, and what was sent, where not all was kept."""
    ended = ended or {}
    drafts = read_together(applications)
    by_reference = {draft.application.reference: draft for draft in drafts}
    shared = shared_by(drafts)
    has_files = any(one.question.kind == QuestionKind.FILE for one in shared)
    papers = tuple(papers_fitting(applications[0].firm, "")) if has_files else ()
    commons = [common_of(request, one, ended, sent, papers) for one in shared]
    rows = []
    for application in applications:
        draft = by_reference.get(application.reference)
        stops = stops_of(draft) if draft else []
        rows.append(Row(application, draft, stops, ended.get(application.reference)))
    is_refused = any(one.refusal or (one.saved and one.saved.refused) for one in ended.values())
    context = {
        "firm": applications[0].firm,
        "batch": applications[0].batch,
        "rows": rows,
        "commons": commons,
        "has_drafts": bool(drafts),
        "has_sent": any(row.submitted_at for row in applications),
        "has_conflicts": any(common.has_changed for common in commons),
        "refusals": [row for row in rows if row.ended and row.ended.refusal],
        "may_write": what_she_may(request, applications[0])["may_write"],
        "focus": request.GET.get("focus", ""),
    }
    status = 400 if is_refused else 409 if sent else 200
    return render(request, "programs/applications/together.html", context, status=status)


def common_of(
    request, shared: Shared, ended: Mapping[str, Ended], sent: SentPage | None, papers: tuple
) -> Common:
    """A shared question as the page shows it after saving: what was typed stays where it was not kept everywhere."""
    rows = whole(request.GET.get(f"rows-{shared.key}", "")) or 0
    if sent is None:
        return Common(shared, least_rows=rows, papers=papers)
    has_changed, refused = shared.key in sent.stale, ""
    for draft, key in shared.places:
        one = ended.get(draft.application.reference)
        if one is not None and one.saved is not None:
            refused = refused or one.saved.refused.get(key, "")
            has_changed = has_changed or key in one.saved.conflicts
    is_kept = not (has_changed or refused)
    typed = None if is_kept else sent.texts.get(shared.key)
    return Common(shared, typed, refused, has_changed, rows, papers)
