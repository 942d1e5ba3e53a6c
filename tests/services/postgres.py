"""A PostgreSQL server for the tests: the one that answers, else a throwaway one from the system's binaries."""

import getpass
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from tests.services.need import free_port


class NoServerError(Exception):
    """There is no server and none can be started; the text says why."""


def given() -> Iterator[str]:
    """Addresses worth asking, the one named in the environment first."""
    for name in ("TEST_DATABASE_URL", "DATABASE_URL"):
        if os.environ.get(name, "").startswith("postgres"):
            yield os.environ[name]
    yield "postgres://postgres@127.0.0.1:5432/postgres"
    yield f"postgres://{getpass.getuser()}@127.0.0.1:5432/postgres"


def answers(url: str) -> str | None:
    """None when a database can be made over this address, else the reason in words."""
    try:
        with closing(psycopg2.connect(url, connect_timeout=2)) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
            return None if cursor.fetchone()[0] else "the role may not create databases"
    except psycopg2.Error as error:
        return str(error).strip().splitlines()[0]


def as_postgres(command: list[str]) -> list[str]:
    """The command as the user postgres when this is root, whom PostgreSQL refuses to serve."""
    if os.geteuid() != 0:
        return command
    return ["runuser", "-u", "postgres", "--", *command]


@contextmanager
def throwaway_cluster() -> Iterator[str]:
    """A cluster in a temporary folder, gone afterwards; raises NoServerError when there are no binaries."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parent.parent.name))
    initdb = str(found[-1]) if found else shutil.which("initdb")
    if not initdb:
        raise NoServerError("nothing answers on 127.0.0.1:5432 and no PostgreSQL binaries are installed")
    binaries = Path(initdb).parent
    folder = Path(tempfile.mkdtemp(prefix="portal-pg-"))
    data, port = folder / "data", free_port()
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "cwd": "/"}
    options = f"-c fsync=off -c listen_addresses=127.0.0.1 -p {port} -k {folder}"
    pg_ctl = [str(binaries / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log")]
    try:
        try:
            subprocess.run(
                as_postgres(
                    [initdb, "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
                ),
                **quiet,
            )
            subprocess.run(as_postgres([*pg_ctl, "-o", options, "start"]), **quiet)
        except subprocess.CalledProcessError as error:
            raise NoServerError(
                f"a throwaway cluster did not start: {error.stderr.decode()[-300:]}"
            ) from error
        yield f"postgres://postgres@127.0.0.1:{port}/postgres"
        subprocess.run(
            as_postgres([*pg_ctl, "-m", "immediate", "stop"]), check=False, stdout=subprocess.DEVNULL
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server() -> Iterator[str]:
    """The address of a server's maintenance database; raises NoServerError."""
    for url in given():
        if answers(url) is None:
            yield url
            return
    with throwaway_cluster() as url:
        yield url


def execute(server_url: str, statement: str) -> None:
    """Run one statement on that server, outside of a transaction."""
    with closing(psycopg2.connect(server_url)) as connection:
        connection.autocommit = True
        connection.cursor().execute(statement)


def name_in(url: str) -> str:
    """The database's name in an address."""
    return urlsplit(url).path.removeprefix("/")


def create(server_url: str, url: str = "", template: str = "") -> str:
    """Create a database and return its address: `url`, or a new one. template: the address of one to copy."""
    url = url or urlunsplit(urlsplit(server_url)._replace(path=f"/portal_test_{uuid.uuid4().hex[:12]}"))
    copied = f" TEMPLATE {name_in(template)}" if template else ""
    execute(server_url, f"CREATE DATABASE {name_in(url)}{copied}")
    return url


def drop(server_url: str, url: str) -> None:
    """Drop a database, whoever is still connected."""
    execute(server_url, f"DROP DATABASE {name_in(url)} WITH (FORCE)")


@contextmanager
def fresh_database(server_url: str) -> Iterator[str]:
    """The address of a new, empty database on that server; dropped afterwards."""
    url = create(server_url)
    try:
        yield url
    finally:
        drop(server_url, url)
