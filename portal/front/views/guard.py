"""Forms on pages that are the same for every visitor, and therefore carry no token.

A page that is cached for all visitors can hold nobody's CSRF token. What a form on it changes for a visitor stands in
her own cookie, and the request has to say itself that it comes from a page of ours. Signed-in people's pages are
never cached, so for them the token is asked for as everywhere else.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from portal.kernel.origin import is_from_here

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
