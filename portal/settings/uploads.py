"""What people upload: how large it may be, where it is kept, who scans it for viruses."""

from urllib.parse import parse_qs, unquote, urlsplit

from portal.settings.base import STATIC_MANIFEST
from portal.settings.env import VAR_DIR, parse_url, read, read_path, read_whole

#: What an address of a storage may say behind the question mark.
STORAGE_WORDS = {"endpoint": "endpoint_url", "region": "region_name", "addressing": "addressing_style"}


def parse_scanner(text: str) -> str:
    """The address itself when it is one of clamd: tcp://host:3310 or unix:///path/of/the/socket."""
    parse_url(text, ("tcp", "unix"), host_required=False)
    parts = urlsplit(text)
    if parts.scheme == "tcp" and not parts.hostname:
        raise ValueError("the address names no host")
    if parts.scheme == "unix" and (parts.netloc or len(parts.path) < 2):
        raise ValueError("the address names no socket; it has three slashes: unix:///run/clamd.sock")
    return text


def parse_storage(text: str) -> dict:
    """Django's STORAGES entry for s3://bucket/prefix?endpoint=https://...&region=...&addressing=path.

    Keys come from where boto3 finds them: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the machine's own role.
    """
    parse_url(text, ("s3",))
    parts = urlsplit(text)
    options = {"bucket_name": parts.netloc, "location": unquote(parts.path).strip("/")}
    for word, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items():
        if word not in STORAGE_WORDS:
            raise ValueError(f"{word!r} is none of {', '.join(STORAGE_WORDS)}")
        options[STORAGE_WORDS[word]] = values[-1]
    if "endpoint_url" in options:
        parse_url(options["endpoint_url"], ("https", "http"))
    return {"BACKEND": "portal.bucket.PrivateBucket", "OPTIONS": options}


UPLOAD_MAX_BYTES = read_whole("UPLOAD_MAX_BYTES", default=25 * 1024 * 1024)
# What one request may hold: a file and the rest of its form. The rest has limits of its own, well above the
# longest page of the back office: every row of its lists counts several fields in three languages.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
REQUEST_MAX_BYTES = UPLOAD_MAX_BYTES + DATA_UPLOAD_MAX_MEMORY_SIZE
FILE_UPLOAD_HANDLERS = [
    "portal.kernel.file_names.NamesAsSent",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

CLAMAV_URL = read("CLAMAV_URL", "", parse_scanner)

PRIVATE_MEDIA_ROOT = read_path("PRIVATE_MEDIA_ROOT", default=VAR_DIR / "private")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # No base_url: a file in here has no address and only a view that asks for permission hands it out.
    "private": read(
        "STORAGE_URL",
        {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(PRIVATE_MEDIA_ROOT), "base_url": None},
        },
        parse_storage,
    ),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_MANIFEST
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
