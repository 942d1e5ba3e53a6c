"""Settings from the environment: defaults that need nothing, and a named complaint about anything malformed."""

import json
import os
import stat
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.settings import env, security, services
from tests.architecture.files import ROOT

SHOW = """
import json, portal.settings as s
print(json.dumps({n: getattr(s, n) for n in %r.split() if hasattr(s, n)}, default=str))
"""


def start(names: str, tmp_path, **variables: str) -> subprocess.CompletedProcess:
    """Load the settings in a process of their own with these variables alone and show some of them."""
    clean = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path / "var")}
    return subprocess.run(
        [sys.executable, "-c", SHOW % names],
        cwd=ROOT,
        env={**clean, **variables},
        capture_output=True,
        text=True,
    )


def values(names: str, tmp_path, **variables: str) -> dict:
    done = start(names, tmp_path, **variables)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_with_no_variable_everything_is_embedded(tmp_path):
    seen = values(
        "DEBUG DATABASES CACHES CELERY_BROKER_URL EMAIL_BACKEND DEMO_ACCOUNTS", tmp_path, DATABASE_URL=""
    )
    database = seen["DATABASES"]["default"]
    assert database["NAME"] == str(tmp_path / "var" / "db.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]
    assert database["OPTIONS"]["timeout"] == 20
    assert "ATOMIC_REQUESTS" not in database
    assert seen["CELERY_BROKER_URL"] == "files://localhost"
    assert seen["EMAIL_BACKEND"] == "portal.mail.FolderAndConsole"
    assert seen["DEBUG"] is False
    assert seen["DEMO_ACCOUNTS"] is False


def test_each_variable_swaps_one_part(tmp_path):
    seen = values(
        "DATABASES CACHES CELERY_BROKER_URL CELERY_BROKER_TRANSPORT_OPTIONS EMAIL_BACKEND EMAIL_HOST EMAIL_PORT "
        "EMAIL_USE_TLS EMAIL_HOST_USER EMAIL_HOST_PASSWORD",
        tmp_path,
        DATABASE_URL="postgres://me:p%40ss@db.example.org:5433/portal",
        REDIS_URL="redis://cache.example.org:6379/2",
        EMAIL_URL="smtp+tls://me:secret@mail.example.org:587",
    )
    database = seen["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["PORT"], database["PASSWORD"]) == ("db.example.org", 5433, "p@ss")
    assert database["CONN_HEALTH_CHECKS"] is True
    assert "OPTIONS" not in database
    assert seen["CACHES"]["default"]["BACKEND"].endswith("RedisCache")
    assert seen["CELERY_BROKER_URL"] == "redis://cache.example.org:6379/2"
    assert seen["CELERY_BROKER_TRANSPORT_OPTIONS"]["unacked_restore_throttle"] == 1
    assert seen["EMAIL_BACKEND"].endswith("smtp.EmailBackend")
    assert (seen["EMAIL_HOST"], seen["EMAIL_PORT"], seen["EMAIL_USE_TLS"]) == ("mail.example.org", 587, True)
    assert (seen["EMAIL_HOST_USER"], seen["EMAIL_HOST_PASSWORD"]) == ("me", "secret")


def test_an_https_address_switches_transport_security_on(tmp_path):
    names = (
        "ALLOWED_HOSTS CSRF_TRUSTED_ORIGINS SECURE_SSL_REDIRECT SESSION_COOKIE_SECURE "
        "SECURE_HSTS_SECONDS TRUSTED_PROXIES"
    )
    plain = values(names, tmp_path, SITE_URL="http://intranet.example.org:8080")
    assert plain["ALLOWED_HOSTS"] == ["intranet.example.org"]
    assert plain["CSRF_TRUSTED_ORIGINS"] == ["http://intranet.example.org:8080"]
    assert (plain["SECURE_SSL_REDIRECT"], plain["SESSION_COOKIE_SECURE"], plain["SECURE_HSTS_SECONDS"]) == (
        False,
        False,
        0,
    )
    assert plain["TRUSTED_PROXIES"] == 0
    secure = values(names, tmp_path, SITE_URL="https://portal.example.org/")
    assert secure["CSRF_TRUSTED_ORIGINS"] == ["https://portal.example.org"]
    assert (secure["SECURE_SSL_REDIRECT"], secure["SESSION_COOKIE_SECURE"]) == (True, True)
    assert secure["SECURE_HSTS_SECONDS"] > 0
    assert secure["TRUSTED_PROXIES"] == 1


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    first = values("SECRET_KEY", tmp_path)["SECRET_KEY"]
    kept = tmp_path / "var" / "secret_key"
    assert kept.read_text() == first
    assert len(first) > 60
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert values("SECRET_KEY", tmp_path)["SECRET_KEY"] == first
    assert [p.name for p in kept.parent.iterdir()] == ["secret_key"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "maybe"),
        ("DEMO_ACCOUNTS", "2"),
        ("STATIC_MANIFEST", "ja"),
        ("SECRET_KEY", "short"),
        ("SITE_URL", "portal.example.org"),
        ("SITE_URL", "ftp://portal.example.org"),
        ("SITE_URL", "https://portal.example.org/app"),
        ("SITE_URL", "https://"),
        ("SITE_URL", "http://host:port"),
        ("SITE_URL", "http://[::1"),
        ("DATABASE_URL", "mysql://db/portal"),
        ("DATABASE_URL", "postgres://db:abc/portal"),
        ("DATABASE_URL", "postgres://db:5432/"),
        ("DATABASE_URL", "portal"),
        ("REDIS_URL", "localhost:6379"),
        ("REDIS_URL", "redis://"),
        ("REDIS_URL", "redis://cache:99999/0"),
        ("EMAIL_URL", "mail.example.org"),
        ("EMAIL_URL", "http://mail.example.org"),
        ("EMAIL_URL", "smtp://"),
        ("DEFAULT_FROM_EMAIL", "nobody"),
        ("UPLOAD_MAX_BYTES", "10MB"),
        ("UPLOAD_MAX_BYTES", "-1"),
        ("CONN_MAX_AGE", "1.5"),
        ("TRUSTED_PROXIES", "one"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_a_malformed_value_stops_the_start_with_its_name(name, value, monkeypatch):
    parsers = {
        "SECRET_KEY": security.parse_secret,
        "SITE_URL": security.parse_site_url,
        "DATABASE_URL": services.parse_database,
        "REDIS_URL": services.parse_redis,
        "EMAIL_URL": services.parse_mail,
        "DEFAULT_FROM_EMAIL": services.parse_sender,
        "LOG_LEVEL": env.one_of("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"),
        "LOG_FORMAT": env.one_of("text", "json"),
        **dict.fromkeys(("DEBUG", "DEMO_ACCOUNTS", "STATIC_MANIFEST"), env.parse_bool),
        **dict.fromkeys(("UPLOAD_MAX_BYTES", "CONN_MAX_AGE", "TRUSTED_PROXIES"), env.parse_whole),
    }
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=f"^{name}: "):
        env.read(name, None, parsers[name])


def test_the_real_start_stops_too(tmp_path):
    done = start("DEBUG", tmp_path, DATABASE_URL="postgres://db:abc/portal", REDIS_URL="redis://cache/0")
    assert done.returncode == 1
    assert "ImproperlyConfigured: DATABASE_URL: " in done.stderr
    assert not (tmp_path / "var" / "db.sqlite3").exists()


def test_the_folder_for_data_is_made_whatever_else_is_given(tmp_path):
    values("DEBUG", tmp_path, SECRET_KEY="x" * 64, DATABASE_URL="postgres://db/portal")
    assert (tmp_path / "var").is_dir()


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "var").write_text("a file stands in the way")
    assert "ImproperlyConfigured: VAR_DIR: " in start("DEBUG", tmp_path).stderr


def test_a_broken_connection_limit_is_named_as_itself(tmp_path):
    done = start("DEBUG", tmp_path, CONN_MAX_AGE="soon")
    assert "CONN_MAX_AGE: 'soon' is not a whole number" in done.stderr


@pytest.mark.parametrize("text", ["1", "true", "YES", "On"])
def test_words_for_yes(text):
    assert env.parse_bool(text) is True


def test_an_empty_variable_counts_as_unset(monkeypatch):
    monkeypatch.setenv("UPLOAD_MAX_BYTES", " ")
    assert env.read_whole("UPLOAD_MAX_BYTES", default=7) == 7
