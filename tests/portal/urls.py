"""Addresses for the middleware's tests."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.urls import path
from django.views.decorators.csrf import csrf_exempt


def page(request, **kwargs):
    return HttpResponse(f"page {request.user}")


def fields(request):
    return HttpResponse(",".join(request.POST.get("name", "") for _ in range(1)))


def raising(error):
    def view(request):
        raise error

    return view


def handler400(request, exception):
    return HttpResponse("our 400", status=400)


def handler403(request, exception):
    return HttpResponse("our 403", status=403)


def handler404(request, exception):
    return HttpResponse("our 404", status=404)


def handler413(request, exception):
    return HttpResponse("our 413", status=413)


urlpatterns = [
    path("open/", page, name="home"),
    path("fields/", csrf_exempt(fields), name="catalogue"),
    path("missing/", raising(Http404()), name="measure"),
    path("denied/", raising(PermissionDenied()), name="programme"),
    path("odd/", raising(SuspiciousOperation()), name="incubator"),
    path("own-400/", lambda request: HttpResponseBadRequest("said by the view"), name="space"),
    path("invitations/<str:token>/", page, name="invitation"),
    path("closed/", page, name="closed"),
    path("decorated/", login_not_required(page), name="decorated"),
    path("unnamed/", page),
    path("admin/closed/", page, name="admin-page"),
    path("logout/", page, name="account_logout"),
    path("login/", page, name="account_login"),
    path("totp/", page, name="mfa_activate_totp"),
]
