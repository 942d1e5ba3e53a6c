"""What may be uploaded, told by the content and never by the name."""

import hashlib
import re
import unicodedata

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from .errors import InvalidInput

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
SIGNATURES = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
EXTENSIONS = {PDF: (".pdf",), PNG: (".png",), JPEG: (".jpg", ".jpeg")}
ACCEPT = ".pdf,.png,.jpg,.jpeg"


def sniff(head: bytes) -> str | None:
    """The media type that the first bytes prove, or None when it is not an allowed one."""
    return next((media_type for signature, media_type in SIGNATURES if head.startswith(signature)), None)


def safe_name(name: str) -> str:
    """A file name fit to be shown and sent in a header: no path, no control or direction characters, 150 at most."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    name = "".join(c for c in name if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"})
    name = re.sub(r"\s+", " ", name).strip(" .")
    stem, dot, extension = name.rpartition(".")
    return f"{stem[:140]}{dot}{extension[:9]}" if dot else name[:150]


def check_upload(upload: UploadedFile) -> tuple[str, str, str]:
    """Refuse an upload that is empty, too large or not what it says.

    Returns (safe name, media type, SHA-256 in hex). Raises InvalidInput with a message for the person.
    """
    limit = settings.UPLOAD_MAX_BYTES
    if not upload.size:
        raise InvalidInput("file-empty", _("The file is empty. Choose another one."))
    if upload.size > limit:
        raise InvalidInput(
            "file-too-large",
            _("The file is larger than %(limit)s. Choose a smaller one.") % {"limit": filesizeformat(limit)},
        )
    name = safe_name(upload.name or "")
    upload.seek(0)
    media_type = sniff(upload.read(16))
    if media_type is None or not name.lower().endswith(EXTENSIONS[media_type]):
        raise InvalidInput("file-type", _("Use a PDF, JPG or PNG file whose name ends accordingly."))
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return name, media_type, digest.hexdigest()
