"""What a person put aside before she signed in, or before she had a firm, goes over to her firm's shortlist."""

from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.permissions import can_write
from accounts.selectors import current_membership
from accounts.services.shortlist import Merged, merge_shortlist
from accounts.visitor_list import read_kept, write_kept
from portal.kernel.errors import DomainError

from .common import FIRM_KEY


def carry_over(request, response, user: User | None = None):
    """Merge the browser's list into that of the firm the person works for, say so, and return the response.

    user: who has just signed in; the request's own user when not given. The list stays in the browser while it is not
    clear whose it is: without a firm, with several and none chosen, and for those who only read.
    """
    kept = read_kept(request)
    if not kept:
        return response
    person = user or request.user
    membership = current_membership(person, request.session.get(FIRM_KEY))
    if membership is None or not can_write(membership):
        return response
    try:
        merged = merge_shortlist(actor=person, firm=membership.firm, kept=kept)
    except DomainError:
        # A role may end between the question and the answer; that is no reason to refuse the sign-in.
        return response
    tell(request, merged, membership.firm.local_name)
    write_kept(response, merged.left)
    return response


def tell(request, merged: Merged, firm: str) -> None:
    """Say what became of the browser's list."""
    if merged.added:
        text = ngettext(
            "%(count)s entry you kept in this browser is now on the shortlist of %(firm)s.",
            "%(count)s entries you kept in this browser are now on the shortlist of %(firm)s.",
            merged.added,
        )
        messages.success(request, text % {"count": merged.added, "firm": firm})
    elif merged.noted:
        text = _("Your notes from this browser are now on the shortlist of %(firm)s.")
        messages.success(request, text % {"firm": firm})
    elif not merged.left:
        text = _("What you kept in this browser was on the shortlist of %(firm)s already.")
        messages.success(request, text % {"firm": firm})
    if merged.left:
        text = ngettext(
            "%(count)s entry, or its note, found no room on the shortlist of %(firm)s. It stays in this browser.",
            "%(count)s entries, or their notes, found no room on the shortlist of %(firm)s. They stay in this browser.",
            len(merged.left),
        )
        messages.warning(request, text % {"count": len(merged.left), "firm": firm})
