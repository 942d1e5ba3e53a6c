"""Inviting, withdrawing an invitation, and following its link."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.fields import add_refusal
from accounts.forms.members import InviteForm
from accounts.selectors import LARGEST_KEY, invitations_seen_by, is_in_group
from accounts.services.invitations import (
    accept_invitation,
    find_invitation,
    firm_joined_through,
    invite_member,
    revoke_invitation,
)
from portal.kernel.errors import DomainError, NotAllowed
from portal.kernel.languages import current

from .carrying import carry_over
from .common import done, membership_or_404, owner_or_refusal, page, refuse, work_for


@require_http_methods(["GET", "POST"])
def invite(request, firm_id: int) -> HttpResponse:
    membership = membership_or_404(request, firm_id)
    form = InviteForm(request.POST if request.method == "POST" else None)
    status = 200
    try:
        owner_or_refusal(membership)
        if request.method == "POST":
            status = 400
            if form.is_valid():
                sent = invite_member(
                    actor=request.user, firm=membership.firm, language=current(), **form.cleaned_data
                )
                work_for(request, membership.firm)
                text = _("An invitation is on its way to %(email)s. It can be used for 7 days.")
                return done(request, text % {"email": sent.email}, "firm")
    except NotAllowed as error:
        return refuse(request, error)
    except DomainError as error:
        add_refusal(form, error)
        status = error.status
    context = {"form": form, "firm": membership.firm, "in_group": is_in_group(membership.firm)}
    return page(request, "accounts/invite.html", context, status=status)


@require_POST
def revoke(request, pk: int) -> HttpResponse:
    invitation = get_object_or_404(invitations_seen_by(request.user), pk=min(pk, LARGEST_KEY))
    try:
        revoke_invitation(actor=request.user, invitation=invitation)
    except DomainError as error:
        return refuse(request, error)
    return done(
        request, _("The invitation to %(email)s was withdrawn.") % {"email": invitation.email}, "firm"
    )


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request, token: str) -> HttpResponse:
    """The page behind an invitation's link. It changes nothing until its reader presses the button."""
    reader = request.user if request.user.is_authenticated else None
    try:
        if request.method == "POST" and reader:
            membership = accept_invitation(actor=reader, token=token)
            work_for(request, membership.firm)
            text = _("You are now a member of %(firm)s.") % {"firm": membership.firm.local_name}
            return carry_over(request, done(request, text, "firm"))
        found = find_invitation(actor=reader, token=token)
    except DomainError as error:
        joined = firm_joined_through(actor=reader, token=token) if reader else None
        if joined is not None:
            text = _("You are a member of %(firm)s already.") % {"firm": joined.local_name}
            return done(request, text, "firm")
        context = {"error": error}
        return page(request, "accounts/invitation_refused.html", context, status=error.status)
    if request.method == "POST":
        return redirect_to_login(request.get_full_path())
    return page(request, "accounts/invitation.html", {"invitation": found, "firm": found.firm})
