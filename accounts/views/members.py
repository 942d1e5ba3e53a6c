"""Members of a firm: roles and removal. Services refuse those who are not owners."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.members import RoleForm
from accounts.models import Membership
from accounts.selectors import LARGEST_KEY, members_seen_by, membership_of
from accounts.services.members import change_role, remove_member, transfer_ownership
from portal.kernel.errors import DomainError, InvalidInput

from .common import done, owner_or_refusal, page, refuse


def member_or_404(request, pk: int) -> Membership:
    """A member of one of the person's own firms."""
    return get_object_or_404(members_seen_by(request.user), pk=min(pk, LARGEST_KEY))


@require_POST
def role(request, pk: int) -> HttpResponse:
    member = member_or_404(request, pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return refuse(request, InvalidInput("role", _("Nothing was changed. Choose a role.")))
    try:
        change_role(actor=request.user, membership=member, role=form.cleaned_data["role"])
    except DomainError as error:
        return refuse(request, error)
    return done(request, _("The role of %(person)s was changed.") % {"person": member.user}, "firm")


@require_http_methods(["GET", "POST"])
def remove(request, pk: int) -> HttpResponse:
    """Ask once, then end a membership."""
    member = member_or_404(request, pk)
    try:
        owner_or_refusal(membership_of(request.user, member.firm))
        if request.method == "POST":
            remove_member(actor=request.user, membership=member)
            return done(request, _("%(person)s is no longer a member.") % {"person": member.user}, "firm")
    except DomainError as error:
        return refuse(request, error)
    return page(request, "accounts/member_remove.html", {"member": member, "firm": member.firm})


@require_http_methods(["GET", "POST"])
def transfer(request, pk: int) -> HttpResponse:
    """Ask once, then make another member an owner in one's own place."""
    member = member_or_404(request, pk)
    try:
        owner_or_refusal(membership_of(request.user, member.firm))
        if request.method == "POST":
            transfer_ownership(actor=request.user, membership=member)
            text = _("%(person)s is an owner now, and you are an editor.") % {"person": member.user}
            return done(request, text, "firm")
    except DomainError as error:
        return refuse(request, error)
    return page(request, "accounts/member_transfer.html", {"member": member, "firm": member.firm})
