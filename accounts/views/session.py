"""Staying signed in."""

from django.http import JsonResponse
from django.views.decorators.http import require_POST


@require_POST
def stay(request):
    """Begin the session's time anew; says in how many seconds it ends now."""
    request.session.modified = True
    return JsonResponse({"seconds": request.session.get_expiry_age()})
