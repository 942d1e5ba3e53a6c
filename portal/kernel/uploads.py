"""What may be uploaded, told by the content and never by the name."""

import hashlib
import re
import unicodedata
import zipfile

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .errors import InvalidInput
from .file_names import FORBIDDEN
from .inspection import FINE, MOST_PIXELS, inspect

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
SIGNATURES = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
EXTENSIONS = {PDF: (".pdf",), PNG: (".png",), JPEG: (".jpg", ".jpeg")}
ACCEPT = ".pdf,.png,.jpg,.jpeg"

LONGEST_NAME = 255

#: Why a file is refused, by the word of the inspection.
REFUSALS: dict[str, str | Promise] = {
    "damaged": gettext_lazy("The file is damaged. Open it, save it again and choose the new file."),
    "password": gettext_lazy(
        "The PDF asks for a password, so the zone could not open it. Save it without a password and choose it again."
    ),
    "script": gettext_lazy(
        "The PDF holds a script or moving content. Print it to a new PDF and choose that one."
    ),
    "launch": gettext_lazy("The PDF would start programs. Print it to a new PDF and choose that one."),
    "reach": gettext_lazy(
        "The PDF would send data, or open files or unusual links. Print it to a new PDF and choose that one."
    ),
    "embedded": gettext_lazy(
        "The PDF has other files inside. Save these as papers of their own and print the PDF to a new one."
    ),
    "pixels": gettext_lazy("The picture has more than %(millions)s million pixels. Make it smaller."),
    "endless": gettext_lazy(
        "The file is too complicated to be checked. Print it to a new PDF and choose that one."
    ),
}


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


def allowed_files() -> str:
    """What a person may choose, in words, for the hint beside the field."""
    return _("PDF, JPG or PNG, %(limit)s at most.") % {"limit": filesizeformat(settings.UPLOAD_MAX_BYTES)}


def check_upload(upload: UploadedFile) -> tuple[str, str, str]:
    """Refuse an upload that is empty, too large, not what it says, or that does more than show something.

    Returns (safe name, media type, SHA-256 in hex). Raises InvalidInput with a message for the person. Reads in pieces
    and looks inside in a process of its own, so the caller's memory does not grow with the file.
    """
    check_size(upload)
    name = check_name(upload.name or "")
    upload.seek(0)
    media_type = sniff(upload.read(16))
    if media_type is None or not name.lower().endswith(EXTENSIONS[media_type]):
        raise InvalidInput("file-type", _("Use a PDF, JPG or PNG file whose name ends accordingly."))
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
    check_content(upload, media_type)
    upload.seek(0)
    return name, media_type, digest.hexdigest()


def check_size(upload: UploadedFile) -> None:
    limit = settings.UPLOAD_MAX_BYTES
    if not upload.size:
        raise InvalidInput("file-empty", _("The file is empty. Choose another one."))
    if upload.size > limit:
        raise InvalidInput(
            "file-too-large",
            _("The file is larger than %(limit)s. Choose a smaller one.") % {"limit": filesizeformat(limit)},
        )


def check_name(name: str) -> str:
    """The name as it is kept. Raises InvalidInput for one with parts of a path or hidden characters."""
    if FORBIDDEN.search(name) or len(name) > LONGEST_NAME:
        raise InvalidInput(
            "file-name",
            _("Rename the file: use letters, figures and spaces, no slashes or hidden characters."),
        )
    return safe_name(name)


def check_content(upload: UploadedFile, media_type: str) -> None:
    """Refuse what hides an archive behind a picture or page, and what the inspection speaks against."""
    upload.seek(0)
    if zipfile.is_zipfile(upload):
        raise InvalidInput("file-archive", _("The file is an archive as well. Choose the paper itself."))
    word = inspect(upload, media_type)
    if word != FINE:
        raise InvalidInput(f"file-{word}", str(REFUSALS[word]) % {"millions": MOST_PIXELS // 1_000_000})
