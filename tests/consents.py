"""Texts of consents for tests, and an owner's agreement to all of them."""

from django.utils import timezone

from accounts.enums import ConsentPurpose, MemberRole
from accounts.models import Consent, ConsentText
from portal.kernel.languages import ENGLISH
from programs.services.consenting import consents_needed
from tests.three_languages import in_three


def make_text(purpose: str = ConsentPurpose.SHARE, *, published: bool = True, **fields) -> ConsentText:
    """The next text of a purpose, in force unless told otherwise."""
    number = fields.pop("number", ConsentText.objects.filter(purpose=purpose).count() + 1)
    words = in_three(title=f"Text {purpose} {number}", body="We agree to {body} in {side}.")
    return ConsentText.objects.create(
        purpose=purpose,
        number=number,
        published_at=timezone.now() if published else None,
        **{**words, **fields},
    )


def make_texts() -> list[ConsentText]:
    """One text in force for every purpose."""
    return [make_text(purpose) for purpose in ConsentPurpose.values]


def boxes(application) -> list[int]:
    """The keys of the texts whose boxes an owner would tick; texts are made where there are none."""
    if not ConsentText.objects.exists():
        make_texts()
    return [needed.text.pk for needed in consents_needed(application)]


def agree(application) -> None:
    """An owner has given every consent that the application needs; texts are made where there are none."""
    boxes(application)
    owner = application.firm.memberships.filter(role=MemberRole.OWNER).earliest("pk").user
    for needed in consents_needed(application):
        Consent.objects.create(
            firm=application.firm,
            text=needed.text,
            body=needed.body[ENGLISH],
            body_names=needed.body,
            side=needed.side,
            about=application.reference,
            given_by=owner,
        )
