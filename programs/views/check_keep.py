"""Answers of a check become facts of a firm: she looks at them first, and chooses where they differ."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Firm
from accounts.permissions import can_write
from accounts.selectors import chosen_membership, memberships_of
from accounts.views.common import FIRM_KEY, heading, work_for
from portal.kernel.errors import DomainError, InvalidInput
from programs.check.state import Check
from programs.forms.check import ConflictForm
from programs.selectors.check import check_of
from programs.services.check import Proposals, entities_for, homes_of, keep_answers, proposals_for

from .check_session import answers_in, keep


@require_safe
@never_cache
def choose(request) -> HttpResponse:
    """Which firm the answers are for; straight on where that is clear."""
    if not answers_in(request).said:
        messages.info(request, _("There is nothing to keep: no answer stands in this browser alone."))
        return redirect("check_results")
    memberships = list(memberships_of(request.user))
    writable = [one for one in memberships if can_write(one)]
    chosen = chosen_membership(writable, request.session.get(FIRM_KEY))
    if chosen is not None and (len(writable) == 1 or "choose" not in request.GET):
        return redirect("check_keep_for", chosen.firm_id)
    context = {"memberships": writable, "only_reads": bool(memberships)}
    return render(request, "programs/check/keep_choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def keep_for(request, firm_id: int) -> HttpResponse:
    """What becomes of the answers at this firm, with a choice for each that differs; POST records them."""
    memberships = list(memberships_of(request.user))
    membership = next((one for one in memberships if one.firm_id == firm_id), None)
    if membership is None:
        raise Http404
    check = check_of(answers_in(request))
    if not can_write(membership) or not check.own:
        return redirect("check_keep")
    proposals = proposals_for(check, homes_of(membership.firm, memberships, chosen_entity(request)))
    form = ConflictForm(request.POST if request.method == "POST" else None, conflicts=proposals.conflicts)
    status = 200
    if request.method == "POST" and request.POST.get("seen") != proposals.mark:
        form = ConflictForm(conflicts=proposals.conflicts)
        messages.warning(request, _("Something has changed since this page was shown. Look at it again."))
        status = 409
    elif request.method == "POST":
        if form.is_valid():
            try:
                count = keep_answers(actor=request.user, proposals=proposals, replaced=form.replaced)
            except InvalidInput as error:
                add_named(form, error, check)
                status = error.status
            except DomainError as error:
                form.add_error(None, str(error.message))
                status = error.status
            else:
                return done(request, membership.firm, proposals, count)
        else:
            status = 400
    context = {
        "firm": membership.firm,
        "entities": entities_for(membership.firm, memberships),
        "several": len(memberships) > 1,
        "proposals": proposals,
        "form": form,
    }
    return render(request, "programs/check/keep.html", context, status=status)


def chosen_entity(request: HttpRequest) -> int | None:
    """The key of the Shenzhen company that the address names, if it names one."""
    raw = request.GET.get("entity", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else None


def add_named(form: ConflictForm, error: InvalidInput, check: Check) -> None:
    """Put each refusal at its field; where the page has none for it, above the form with the question."""
    for name, texts in error.errors.items():
        fact = check.asked.get(name)
        for text in texts:
            if name in form.fields or fact is None:
                form.add_error(name if name in form.fields else None, text)
            else:
                form.add_error(None, _("%(label)s: %(error)s") % {"label": fact.question, "error": text})


def done(request: HttpRequest, firm: Firm, proposals: Proposals, count: int) -> HttpResponse:
    """Take what is with the firm now out of the browser, and say what was done."""
    answers = answers_in(request)
    handled = {*proposals.refuted, *(each.fact.name for each in proposals.all)}
    said = {name: value for name, value in answers.said.items() if name not in handled}
    keep(request, replace(answers, said=said, effect=None))
    work_for(request, firm)
    text = ngettext(
        "%(count)s answer is now a fact of %(firm)s.", "%(count)s answers are now facts of %(firm)s.", count
    )
    messages.success(request, text % {"count": count, "firm": firm.local_name})
    return redirect(heading(request) or "check_results")
