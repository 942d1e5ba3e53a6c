"""Staying signed in."""

from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.views.decorators.http import require_http_methods


@require_http_methods(["GET", "HEAD", "POST"])
def stay(request):
    """Begin the session's time anew; says in how many seconds it ends now.

    A GET leaves its end where it is and gives the token of the session, for a page that is older than the sign-in.
    Pages of other sites cannot read it.
    """
    if request.method == "POST":
        request.session.modified = True
        return JsonResponse({"seconds": request.session.get_expiry_age()})
    seconds = (request.session.ends_at - timezone.now()).total_seconds()
    return JsonResponse({"seconds": int(seconds), "token": get_token(request)})
