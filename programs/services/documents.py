"""Storing papers. A paper is never overwritten: a new one supersedes the old."""

from accounts.models import Firm, User
from portal.audit.record import record
from portal.kernel.uploads import check_upload
from programs.models import Document


def store_document(*, firm: Firm, user: User, upload, supersedes: Document | None = None) -> Document:
    """Check and keep an upload for a firm.

    upload: a django UploadedFile. supersedes: the paper it replaces. Must run in a transaction; the caller deletes
    the stored file when that transaction fails. Raises InvalidInput.
    """
    name, media_type, digest = check_upload(upload)
    document = Document(
        firm=firm,
        original_name=name,
        content_type=media_type,
        size=upload.size,
        sha256=digest,
        uploaded_by=user,
        supersedes=supersedes,
    )
    document.file.save(name, upload, save=False)
    try:
        document.full_clean(exclude=["file"])
        document.save()
        record(actor=user, action="document.store", target=document, data={"sha256": digest, "size": upload.size})
    except Exception:
        delete_stored(document)
        raise
    return document


def delete_stored(document: Document) -> None:
    """Remove a file whose row was not kept."""
    document.file.storage.delete(document.file.name)
