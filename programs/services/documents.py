"""Storing papers. A paper is never overwritten: a new one supersedes the old.

Files are read, hashed and written before the transaction that needs their rows: the work is slow, and a transaction
holds locks that others wait for. What gets no row in the end is deleted again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from accounts.models import User
from portal.audit.record import record
from portal.kernel.errors import InvalidInput
from portal.kernel.uploads import check_upload
from programs.models import Application, Document
from programs.models.document import random_name


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

    Text and None pass unchanged. If the body raises, the files are deleted. Raises InvalidInput that names the key of
    an upload which is not accepted.
    """
    storage = Document._meta.get_field("file").storage
    ready: dict[str, object] = {}
    try:
        for key, value in values.items():
            ready[key] = value if value is None or isinstance(value, str) else store(storage, key, value)
        yield ready
    except BaseException:
        for value in ready.values():
            if isinstance(value, StoredFile):
                storage.delete(value.path)
        raise


def store(storage, key: str, upload) -> StoredFile:
    try:
        name, media_type, digest = check_upload(upload)
    except InvalidInput as refused:
        raise InvalidInput(refused.code, refused.message, {key: [refused.message]}) from refused
    path = storage.save(random_name(None, name), upload)
    return StoredFile(path=path, name=name, media_type=media_type, size=upload.size, sha256=digest)


def create_document(
    *, application: Application, user: User, stored: StoredFile, supersedes: Document | None = None
) -> Document:
    """The row of a stored file, for the application's firm. supersedes: the paper it replaces."""
    document = Document(
        firm=application.firm,
        application=application,
        file=stored.path,
        original_name=stored.name,
        content_type=stored.media_type,
        size=stored.size,
        sha256=stored.sha256,
        uploaded_by=user,
        supersedes=supersedes,
    )
    document.full_clean()
    document.save()
    record(
        actor=user,
        action="document.store",
        target=document,
        data={"sha256": stored.sha256, "size": stored.size},
    )
    return document
