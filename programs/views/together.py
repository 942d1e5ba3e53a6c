"""Applying to several intakes at once: choosing them, and answering once what their drafts ask alike."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import Firm
from accounts.selectors import memberships_of
from portal.kernel.errors import DomainError
from programs.forms.together import Common, SentPage, sent_page
from programs.models import Application
from programs.permissions import actors
from programs.selectors.drafts import Draft
from programs.selectors.intakes import drafts_by_intake, intakes_to_apply_to
from programs.selectors.together import (
    MOST,
    Shared,
    alike_in,
    applications_together,
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
    """The open intakes with a box each; a POST begins their drafts and goes on to them."""
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
    return redirect(together_url(started))


def several_page(request, firms: list[Firm], *, error: str = "", status: int = 200):
    drafts = drafts_by_intake(request.user, firms)
    context = {
        "firms": firms,
        "firm": request.POST.get("firm", ""),
        "choices": [(intake, drafts.get(intake.pk, [])) for intake in intakes_to_apply_to()],
        "ticked": request.POST.getlist("intake"),
        "most": MOST,
        "error": error,
    }
    return render(request, "programs/applications/several.html", context, status=status)


def together_url(applications: list[Application]) -> str:
    query = urlencode({"drafts": [row.reference for row in applications]}, doseq=True)
    return f"{reverse('apply-together')}?{query}"


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
def together(request):
    """The questions that the drafts share, each once, and how far each draft has come; a POST saves to all of them."""
    applications = applications_together(request.user, request.GET.getlist("drafts"))
    if not applications:
        raise Http404
    if request.method != "POST":
        return together_page(request, applications)
    sent = sent_page(request, alike_in(read_together(applications)))
    ended = save_together(user=request.user, typed=sent.typed)
    if sent.stale or not all(one.is_whole for one in ended.values()):
        return together_page(request, applications, ended=ended, sent=sent)
    changed = [one for one in ended.values() if one.saved and one.saved.changed]
    if not changed:
        return done(request, _("Nothing has changed."), together_url(applications))
    text = ngettext("Saved in %(n)s draft.", "Saved in %(n)s drafts.", len(changed)) % {"n": len(changed)}
    return done(request, text, together_url(applications))


def together_page(request, applications: list[Application], *, ended=None, sent: SentPage | None = None):
    """ended, sent: how saving ended by reference, and what was sent, where not all was kept."""
    ended = ended or {}
    drafts = read_together(applications)
    by_reference = {draft.application.reference: draft for draft in drafts}
    commons = [common_of(shared, ended, sent) for shared in shared_by(drafts)]
    rows = []
    for application in applications:
        draft = by_reference.get(application.reference)
        stops = stops_of(draft) if draft else []
        rows.append(Row(application, draft, stops, ended.get(application.reference)))
    capacity = what_she_may(request, applications[0])
    is_refused = any(one.refusal or (one.saved and one.saved.refused) for one in ended.values())
    context = {
        "firm": applications[0].firm,
        "rows": rows,
        "commons": commons,
        "url": together_url(applications),
        "has_conflicts": any(common.has_changed for common in commons),
        "refusals": [row for row in rows if row.ended and row.ended.refusal],
        "may_write": capacity["may_write"],
    }
    status = 400 if is_refused else 409 if sent else 200
    return render(request, "programs/applications/together.html", context, status=status)


def common_of(shared: Shared, ended: Mapping[str, Ended], sent: SentPage | None) -> Common:
    """A shared question as the page shows it after saving: what was typed stays where it was not kept everywhere."""
    if sent is None:
        return Common(shared)
    has_changed, refused = shared.key in sent.stale, ""
    for draft, key in shared.places:
        one = ended.get(draft.application.reference)
        if one is not None and one.saved is not None:
            refused = refused or one.saved.refused.get(key, "")
            has_changed = has_changed or key in one.saved.conflicts
    is_kept = not (has_changed or refused)
    return Common(shared, None if is_kept else sent.texts.get(shared.key), refused, has_changed)
