"""The firm's workspace, its data, and choosing among several firms."""

from itertools import groupby

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms.fields import add_refusal
from accounts.forms.firms import FirmForm, SwitchForm
from accounts.forms.members import RoleForm
from accounts.models import FirmFact, Membership
from accounts.permissions import can_manage_members, can_write
from accounts.selectors import Workspace, chosen_membership, firms_of, memberships_of, workspace
from accounts.services.firms import create_firm, update_firm
from accounts.services.members import leave_firm
from accounts.wording import fact_in_words
from portal.catalogue.enums import FactGroup
from portal.kernel.errors import DomainError, InvalidInput

from .carrying import carry_over
from .common import FIRM_KEY, done, heading, membership_or_404, page, refuse, work_for, writer_or_refusal


@require_safe
def firm(request) -> HttpResponse:
    """The workspace of the firm one works for; the form for a first firm; or a choice among several."""
    memberships = list(memberships_of(request.user))
    if not memberships:
        return page(request, "accounts/firm_form.html", {"form": FirmForm(user=request.user), "first": True})
    membership = chosen_membership(memberships, request.session.get(FIRM_KEY))
    if membership is None:
        return page(request, "accounts/firm_choose.html", {"memberships": memberships})
    return workspace_page(request, membership, memberships)


def workspace_page(request, membership: Membership, memberships: list[Membership]) -> HttpResponse:
    shown = workspace(membership)
    mine = {m.firm_id for m in memberships}
    shown_already = {shown.firm.pk, shown.firm.parent_id, *(entity.pk for entity in shown.entities)}
    context = {
        "workspace": shown,
        "firm": shown.firm,
        "membership": membership,
        "facts": grouped(shown.facts),
        "members": [(member, role_form(member, shown)) for member in shown.members],
        "may_write": can_write(membership),
        "may_manage": can_manage_members(membership),
        "others": [m for m in memberships if m.firm_id not in shown_already],
        "mine": mine,
    }
    return page(request, "accounts/firm.html", context)


def role_form(member: Membership, shown: Workspace) -> RoleForm | None:
    """The member's role as a small form of its own, or None where the reader cannot change it."""
    if not can_manage_members(shown.membership) or (shown.is_last_owner and member.pk == shown.membership.pk):
        return None
    return RoleForm(initial={"role": member.role}, auto_id=f"member-{member.pk}-%s")


def grouped(facts: list[FirmFact]) -> list[dict]:
    """The facts under the registry's headings, in its order, with each answer in words."""
    order = {value: place for place, value in enumerate(FactGroup.values)}
    found = sorted(facts, key=lambda row: order.get(row.fact.group, len(order)))
    return [
        {
            "label": FactGroup(group).label,
            "rows": [
                {"fact": row.fact, "row": row, "answer": fact_in_words(row.fact, row.value)} for row in rows
            ],
        }
        for group, rows in groupby(found, key=lambda row: row.fact.group)
    ]


@require_http_methods(["GET", "POST"])
def create(request) -> HttpResponse:
    """Set up a firm, then on to `next` for those who came from a page that needs one."""
    form = FirmForm(request.POST if request.method == "POST" else None, user=request.user)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                made = create_firm(actor=request.user, **form.cleaned_data)
            except InvalidInput as error:
                add_refusal(form, error)
            else:
                work_for(request, made)
                text = _("%(firm)s is set up. You are its owner.") % {"firm": made.local_name}
                return carry_over(request, done(request, text, heading(request) or "firm"))
        status = 400
    context = {"form": form, "first": not firms_of(request.user).exists(), "next": heading(request)}
    return page(request, "accounts/firm_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def edit(request, firm_id: int) -> HttpResponse:
    membership = membership_or_404(request, firm_id)
    form = FirmForm(
        request.POST if request.method == "POST" else None, user=request.user, firm=membership.firm
    )
    status = 200
    try:
        writer_or_refusal(membership)
        if request.method == "POST":
            if form.is_valid():
                update_firm(actor=request.user, firm=membership.firm, **form.cleaned_data)
                work_for(request, membership.firm)
                return done(request, _("Saved."), "firm")
            status = 400
    except InvalidInput as error:
        add_refusal(form, error)
        status = error.status
    except DomainError as error:
        return refuse(request, error)
    return page(request, "accounts/firm_form.html", {"form": form, "firm": membership.firm}, status=status)


@require_POST
def switch(request) -> HttpResponse:
    """Work for another of one's firms, and go on to `next`; a firm of others is answered like a malformed choice."""
    firms: QuerySet = firms_of(request.user)
    form = SwitchForm(request.POST, firms=firms)
    if not form.is_valid():
        context = {"memberships": list(memberships_of(request.user)), "missed": True}
        return page(request, "accounts/firm_choose.html", context, status=404)
    work_for(request, form.cleaned_data["firm"])
    return carry_over(request, redirect(heading(request) or "firm"))


@require_http_methods(["GET", "POST"])
def leave(request, firm_id: int) -> HttpResponse:
    """Ask once, then end one's own membership."""
    membership = membership_or_404(request, firm_id)
    if request.method != "POST":
        shown = workspace(membership)
        return page(request, "accounts/firm_leave.html", {"firm": shown.firm, "last": shown.is_last_owner})
    try:
        leave_firm(actor=request.user, firm=membership.firm)
    except DomainError as error:
        return refuse(request, error, reverse("firm"))
    request.session.pop(FIRM_KEY, None)
    return done(request, _("You have left %(firm)s.") % {"firm": membership.firm.local_name}, "firm")
