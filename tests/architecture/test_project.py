"""The project as a whole: migrations, production settings, the list of variables."""

import os
import re
import subprocess
import sys

import pytest
from django.core.management import call_command

from portal.celery import app
from tests.architecture.files import ROOT, own_files

PRODUCTION = {
    "DEBUG": "",
    "DEMO_ACCOUNTS": "",
    "SECRET_KEY": "Vd0-hT3pGq9_xW2mKz7rYb5nLc8sJf1uEa4oIi6tPvQgRwXyZk3d0H7mNq2",
    "SITE_URL": "https://portal.example.org",
    "DATABASE_URL": "postgres://portal:secret@db.example.org/portal",
    "REDIS_URL": "redis://cache.example.org:6379/0",
    "EMAIL_URL": "smtp+tls://portal:secret@mail.example.org:587",
    "DEFAULT_FROM_EMAIL": "Hetao Launchpad <portal@example.org>",
    "LOG_FORMAT": "json",
    "DJANGO_SETTINGS_MODULE": "portal.settings",
}


def manage(*args: str, **env: str) -> subprocess.CompletedProcess:
    """Run a management command with production's variables, changed by `env`."""
    # Playwright's plugin sets it in the process that runs browser tests; a server never has it.
    shell = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", *args],
        cwd=ROOT,
        env={**shell, **PRODUCTION, **env},
        capture_output=True,
        text=True,
    )


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run")


def test_every_task_of_the_beat_table_exists(settings):
    app.loader.import_default_modules()
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= app.tasks.keys()


def test_production_settings_raise_no_warning(tmp_path):
    done = manage("check", "--deploy", "--fail-level", "WARNING", VAR_DIR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout + done.stderr


def test_demo_accounts_are_refused_in_production(tmp_path):
    done = manage("check", VAR_DIR=str(tmp_path), DEMO_ACCOUNTS="true")
    assert done.returncode == 1
    assert "kernel.E001" in done.stderr
    assert manage("check", VAR_DIR=str(tmp_path), DEMO_ACCOUNTS="true", DEBUG="true").returncode == 0


def variables_read() -> set[str]:
    """The variables the settings and the supervisor read, found in their text."""
    found = set()
    for path in own_files(".py", rooms=("portal/settings",)):
        found |= set(re.findall(r"\bread(?:_\w+)?\(\s*\"([A-Z_]+)\"", path.read_text()))
    found |= set(
        re.findall(r"environ(?:\.get\(|\[)\"([A-Z_]+)\"", (ROOT / "portal/supervisor.py").read_text())
    )
    return found


def test_env_example_lists_every_variable_once():
    lines = (ROOT / ".env.example").read_text().splitlines()
    listed = re.findall(r"^#?\s?([A-Z][A-Z_]+)=", "\n".join(lines), flags=re.MULTILINE)
    assert sorted(listed) == sorted(set(listed))
    assert set(listed) == variables_read()
    for number, line in enumerate(lines):
        if re.match(r"#?\s?[A-Z][A-Z_]+=", line):
            assert lines[number - 1].startswith("# "), f"{line} needs a line that says what it is"
