"""The ledger of consents: giving, revoking, and publishing the words that people agree to."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Consent, ConsentText, Firm, User
from accounts.permissions import can_sign
from accounts.selectors import membership_of
from portal.audit.record import record
from portal.kernel.errors import Conflict, InvalidInput, NotAllowed
from portal.kernel.languages import ENGLISH, SUFFIXES

from .saving import save_clean

#: What has to stand in every text, so that people know whom they allow what.
MARKS = ("{body}", "{side}")


@transaction.atomic
def give_consent(
    *, actor: User, firm: Firm, text: ConsentText, body: dict[str, str], side: str, about: str = ""
) -> Consent:
    """Write that a firm agrees to a text. One that is in force already is returned, and nothing is written.

    body: what the receiving body is called, by language code; its English name is its key. side: a value of Bank.
    about: the reference of an application, or empty. Whoever calls holds the lock of what it is about.
    Raises NotAllowed unless the actor is an owner, Conflict when the text was never published.
    """
    check_owner(actor, firm)
    if text.published_at is None:
        raise Conflict("text-not-published", _("Nothing was changed. This text is not published."))
    found = firm.consents.filter(text=text, body=body[ENGLISH], about=about, revoked_at__isnull=True).first()
    if found is not None:
        return found
    consent = Consent(
        firm=firm, text=text, body=body[ENGLISH], body_names=body, side=side, about=about, given_by=actor
    )
    save_clean(consent)
    record(actor=actor, action="consent.give", target=consent, data=said(consent))
    return consent


@transaction.atomic
def revoke_consent(*, actor: User, consent: Consent) -> Consent:
    """Write that a consent holds no more. What was shared under it stays where it is.

    Raises NotAllowed unless the actor is an owner of the firm, Conflict when it was revoked before.
    """
    found = (
        Consent.objects.select_for_update(no_key=True, of=("self",))
        .select_related("firm", "text")
        .get(pk=consent.pk)
    )
    check_owner(actor, found.firm)
    if found.revoked_at is not None:
        raise Conflict("consent-revoked", _("Nothing was changed. This consent was revoked already."))
    found.revoked_at, found.revoked_by = timezone.now(), actor
    save_clean(found)
    record(actor=actor, action="consent.revoke", target=found, data=said(found))
    return found


@transaction.atomic
def publish_text(*, actor: User | None, text: ConsentText) -> ConsentText:
    """Put a text in force. From then on its words stay as they are.

    Raises Conflict when it is published, InvalidInput where it does not say which body it is about and on which side.
    """
    found = ConsentText.objects.select_for_update(no_key=True).get(pk=text.pk)
    if found.published_at is not None:
        raise Conflict("text-published", _("Nothing was changed. This text is published already."))
    columns = [f"body_{suffix}" for suffix in SUFFIXES.values()]
    if any(mark not in getattr(found, column) for mark in MARKS for column in columns):
        raise InvalidInput(
            "text-without-marks",
            _("Nothing was published. The text has to hold {body} and {side} in every language."),
        )
    found.published_at = timezone.now()
    save_clean(found)
    record(actor=actor, action="consent-text.publish", target=found, data={"number": found.number})
    return found


def check_owner(actor: User, firm: Firm) -> None:
    """Raise NotAllowed for everybody who does not sign for the firm."""
    if not can_sign(membership_of(actor, firm)):
        raise NotAllowed("not-an-owner", _("Only an owner of the firm can do this. Ask one of them."))


def said(consent: Consent) -> dict[str, object]:
    """A line of the ledger as the record keeps it."""
    return {
        "firm": consent.firm_id,
        "purpose": consent.text.purpose,
        "text": consent.text.number,
        "body": consent.body,
        "side": consent.side,
        "about": consent.about,
    }
