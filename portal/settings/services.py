"""Database, cache, broker, mail, logs: embedded by default, a server where a variable names one."""

import urllib.parse
from email.utils import parseaddr

import environ

from portal.settings.env import BASE_DIR, VAR_DIR, one_of, parse_url, read, read_whole

POSTGRES_SCHEMES = ("postgres", "postgresql")
SMTP_SCHEMES = ("smtp", "smtps", "smtp+tls", "smtp+ssl")

# IMMEDIATE takes the write lock when a transaction begins and waits for it up to `timeout` seconds; SQLite's
# default asks for it half-way through and fails at once under two writers. For the same reason
# ATOMIC_REQUESTS stays off: every page view would queue for the lock.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA temp_store=MEMORY;"
        "PRAGMA mmap_size=134217728;PRAGMA cache_size=-20000;"
    ),
}


def parse_database(text: str) -> dict:
    """Django's DATABASES entry for a sqlite:/// or postgres:// address."""
    parse_url(text, ("sqlite", *POSTGRES_SCHEMES), host_required=False)
    config = environ.Env.db_url_config(text)
    if not config.get("NAME"):
        raise ValueError("the address names no database")
    if text.startswith("sqlite"):
        if config["NAME"] != ":memory:":
            config["NAME"] = str(BASE_DIR / config["NAME"])
        config["OPTIONS"] = SQLITE_OPTIONS
    # Kept open between requests: opening costs time, and SQLite's last connection to close folds its log in.
    config["CONN_MAX_AGE"] = read_whole("CONN_MAX_AGE", default=60)
    config["CONN_HEALTH_CHECKS"] = True
    return config


def parse_mail(text: str) -> dict:
    """Django's EMAIL_* settings for an SMTP address."""
    parse_url(text, SMTP_SCHEMES)
    config = environ.Env.email_url_config(text)
    return {name: value for name, value in config.items() if name.startswith("EMAIL_") and value is not None}


def parse_sender(text: str) -> str:
    """The text itself when it holds an e-mail address, with or without a name in front."""
    if "@" not in parseaddr(text)[1]:
        raise ValueError(f"{text!r} holds no e-mail address")
    return text


def parse_redis(text: str) -> str:
    """The address itself when it is one of a Redis server."""
    return parse_url(text, ("redis", "rediss"))


DATABASES = {
    "default": read(
        "DATABASE_URL",
        parse_database(f"sqlite:///{urllib.parse.quote(str(VAR_DIR / 'db.sqlite3'))}"),
        parse_database,
    )
}

REDIS_URL = read("REDIS_URL", "", parse_redis)
# Pages, rows and pictures of the catalogue have caches of their own: in memory each is bounded by what it may hold.
PAGES_KEPT, ROWS_KEPT, CARDS_KEPT = 100, 5000, 100
if REDIS_URL:
    _redis = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    CACHES = {
        "default": _redis,
        "pages": {**_redis, "KEY_PREFIX": "pages"},
        "rows": {**_redis, "KEY_PREFIX": "rows", "TIMEOUT": 2 * 3600},
        "cards": {**_redis, "KEY_PREFIX": "cards"},
    }
else:
    _memory = "django.core.cache.backends.locmem.LocMemCache"
    CACHES = {
        "default": {"BACKEND": _memory, "LOCATION": "portal"},
        "pages": {"BACKEND": _memory, "LOCATION": "pages", "OPTIONS": {"MAX_ENTRIES": PAGES_KEPT}},
        "cards": {"BACKEND": _memory, "LOCATION": "cards", "OPTIONS": {"MAX_ENTRIES": CARDS_KEPT}},
        "rows": {
            "BACKEND": _memory,
            "LOCATION": "rows",
            "TIMEOUT": 2 * 3600,
            "OPTIONS": {"MAX_ENTRIES": ROWS_KEPT},
        },
    }
# How long a page that is the same for every visitor is kept at most; a change of the catalogue ends it at once.
PAGE_CACHE_SECONDS = read_whole("PAGE_CACHE_SECONDS", default=60)

# Celery. The outbox table is the truth; a message only wakes the worker, so tasks may run twice.
BROKER_DIR = VAR_DIR / "broker"
CELERY_BROKER_URL = REDIS_URL or "files://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    # Messages of a worker that died come back after `visibility_timeout` seconds (longer than any task may
    # run) and are looked for every `interval` x `throttle` seconds; kombu's own throttle of 10 is too slow.
    {
        "visibility_timeout": 300,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 3,
        # With retries, the first request after Redis went down would wait six seconds for nothing.
        "max_retries": 0,
    }
    if REDIS_URL
    else {"folder": str(BROKER_DIR), "polling_interval": 0.2}
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 90
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TIMEZONE = "Asia/Hong_Kong"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
# Tasks by name: the table stands above every app and imports none of them.
CELERY_BEAT_SCHEDULE = {
    "outbox-sweep": {"task": "outbox.sweep", "schedule": 5.0, "options": {"expires": 5.0}},
    # Firms carry the time at which they are due: soon after their facts change, and each night.
    "rematch-due": {"task": "programs.rematch_due", "schedule": 60.0, "options": {"expires": 60.0}},
    # Far more often than days pass: the clock begins anew wherever beat starts without its file.
    "forget-addresses": {
        "task": "programs.forget_addresses",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    # Files wait to be scanned only where a message was lost or the scanner was away.
    "scan-papers": {"task": "programs.scan_papers", "schedule": 60.0, "options": {"expires": 60.0}},
    "remind-of-papers": {
        "task": "programs.remind_of_papers",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "remind-of-milestones": {
        "task": "programs.remind_of_milestones",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "forget-sessions": {
        "task": "accounts.forget_sessions",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
}

DEFAULT_FROM_EMAIL = read("DEFAULT_FROM_EMAIL", "Hetao Launchpad <no-reply@example.org>", parse_sender)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_BACKEND = "portal.mail.FolderAndConsole"
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
EMAIL_TIMEOUT = 10
globals().update(read("EMAIL_URL", {}, parse_mail))

LOG_LEVEL = read("LOG_LEVEL", "INFO", one_of("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"))
LOG_FORMAT = read("LOG_FORMAT", "text", one_of("text", "json"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "portal.kernel.logging.RequestIdFilter"}},
    "formatters": {
        "text": {"()": "portal.kernel.logging.TextFormatter"},
        "json": {"()": "portal.kernel.logging.JsonFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # Django installs handlers of its own on these two; ours on the root is enough.
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        # The sweep runs every few seconds; a line for each run would drown the rest.
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
    },
}
