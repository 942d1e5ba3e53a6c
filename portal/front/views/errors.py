"""The pages for refusals and faults. Named in `portal/urls.py` and, for CSRF, in the settings."""

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

logger = logging.getLogger("portal.front")

# The last resort: no template, no database, no language. It is shown when the page for a fault has a fault itself.
BARE_PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Fault</title>'
    "<h1>Something broke on our side</h1><p>Try again in a few minutes.</p>"
    '<p lang="zh-Hant-HK">系統發生故障，請稍後再試。</p><p lang="zh-Hans-CN">系统发生故障，请稍后再试。</p></html>'
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request itself makes no sense."""
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the person may not open this."""
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form came without the token of its page; nothing was saved."""
    logger.warning("form refused", extra={"reason": reason, "path": request.path})
    return render(request, "403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or none that the person may see."""
    return render(request, "404.html", status=404)


def method_not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """405: the page is only read, or only written to."""
    return render(request, "405.html", status=405)


def too_large(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """413: more in one request than we take; it was refused unread."""
    return render(request, "413.html", {"limit": settings.UPLOAD_MAX_BYTES}, status=413)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours. What the page's frame needs may be what broke, so there is a page that needs nothing."""
    try:
        return render(request, "500.html", status=500)
    except Exception:
        logger.exception("the page for a fault failed too")
        return HttpResponse(BARE_PAGE, status=500)
