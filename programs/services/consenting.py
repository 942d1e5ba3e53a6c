"""Consents that an application needs before it goes to its body, and what revoking one brings about."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from accounts.enums import Bank, ConsentPurpose, FirmSide
from accounts.models import Consent, ConsentText, Firm, User
from accounts.selectors import texts_in_force
from accounts.services.consents import give_consent, revoke_consent
from accounts.wording import consent_in_words
from portal.kernel.errors import Conflict, DomainError, InvalidInput
from portal.kernel.languages import ENGLISH, texts_of
from programs.models import Application, Intake

from .telling import common_params, tell, zone_people
from .transitions import lock_application


@dataclass(frozen=True)
class Needed:
    """A consent that is missing. body: what the body is called, by language code; side: a value of Bank."""

    text: ConsentText
    body: dict[str, str]
    side: str

    @property
    def words(self) -> str:
        """The whole text in the reader's language, about this body and its side."""
        return consent_in_words(self.text, self.body, self.side)

    @property
    def field(self) -> str:
        """The name of its box."""
        return f"consent-{self.text.pk}"


def purposes_of(firm: Firm, intake: Intake) -> list[str]:
    """What a firm has to allow before an application goes to the body of an intake: values of ConsentPurpose.

    An application draws on what the whole group has recorded, so data cross the boundary as soon as one company of
    the group stands on another side than the body. A firm that is not registered yet counts as in Hong Kong.
    """
    sides = {Bank.NORTH if firm.side == FirmSide.SHENZHEN else Bank.SOUTH}
    if firm.parent_id:
        sides.add(Bank.SOUTH)
    elif intake.side == Bank.SOUTH and firm.entities.exists():
        sides.add(Bank.NORTH)
    crosses = sides != {intake.side}
    return [ConsentPurpose.SHARE, *([ConsentPurpose.TRANSFER] if crosses else [])]


def consents_needed(application: Application) -> list[Needed]:
    """The consents that are missing before the application can be sent, in the order in which they are asked.

    A purpose whose text nobody has published is left out here; `refuse_without` refuses it. At most three queries.
    """
    return consents_needed_in([application])[application.reference]


def consents_needed_in(applications: Sequence[Application]) -> dict[str, list[Needed]]:
    """The same for applications of one firm, by reference. At most three queries for any number."""
    texts = texts_in_force()
    if len({id(application.firm) for application in applications}) < len(applications):
        # One row of the firm serves several: it is asked once which companies it has.
        prefetch_related_objects([application.firm for application in applications], "entities")
    held = consents_held(applications)
    return {
        application.reference: [
            Needed(texts[purpose], texts_of(application.intake, "receiving_body"), application.intake.side)
            for purpose in missing(application, texts, held)
            if purpose in texts
        ]
        for application in applications
    }


#: A consent that holds: the reference it is about, the body's English name, the key of the text.
Held = tuple[str, str, int]


def consents_held(applications: Iterable[Application]) -> set[Held]:
    """The consents about these applications that were given and not revoked. One query."""
    given = Consent.objects.filter(
        firm__in={application.firm_id for application in applications},
        about__in=[application.reference for application in applications],
        revoked_at__isnull=True,
    )
    return set(given.values_list("about", "body", "text_id"))


def missing(application: Application, texts: dict[str, ConsentText], held: set[Held]) -> list[str]:
    """The purposes for which no consent to the text in force holds."""
    body = texts_of(application.intake, "receiving_body")[ENGLISH]
    return [
        purpose
        for purpose in purposes_of(application.firm, application.intake)
        if purpose not in texts or (application.reference, body, texts[purpose].pk) not in held
    ]


def give_for(*, application: Application, user: User, agreed: Collection[int]) -> list[Consent]:
    """Give the missing consents that were ticked; the caller holds the application's lock.

    agreed: primary keys of the texts on the page. One that is no longer in force gives nothing: its reader has not
    seen the new one. Raises NotAllowed unless the user is an owner of the firm.
    """
    return [
        give_consent(
            actor=user,
            firm=application.firm,
            text=needed.text,
            body=needed.body,
            side=needed.side,
            about=application.reference,
        )
        for needed in consents_needed(application)
        if needed.text.pk in agreed
    ]


def refuse_without(application: Application) -> None:
    """Refuse to send an application without every consent it needs.

    Raises InvalidInput that names the box of each missing one, DomainError where the zone has published no text.
    """
    texts = texts_in_force()
    purposes = missing(application, texts, consents_held([application]))
    if any(purpose not in texts for purpose in purposes):
        raise DomainError(
            "no-consent-text",
            _(
                "This cannot be sent yet: the zone has not published what you would agree to. Try again later."
            ),
        )
    if purposes:
        raise InvalidInput(
            "consent-missing",
            _("It is sent only with your consent. Read the texts and tick the boxes."),
            {
                f"consent-{texts[purpose].pk}": [
                    _("Tick the box: %(title)s") % {"title": texts[purpose].title}
                ]
                for purpose in purposes
            },
        )


def revoked_purposes(application: Application) -> set[str]:
    """The purposes for which a consent about the application was revoked and not given again. One query."""
    rows = application.firm.consents.filter(about=application.reference)
    lines = list(rows.values_list("text__purpose", "revoked_at"))
    return {purpose for purpose, _revoked in lines} - {purpose for purpose, at in lines if at is None}


def refuse_revoked(application: Application) -> None:
    """Refuse to share more once a consent about the application was revoked and not given again. Raises Conflict."""
    if revoked_purposes(application):
        raise Conflict(
            "consent-revoked",
            _(
                "Nothing was sent. The firm has revoked a consent for this application, so nothing more is shared. "
                "An owner can give it again under “Consents” of the firm."
            ),
        )


@transaction.atomic
def revoke(*, user: User, consent: Consent) -> Consent:
    """Revoke a consent, and tell the zone's people where the application that it is about was sent.

    Raises NotAllowed unless the user is an owner of the firm, Conflict when it was revoked before.
    """
    application = sent_application(consent)
    revoked = revoke_consent(actor=user, consent=consent)
    if application is not None:
        for person in zone_people(application):
            tell(
                user=person,
                kind="consent_revoked",
                params=common_params(application),
                application=application,
                key=f"consent:{revoked.pk}:revoked",
                desk=True,
            )
    return revoked


@transaction.atomic
def give_again(*, user: User, consent: Consent, agreed: int) -> Consent:
    """Give a revoked consent anew, under the text now in force. agreed: the key of the text that the page showed.

    Raises NotAllowed unless the user is an owner of the firm, Conflict when there is nothing to give or the text has
    been replaced since.
    """
    application = sent_application(consent)
    needed = [
        needed
        for needed in (consents_needed(application) if application else [])
        if needed.text.purpose == consent.text.purpose and needed.text.pk == agreed
    ]
    if application is None or not needed:
        raise Conflict(
            "consent-not-missing",
            _(
                "Nothing was changed. This consent is not missing, or its text has changed: open the page again."
            ),
        )
    return give_for(application=application, user=user, agreed=[agreed])[0]


def sent_application(consent: Consent) -> Application | None:
    """The application that a consent is about, locked, if it was sent."""
    found = Application.objects.filter(
        reference=consent.about, firm_id=consent.firm_id, submitted_at__isnull=False
    )
    return lock_application(consent.about) if consent.about and found.exists() else None
