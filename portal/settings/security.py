"""Secret, hosts, cookies, transport and content policy. SITE_URL decides most of it."""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE

from portal.settings.base import DEBUG
from portal.settings.env import VAR_DIR, parse_url, read, read_whole


def parse_site_url(text: str) -> str:
    """The address people type, without a trailing slash; ValueError when it carries a path or a query."""
    parts = urlsplit(parse_url(text, ("http", "https")))
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        raise ValueError("only scheme, host and port, for example https://portal.example.org")
    return f"{parts.scheme}://{parts.netloc}"


def parse_secret(text: str) -> str:
    """The key itself; ValueError when it is too short to sign anything with."""
    if len(text) < 32:
        raise ValueError("at least 32 characters, better 64")
    return text


def kept_secret(path: Path) -> str:
    """The key in `path`; made there once, readable by its owner only, when there is none.

    Several processes may start at once: each writes its own file and links it, and the first link wins.
    """
    if not path.exists():
        own = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(own, path)
        except FileExistsError:
            pass
        finally:
            own.unlink()
    return path.read_text().strip()


SECRET_KEY = read("SECRET_KEY", "", parse_secret) or kept_secret(VAR_DIR / "secret_key")

SITE_URL = read("SITE_URL", "http://localhost:8000", parse_site_url)
SITE_IS_HTTPS = SITE_URL.startswith("https://")
_host = urlsplit(SITE_URL).hostname or "localhost"
ALLOWED_HOSTS = [_host, *(["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# The web process speaks plain HTTP, so an https address means a proxy in front. It has to overwrite
# X-Forwarded-Proto and append to X-Forwarded-For; TRUSTED_PROXIES is how many such proxies there are.
TRUSTED_PROXIES = read_whole("TRUSTED_PROXIES", default=1 if SITE_IS_HTTPS else 0)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SECURE_SSL_REDIRECT = SITE_IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = read_whole("HSTS_SECONDS", default=31_536_000) if SITE_IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SITE_IS_HTTPS
SECURE_HSTS_PRELOAD = SITE_IS_HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY = (
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), usb=(), publickey-credentials-get=(self)"
)

SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_SECURE = SITE_IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_SECURE = SITE_IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = SITE_IS_HTTPS

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}
# The admin's theme evaluates expressions in attributes (Alpine) and writes inline styles: there, and only there.
ADMIN_CONTENT_SECURITY_POLICY = {
    "script-src": [SELF, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
}
