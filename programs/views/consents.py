"""The firm's ledger of consents: what is shared with whom, revoking, giving again, and the whole as a table."""

import csv

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.enums import Bank
from accounts.models import Consent, Membership
from accounts.permissions import can_sign
from accounts.selectors import consents_of
from accounts.views.common import membership_or_404
from accounts.wording import consent_in_words
from portal.kernel.clock import ZONE
from portal.kernel.errors import DomainError
from portal.kernel.languages import pick
from programs.selectors.applications import applications_of
from programs.services.consenting import consents_needed, give_again, revoke

from .common import done, refuse

#: A key of a table has no more digits.
LONGEST_KEY = 18
#: What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@require_safe
def index(request, firm_id: int):
    membership = membership_or_404(request, firm_id)
    context = {
        "firm": membership.firm,
        "rows": [(consent, pick(consent.body_names)) for consent in consents_of(membership.firm)],
        "section": "firm",
    }
    return render(request, "programs/consents/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request, firm_id: int, pk: int):
    """One consent with its text; a POST revokes it or, where it was revoked and is missing, gives it again."""
    membership = membership_or_404(request, firm_id)
    consent = get_object_or_404(consents_of(membership.firm), pk=min(pk, 2**63 - 1))
    if request.method == "POST":
        return change(request, membership, consent)
    is_owner = can_sign(membership)
    context = {
        "firm": membership.firm,
        "consent": consent,
        "body": pick(consent.body_names),
        "words": consent_in_words(consent.text, consent.body_names, consent.side),
        "may_revoke": is_owner and consent.revoked_at is None,
        "is_owner": is_owner,
        "again": missing_again(request, consent) if consent.revoked_at else None,
        "section": "firm",
    }
    return render(request, "programs/consents/one.html", context)


def missing_again(request, consent: Consent):
    """What can be given in place of a revoked consent: a `Needed`, or None."""
    applications = applications_of(request.user).filter(submitted_at__isnull=False)
    application = applications.filter(reference=consent.about, firm=consent.firm_id).first()
    needed = consents_needed(application) if application else []
    return next((each for each in needed if each.text.purpose == consent.text.purpose), None)


def change(request, membership: Membership, consent: Consent):
    back = reverse("firm-consents", args=[membership.firm_id])
    try:
        if request.POST.get("do") == "revoke":
            revoke(user=request.user, consent=consent)
            text = _("The consent is revoked. Nothing further is shared under it.")
        elif request.POST.get("do") == "give":
            give_again(user=request.user, consent=consent, agreed=posted_key(request))
            text = _("The consent is given again.")
        else:
            return redirect(back)
    except DomainError as error:
        return refuse(request, error, back)
    return done(request, text, "firm-consents", membership.firm_id)


def posted_key(request) -> int:
    """The key of the text that the page showed; 0 where none was ticked."""
    raw = request.POST.get("text", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= LONGEST_KEY else 0


@require_safe
def export(request, firm_id: int):
    """The ledger as a table (CSV with a byte order mark, so that spreadsheets take the Chinese for what it is)."""
    membership = membership_or_404(request, firm_id)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="consents-{membership.firm_id}.csv"'
    response["Cache-Control"] = "private, no-store"
    table = csv.writer(response)
    table.writerow(
        (
            *(_("Application"), _("Receiving body"), _("Kept in"), _("Purpose"), _("Version of the text")),
            *(_("Given"), _("Given by"), _("Revoked"), _("Revoked by")),
        )
    )
    for consent in consents_of(membership.firm):
        table.writerow([safe(cell) for cell in cells(consent)])
    return response


def cells(consent: Consent) -> tuple:
    return (
        consent.about,
        pick(consent.body_names),
        Bank(consent.side).label,
        consent.text.get_purpose_display(),
        consent.text.number,
        stamp(consent.given_at),
        consent.given_by,
        stamp(consent.revoked_at),
        consent.revoked_by or "",
    )


def stamp(moment) -> str:
    """A moment in Hong Kong, as tables read it."""
    return moment.astimezone(ZONE).isoformat(sep=" ", timespec="minutes") if moment else ""


def safe(cell) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text
