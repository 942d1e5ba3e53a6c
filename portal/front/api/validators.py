"""ETags: from the catalogue's revision where that says everything, so that a 304 costs two queries."""

from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db.models import Count, Max, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import parse_etags

from portal.catalogue import revision
from portal.kernel.clock import today
from portal.kernel.release import release
from programs.models import Intake

LENGTH = 32


def intakes_token(now: datetime) -> str:
    """Changes when an intake is changed, and at the moment one opens or closes. One query."""
    said = Intake.objects.filter(is_published=True).aggregate(
        count=Count("pk"),
        changed=Max("updated_at"),
        begun=Count("pk", filter=Q(opens_at__lte=now)),
        over=Count("pk", filter=Q(closes_at__lte=now)),
    )
    return f"{said['count']} {said['changed']} {said['begun']} {said['over']}"


def digest(*parts: str) -> str:
    """A short hash of texts."""
    return sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]


def state_etag(request: HttpRequest) -> str:
    """The strong ETag of whatever this address answers from the catalogue now. Two queries."""
    parts = (revision.current(), intakes_token(timezone.now()), today().isoformat(), release())
    return f'"{digest(*parts, settings.SITE_URL, request.get_full_path())}"'


def body_etag(body: bytes) -> str:
    """The strong ETag of a body in hand."""
    return f'"{sha256(body).hexdigest()[:LENGTH]}"'


def has_already(request: HttpRequest, etag: str) -> bool:
    """Whether the client says that it holds this very state. `*` is no such word: the address may not even exist."""
    held = parse_etags(request.headers.get("If-None-Match", ""))
    return etag.removeprefix("W/") in {one.removeprefix("W/") for one in held}
