"""Where a form comes from, told by headers that browsers add themselves and let no page change."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this very site sent the request.

    Sec-Fetch-Site is sent over https and to localhost, Origin with every form that is posted; where there is neither,
    the Referer has to name this site.
    """
    fetched = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if fetched is None and origin is None:
        return is_ours(request, request.headers.get("Referer", ""))
    return fetched in (None, "same-origin") and (origin is None or is_ours(request, origin))


def is_ours(request: HttpRequest, address: str) -> bool:
    """Whether an origin, or an address, is one of this site."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    origin = f"{parts.scheme}://{parts.netloc}"
    return origin in (f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS)
