"""robots.txt (RFC 9309): what crawlers may fetch."""

from django.urls import reverse
from django.utils import translation

from portal.kernel.addresses import absolute
from portal.kernel.languages import CODES

#: How every address begins that is somebody's own or the zone's, after the language.
PRIVATE = (
    *("accounts", "applications", "apply", "check/keep", "desk", "documents", "firm", "inbox", "plan/*/keep"),
    *("profile", "session"),
)


def robots_txt() -> str:
    """One rule for everybody: the catalogue, one filter at a time, and nothing that asks for sign-in.

    Lists with several filters are the same entries over and over, and more of them than anybody could fetch; the
    sitemap names every page.
    """
    closed = ["/admin/", "/api/*?"]
    for code in CODES:
        with translation.override(code):
            home, catalogue = reverse("home"), reverse("catalogue")
        closed += [f"{home}{step}/" for step in PRIVATE]
        closed += [f"{catalogue}?*&", f"{catalogue}?q=", f"{catalogue}?sort="]
    rules = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "Allow: /"]
    return "\n".join([*rules, "", f"Sitemap: {absolute(reverse('sitemap-index'))}", ""])
