"""Every address of the portal. Pages carry their language as a prefix; machines' addresses carry none."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from portal.front.urls import unlocalised_urlpatterns

urlpatterns = [
    *unlocalised_urlpatterns,
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("accounts/", include("allauth.urls")),
        path("", include("portal.outbox.urls")),
        path("", include("accounts.urls")),
        path("", include("spaces.urls")),
        path("", include("programs.urls_catalogue")),
        path("", include("programs.urls")),
        path("", include("portal.front.urls")),
        prefix_default_language=True,
    ),
]

handler400 = "portal.front.views.errors.bad_request"
handler403 = "portal.front.views.errors.permission_denied"
handler404 = "portal.front.views.errors.not_found"
handler405 = "portal.front.views.errors.method_not_allowed"  # asked for by `kernel.middleware.ErrorPages`
handler413 = "portal.front.views.errors.too_large"  # asked for by `kernel.middleware.RefuseMalformed`
handler500 = "portal.front.views.errors.server_error"
