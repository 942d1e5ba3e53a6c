"""What the views of firms and people share."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.models import Firm, Membership
from accounts.permissions import can_manage_members, can_write
from accounts.selectors import membership_in
from portal.kernel.errors import DomainError, NotAllowed

#: Session key of the firm a person works for.
FIRM_KEY = "firm"
#: Session key of what somebody has answered in the eligibility check: see `programs.views.check_session`.
CHECK_KEY = "check"


def membership_or_404(request, firm_id: int) -> Membership:
    """The person's membership of a firm; somebody else's firm is as unknown as one that does not exist."""
    membership = membership_in(request.user, firm_id)
    if membership is None:
        raise Http404
    return membership


def writer_or_refusal(membership: Membership | None) -> None:
    """Raise NotAllowed for those who only read."""
    if not can_write(membership):
        raise NotAllowed("not-a-writer", _("Only an owner or editor of the firm can change its data."))


def owner_or_refusal(membership: Membership | None) -> None:
    """Raise NotAllowed for those who do not manage members."""
    if not can_manage_members(membership):
        raise NotAllowed("not-an-owner", _("Only an owner of the firm can do this. Ask one of them."))


def work_for(request, firm: Firm) -> None:
    """Keep in the session which firm the person works for; every page checks it against her memberships again."""
    request.session[FIRM_KEY] = firm.pk


def heading(request) -> str:
    """Where a page wants to go on to: its `next`, when that is a path of ours; else empty."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours and wanted.startswith("/") else ""


def page(request, template: str, context: dict, status: int = 200) -> HttpResponse:
    """A page under "Firm" in the main navigation, wherever its address stands."""
    return render(request, template, {"section": "firm", **context}, status=status)


def refuse(request, error: DomainError, back: str = "") -> HttpResponse:
    """A page that says why nothing was changed, with one way out: `back`, or the firm's page."""
    context = {"error": error, "back": back or reverse("firm")}
    return page(request, "accounts/refused.html", context, status=error.status)


def done(request, text: str, to: str, *args) -> HttpResponse:
    """Say what was done and go on to the page named `to`, or to the path `to`."""
    messages.success(request, text)
    return redirect(to, *args)
