from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from portal.front.negotiation import from_header
from portal.kernel.languages import CODES


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Sends a visitor to the home page in her language: her account's, else the one last chosen, else the browser's."""
    language = request.user.language if request.user.is_authenticated else ""
    language = language or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if language not in CODES:
        language = from_header(request.headers.get("Accept-Language", ""))
    with translation.override(language):
        response = redirect(reverse("home"))
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    response["Cache-Control"] = "private, no-cache"
    return response
