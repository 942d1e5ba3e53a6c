"""Forms on pages that are the same for every visitor, and therefore carry no token.

A page that is cached for all visitors can hold nobody's CSRF token. What a form on it changes for a visitor stands in
her own cookie, and the request has to say itself that it comes from a page of ours. Signed-in people's pages are
never cached, so for them the token is asked for as everywhere else.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from .errors import csrf_failure

View = Callable[..., HttpResponse]


def token_unless_visitor(view: View) -> View:
    """A view that takes a form without a token from visitors, if it comes from this site; others need the token."""
    with_token = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return view(request, *args, **kwargs)
        if request.user.is_authenticated:
            answer = with_token(request, *args, **kwargs)
        elif is_from_here(request):
            answer = view(request, *args, **kwargs)
        else:
            answer = csrf_failure(request, "a visitor's form from another site")
        if answer.status_code == 403 and request.headers.get("HX-Request") == "true":
            # htmx shows no refusals. The page is older than the person's sign-in or role: show it anew.
            answer["HX-Refresh"] = "true"
        return answer

    return guarded


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this very site sent the request.

    Browsers add these headers themselves and let no page change them. Sec-Fetch-Site is sent over https and to
    localhost, Origin with every form that is posted; where there is neither, the Referer has to name this site.
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
