"""Storing papers. A paper is never overwritten: a new one supersedes the old.

Files are read, hashed and written before the transaction that needs their rows: the work is slow, and a transaction
holds locks that others wait for. What gets no row in the end is deleted again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from celery import current_app
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from portal.audit.record import record
from portal.kernel import scanning
from portal.kernel.errors import Conflict, InvalidInput
from portal.kernel.uploads import check_upload
from portal.outbox.enqueue import ask_broker
from programs.enums import PaperKind, ScanState
from programs.models import Application, Document
from programs.models.document import random_name

#: By name: tasks stand above services.
SCAN = "programs.scan_paper"


@dataclass(frozen=True)
class StoredFile:
    """A checked file that lies in the private storage and has no row yet."""

    path: str
    name: str
    media_type: str
    size: int
    sha256: str


@contextmanager
def stored_uploads(values: dict[str, object]) -> Iterator[dict[str, object]]:
    """The same values with every upload replaced by the StoredFile it became.

    Text and None pass unchanged. Whatever file has no row in the end is deleted: all of them if the body raises, else
    those that the body made no document of. So a transaction belongs inside. Raises InvalidInput that names the key of
    an upload which is not accepted.
    """
    storage = Document._meta.get_field("file").storage
    ready: dict[str, object] = {}
    try:
        for key, value in values.items():
            ready[key] = value if value is None or isinstance(value, str) else store(storage, key, value)
        yield ready
    except BaseException:
        for path in paths_in(ready):
            storage.delete(path)
        raise
    if paths := paths_in(ready):
        for path in paths - set(Document.objects.filter(file__in=paths).values_list("file", flat=True)):
            storage.delete(path)


def paths_in(values: dict[str, object]) -> set[str]:
    """Where the stored files among these values lie."""
    return {value.path for value in values.values() if isinstance(value, StoredFile)}


def store(storage, key: str, upload) -> StoredFile:
    try:
        name, media_type, digest = check_upload(upload)
    except InvalidInput as refused:
        raise InvalidInput(refused.code, refused.message, {key: [refused.message]}) from refused
    path = storage.save(random_name(None, name), upload)
    return StoredFile(path=path, name=name, media_type=media_type, size=upload.size, sha256=digest)


def create_document(
    *,
    application: Application,
    user: User,
    stored: StoredFile,
    supersedes: Document | None = None,
    kind: str = "",
) -> Document:
    """The row of a stored file that was uploaded for an application; it stands in its firm's library too.

    supersedes: the paper it replaces, whose kind, title and language it takes over. kind: one of PaperKind, such as the
    question's `paper_kind`; empty for "as before, or other".
    Raises Conflict when another paper has replaced that one meanwhile.
    """
    old = lock_current(supersedes) if supersedes else None
    document = Document(
        firm=application.firm,
        application=application,
        kind=kind or (old.kind if old else PaperKind.OTHER),
        title=old.title if old else "",
        language=old.language if old else "",
        supersedes=old,
    )
    return write_document(document=document, user=user, stored=stored)


def lock_current(paper: Document) -> Document:
    """The row of a paper, held till the transaction ends. Raises Conflict when a newer version has replaced it."""
    row = Document.objects.select_for_update(no_key=True, of=("self",)).get(pk=paper.pk)
    if Document.objects.filter(supersedes=row).exists():
        raise Conflict(
            "paper-replaced",
            _(
                "Nothing was changed. Somebody has stored a newer version of this paper meanwhile: look at that one."
            ),
        )
    return row


def write_document(*, document: Document, user: User, stored: StoredFile) -> Document:
    """Save the row of a stored file and have the file scanned. Raises InvalidInput naming the wrong fields."""
    document.file = stored.path
    document.original_name = stored.name
    document.content_type = stored.media_type
    document.size = stored.size
    document.sha256 = stored.sha256
    document.uploaded_by = user
    document.scan = ScanState.PENDING if scanning.is_configured() else ScanState.UNSCANNED
    save_clean(document)
    data: dict[str, object] = {"sha256": stored.sha256, "size": stored.size, "kind": document.kind}
    if document.supersedes_id:
        data["supersedes"] = document.supersedes_id
    record(actor=user, action="document.store", target=document, data=data)
    if document.scan == ScanState.PENDING:
        send = partial(current_app.send_task, SCAN, args=(document.pk,), retry=False)
        transaction.on_commit(partial(ask_broker, send))
    return document


def save_clean(document: Document) -> None:
    """Save a row after every check of the model. Raises InvalidInput with the messages by field."""
    try:
        document.full_clean()
    except ValidationError as error:
        named = {
            ("" if name == NON_FIELD_ERRORS else name): texts for name, texts in error.message_dict.items()
        }
        raise InvalidInput(
            "invalid", _("Nothing was saved. Correct the fields named below."), named
        ) from error
    document.save()
