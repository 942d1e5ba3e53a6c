"""The firm's document library: store, describe, replace, put away. Members who may write do it; files never change."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Firm, User
from accounts.permissions import can_write
from accounts.selectors import membership_of
from portal.audit.record import record
from portal.kernel.errors import Conflict, InvalidInput, NotAllowed
from programs.enums import Attestation, PaperKind, Translation
from programs.models import Document

from .documents import StoredFile, lock_current, save_clean, stored_uploads, write_document


@dataclass(frozen=True)
class PaperDetails:
    """What a person says of a paper; codes are those of `programs.enums`, an unknown language is empty."""

    kind: str = PaperKind.OTHER
    title: str = ""
    language: str = ""
    issued_on: date | None = None
    expires_on: date | None = None
    attestation: str = Attestation.NONE
    translation: str = Translation.NOT_NEEDED

    @classmethod
    def of(cls, paper: Document) -> "PaperDetails":
        """What is recorded of a paper now."""
        return cls(**{field.name: getattr(paper, field.name) for field in fields(cls)})


def store_paper(*, actor: User, firm: Firm, upload: object, details: PaperDetails) -> Document:
    """A new paper in the library of a firm.

    upload: an UploadedFile. Raises NotAllowed, InvalidInput (the file or a detail is not accepted), Conflict (the
    library holds the very file already); nothing is stored then.
    """
    check_writer(actor, firm)
    with stored_uploads({"file": upload}) as ready, transaction.atomic():
        lock_library(actor, firm)
        stored = stored_file(ready)
        refuse_same_file(firm, stored)
        return write_document(document=with_details(Document(firm=firm), details), user=actor, stored=stored)


def replace_paper(*, actor: User, paper: Document, upload: object, details: PaperDetails) -> Document:
    """The next version of a paper. The old one stays readable where it was used.

    Raises NotAllowed, InvalidInput, and Conflict when the paper was replaced or put away meanwhile, or when the file is
    the very one that it is to replace.
    """
    check_writer(actor, paper.firm)
    with stored_uploads({"file": upload}) as ready, transaction.atomic():
        old = lock_paper(actor, paper)
        refuse_put_away(old)
        stored = stored_file(ready)
        refuse_same_file(old.firm, stored)
        new = with_details(Document(firm=old.firm, supersedes=old), details)
        return write_document(document=new, user=actor, stored=stored)


@transaction.atomic
def describe_paper(*, actor: User, paper: Document, details: PaperDetails) -> Document:
    """Change what is said of a paper; the file stays. Equal details change nothing.

    Raises NotAllowed, InvalidInput, and Conflict for a paper that was replaced or put away.
    """
    row = lock_paper(actor, paper)
    refuse_put_away(row)
    changed = changes(PaperDetails.of(row), details)
    if not changed:
        return row
    with_details(row, details)
    if "expires_on" in changed:
        row.reminded_at = None
    save_clean(row)
    record(actor=actor, action="document.describe", target=row, data=changed)
    return row


@transaction.atomic
def archive_paper(*, actor: User, paper: Document) -> bool:
    """Put a paper away: it is not offered any more, and stays where it was used. False when it was put away already.

    Raises NotAllowed, and Conflict for a paper that was replaced.
    """
    row = lock_paper(actor, paper)
    if row.archived_at is not None:
        return False
    row.archived_at = timezone.now()
    row.save(update_fields=["archived_at"])
    record(actor=actor, action="document.archive", target=row)
    return True


@transaction.atomic
def restore_paper(*, actor: User, paper: Document) -> bool:
    """Bring a paper back that was put away. False when it was not. Raises NotAllowed and Conflict as above."""
    row = lock_paper(actor, paper)
    if row.archived_at is None:
        return False
    row.archived_at = None
    row.save(update_fields=["archived_at"])
    record(actor=actor, action="document.restore", target=row)
    return True


def check_writer(actor: User, firm: Firm) -> None:
    """Raise NotAllowed for those who do not write for the firm."""
    if not can_write(membership_of(actor, firm)):
        raise NotAllowed("not-a-writer", _("Only an owner or editor of the firm can change its papers."))


def lock_library(actor: User, firm: Firm) -> None:
    """Hold the firm's row, so that what two people do in its library comes one after the other. Raises NotAllowed."""
    Firm.objects.select_for_update(no_key=True, of=("self",)).get(pk=firm.pk)
    check_writer(actor, firm)


def lock_paper(actor: User, paper: Document) -> Document:
    """The newest state of a paper that is current, held with its library. Raises NotAllowed and Conflict."""
    lock_library(actor, paper.firm)
    return lock_current(paper)


def refuse_put_away(paper: Document) -> None:
    if paper.archived_at is not None:
        raise Conflict(
            "paper-put-away", _("Nothing was changed. This paper was put away: bring it back first.")
        )


def refuse_same_file(firm: Firm, stored: StoredFile) -> None:
    """Raise Conflict where the library holds these very bytes: a second click, or a paper that is there already."""
    same = Document.objects.filter(
        firm=firm, sha256=stored.sha256, superseded_by__isnull=True, archived_at__isnull=True
    ).first()
    if same is not None:
        raise Conflict(
            "paper-there",
            _("The library has this very file already: “%(name)s”. Use that one, or choose another file.")
            % {"name": same.title or same.original_name},
        )


def stored_file(ready: Mapping[str, object]) -> StoredFile:
    """The file that was stored. Raises InvalidInput when none was sent."""
    stored = ready["file"]
    if not isinstance(stored, StoredFile):
        raise InvalidInput("file-missing", _("Choose a file."), {"file": [_("Choose a file.")]})
    return stored


def with_details(paper: Document, details: PaperDetails) -> Document:
    """The row with what a person says of it. Raises InvalidInput where the days are in the wrong order."""
    if details.issued_on and details.expires_on and details.expires_on < details.issued_on:
        text = _("The last day of validity cannot lie before the day of issue.")
        raise InvalidInput("dates", text, {"expires_on": [text]})
    for name, value in asdict(details).items():
        setattr(paper, name, value)
    return paper


def changes(before: PaperDetails, after: PaperDetails) -> dict[str, Any]:
    """What differs, as the audit keeps it: the new values by name, days as text."""
    old, new = asdict(before), asdict(after)
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in new.items()
        if value != old[name]
    }
