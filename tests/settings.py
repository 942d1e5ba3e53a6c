"""The settings the tests run with: the project's own, in a throwaway folder, with a fast password hasher.

DATABASE_URL and REDIS_URL choose the servers as they do in production; every other variable is reset, so that
neither the shell nor a `.env` file changes what the tests see.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

RESET = {
    "DEBUG": "false",
    "DEMO_ACCOUNTS": "false",
    "SECRET_KEY": "only-for-the-tests-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "SITE_URL": "http://testserver",
    "LOG_LEVEL": "ERROR",
    **dict.fromkeys(
        (
            *("EMAIL_URL", "DEFAULT_FROM_EMAIL", "PRIVATE_MEDIA_ROOT", "UPLOAD_MAX_BYTES", "LOG_FORMAT"),
            *("CLAMAV_URL", "STORAGE_URL"),
            *("STATIC_MANIFEST", "TRUSTED_PROXIES", "HSTS_SECONDS", "CONN_MAX_AGE", "PAGE_CACHE_SECONDS"),
        ),
        "",
    ),
}

folder = tempfile.mkdtemp(prefix="portal-tests-")
atexit.register(shutil.rmtree, folder, ignore_errors=True)
os.environ.update(RESET, VAR_DIR=folder)
os.environ.setdefault("DATABASE_URL", "")
os.environ.setdefault("REDIS_URL", "")

from portal.settings import *  # noqa: E402, F403
from portal.settings import DATABASES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Tests change rows behind the services' backs; those of kept pages switch this on.
PAGE_CACHE_SECONDS = 0
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]

# Messages to the broker and cached values stay inside the test's own process; tests/services talks to Redis.
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS: dict = {}
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": f"tests-{name}"}
    for name in ("default", "pages", "rows", "cards")
}

# A file, not memory: threads then meet the same locks as in production.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(Path(folder) / "test.sqlite3")}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0
