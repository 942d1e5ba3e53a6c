"""What every request passes: an id, headers, pages for refusals, sign-in, and staff's second factor."""

import errno
import logging
import re
import time
import uuid
from contextlib import suppress
from typing import Any
from urllib.parse import unquote_to_bytes

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpResponse, UnreadablePostError
from django.shortcuts import redirect
from django.urls import get_resolver, get_urlconf

from portal.kernel.bodies import UNREADABLE, announced_size, hides_its_size
from portal.kernel.logging import request_id

logger = logging.getLogger("portal.request")

SANE_ID = re.compile(r"[A-Za-z0-9-]{8,64}", re.ASCII)

# Where staff without a second factor may go: to set one up, to prove who they are, and out.
SECOND_FACTOR_ROUTES = frozenset(
    {
        "account_confirm_email",
        "account_email",
        "account_email_verification_sent",
        "account_logout",
        "account_reauthenticate",
        "healthz",
        "javascript-catalog",
        "readyz",
        "set_language",
    }
)

# Parts of an address that are secrets: they open an account or a firm to whoever reads them in a log.
SECRET_KWARGS = frozenset({"key", "token", "uidb36"})

# A body of up to so many times what is allowed is waited for; the connection of a larger one breaks.
MOST_SWALLOWED = 4

# In the head of Django's own debugging pages and of no page of ours.
TECHNICAL_PAGE = b'<meta name="robots" content="NONE,NOARCHIVE">'


def loggable_path(request) -> str:
    """The path, or the URL pattern in its place when the path holds a secret; never the query."""
    match = request.resolver_match
    if match and not SECRET_KWARGS.isdisjoint(match.kwargs):
        return f"/{match.route}"
    return request.path


class RequestId:
    """Gives the request an id, for the X-Request-ID response header and the log, and logs how it ended.

    A proxy's own id is kept when it is 8 to 64 letters, digits or hyphens; anything else would let a
    stranger write into the log.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get("X-Request-ID", "")
        request.id = given if SANE_ID.fullmatch(given) else uuid.uuid4().hex
        # Not reset at the end: Django's own line about a refusal is written after this, in the same thread.
        request_id.set(request.id)
        started = time.perf_counter()
        response = self.get_response(request)
        if not request.path_info.startswith(settings.STATIC_URL):
            ms = round((time.perf_counter() - started) * 1000)
            logger.info(
                "%s %s",
                request.method,
                loggable_path(request),
                extra={"status": response.status_code, "ms": ms},
            )
        response["X-Request-ID"] = request.id
        return response


class ResponseHeaders:
    """Permissions-Policy everywhere; no stored copies of the pages of signed-in people."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class AdminContentPolicy:
    """Widens the Content-Security-Policy for the admin's own pages, which cannot do without."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path_info.startswith("/admin/"):
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY
        return response


def error_page(request, exception: Exception, status: int) -> HttpResponse:
    """The project's own page for `status` (400, 403, 404, 405 or 413), in the active language."""
    handler: Any = get_resolver(get_urlconf()).resolve_error_handler(status)
    return handler(request, exception=exception)


class ErrorPages:
    """Our own pages where Django has none (405) and, in debug mode, where it shows technical ones (400, 404)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if settings.DEBUG and response.status_code in (400, 404) and self.is_technical(response):
            reason: Exception = Http404() if response.status_code == 404 else BadRequest()
            return error_page(request, reason, response.status_code)
        if response.status_code == 405 and not response.streaming and not response.content:
            page = error_page(request, BadRequest(), 405)
            page["Allow"] = response.get("Allow", "")
            return page
        return response

    @staticmethod
    def is_technical(response) -> bool:
        """Whether Django made this page for developers."""
        return not response.streaming and TECHNICAL_PAGE in response.content[:1000]


def swallow(request) -> None:
    """Read a body and keep none of it: a browser shows the answer only after it has sent everything."""
    with suppress(UnreadablePostError):
        while request.read(64 * 1024):
            pass


class RefuseMalformed:
    """Answers 413 to a body that is too large, and 400 to one without a size or sense and to NUL characters.

    No text of ours holds a NUL and PostgreSQL refuses to look for it, so further in it would be a server error.
    The size is taken from the header: a large body is refused unparsed, whoever sends it and to whatever address.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        size = announced_size(request.META)
        if size > settings.REQUEST_MAX_BYTES:
            if size <= MOST_SWALLOWED * settings.REQUEST_MAX_BYTES:
                swallow(request)
            return error_page(request, RequestDataTooBig(), 413)
        if request.method not in ("GET", "HEAD"):
            if UNREADABLE in request.META:
                raise BadRequest("content type that cannot be read")
            if hides_its_size(request.META):
                raise BadRequest("body that does not say its size")
        typed = unquote_to_bytes(request.META.get("QUERY_STRING", ""))
        if b"\0" in typed or "\0" in request.path_info or any("\0" in v for v in request.COOKIES.values()):
            raise BadRequest("NUL character in the address or a cookie")
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        """The same for form fields, and 400 for a form that broke off half-way."""
        if request.method != "POST":
            return None
        try:
            fields = request.POST.lists()
        except UnreadablePostError as error:
            raise BadRequest("the form broke off") from error
        except RequestDataTooBig as error:
            return error_page(request, error, 413)
        except OSError as error:
            # A large upload goes to a file that takes its ending from the name that was sent.
            if error.errno != errno.ENAMETOOLONG:
                raise
            raise BadRequest("file name with an endless ending") from error
        if any("\0" in text for name, values in fields for text in (name, *values)):
            raise BadRequest("NUL character in a field")
        return None


class RequireSignIn(LoginRequiredMiddleware):
    """Sign-in for every view whose URL name is not in settings.PUBLIC_ROUTES, whatever its decorators say."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        """None when the request may go on, else a redirect to the sign-in page."""
        name = request.resolver_match.view_name
        if name in settings.PUBLIC_ROUTES:
            return None
        if request.user.is_authenticated:
            return self.guard_admin_login(request) if name == "admin:login" else None
        response = self.handle_no_permission(request, view_func)
        if request.headers.get("HX-Request") == "true":
            # A fragment's place would otherwise be filled with the whole sign-in page.
            return HttpResponse(headers={"HX-Redirect": response.url})
        return response

    def get_login_url(self, view_func) -> str:
        """The one sign-in page; the admin names a form of its own, which asks for no second factor."""
        return settings.LOGIN_URL

    @staticmethod
    def guard_admin_login(request):
        """Keep the admin's own form from the signed-in too: it would take a password and ask for nothing more."""
        if request.user.is_staff:
            return redirect("admin:index")
        raise PermissionDenied


def has_second_factor(user) -> bool:
    """Whether somebody has set one up. The sign-in backend has looked already for the person of a session."""
    return user.has_second_factor if hasattr(user, "has_second_factor") else is_mfa_enabled(user)


class StaffSecondFactor:
    """Sends staff without a second factor to set one up; demonstration accounts pass where those are on."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        """None when the request may go on, else a redirect to setting up the second factor."""
        user = request.user
        if not user.is_authenticated or not (user.is_staff_role or user.is_staff or user.is_superuser):
            return None
        if settings.DEBUG and settings.DEMO_ACCOUNTS and user.is_demo:
            return None
        name = request.resolver_match.view_name or ""
        if name in SECOND_FACTOR_ROUTES or name.startswith("mfa_") or has_second_factor(user):
            return None
        return redirect("mfa_activate_totp")
