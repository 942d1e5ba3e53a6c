"""Filled databases: made once for a run of the tests, by whichever process is first, and copied from then on."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import psycopg2

from tests.services import postgres
from tests.services.stack import Stack

#: Names the folder that all processes of a run share.
FOLDER = "PORTAL_TESTS_FOLDER"

#: What fills a database: with or without the catalogue and the sample data.
COMMANDS = {True: ("quickstart", "--demo"), False: ("migrate", "--verbosity", "0")}


def open_run() -> None:
    """Make the folder of this run; processes that are started from here find it."""
    os.environ[FOLDER] = tempfile.mkdtemp(prefix="portal-run-")


def close_run() -> None:
    """Take away what the run has made."""
    folder = Path(os.environ.pop(FOLDER))
    for made in folder.glob("postgres-*.made"):
        with suppress(psycopg2.Error):  # the server was started for the run and has gone with it
            postgres.drop(*made.read_text().split())
    shutil.rmtree(folder, ignore_errors=True)


def once(name: str, make: Callable[[Path], str]) -> str:
    """What `make` returned the first time that a process of this run asked for it by this name; others wait."""
    folder = Path(os.environ[FOLDER])
    made = folder / f"{name}.made"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            made.write_text(make(folder / name))
    return made.read_text()


def fill_sqlite(stack: Stack, *, demo: bool) -> None:
    """Give a stack that has not run yet its SQLite file."""

    def make(folder: Path) -> str:
        first = Stack(folder)
        first.manage(*COMMANDS[demo])
        return str(first.var / "db.sqlite3")

    shutil.copy(once(f"sqlite-{demo}", make), stack.var / "db.sqlite3")


def fill_postgres(server_url: str, database_url: str, *, demo: bool) -> None:
    """Fill an empty database of that server that nobody is connected to."""

    def make(folder: Path) -> str:
        url = postgres.create(server_url)
        Stack(folder, url).manage(*COMMANDS[demo])
        return f"{server_url} {url}"

    server = sha256(server_url.encode()).hexdigest()[:12]
    _, filled = once(f"postgres-{server}-{demo}", make).split()
    postgres.drop(server_url, database_url)
    postgres.create(server_url, database_url, template=filled)
