"""A Redis server for the tests: the one that answers, else a throwaway one from the system's binary."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import redis

from tests.services.need import free_port
from tests.services.postgres import NoServerError

# A number nobody uses by default; the tests empty this database of the server that answers.
TEST_DB = 13


def answers(url: str) -> bool:
    """Whether a Redis server answers there."""
    try:
        return bool(redis.Redis.from_url(url, socket_connect_timeout=1).ping())
    except redis.RedisError:
        return False


@contextmanager
def throwaway_server() -> Iterator[str]:
    """A server on a free port that keeps nothing on disk; raises NoServerError when there is no binary."""
    binary = shutil.which("redis-server")
    if not binary:
        raise NoServerError("nothing answers on 127.0.0.1:6379 and redis-server is not installed")
    port = free_port()
    folder = tempfile.mkdtemp(prefix="portal-redis-")
    process = subprocess.Popen(
        [
            *(binary, "--port", str(port), "--bind", "127.0.0.1", "--dir", folder),
            *("--save", "", "--appendonly", "no"),
        ],
        stdout=subprocess.DEVNULL,
    )
    try:
        url = f"redis://127.0.0.1:{port}/0"
        for _ in range(50):
            if answers(url):
                break
            time.sleep(0.1)
        else:
            raise NoServerError("redis-server was started and did not answer within 5 s")
        yield url
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server(database: int = TEST_DB) -> Iterator[str]:
    """The address of an emptied database on a Redis server; raises NoServerError."""
    for url in (os.environ.get("REDIS_URL"), "redis://127.0.0.1:6379"):
        if url and answers(url):
            own = urlunsplit(urlsplit(url)._replace(path=f"/{database}"))
            client = redis.Redis.from_url(own)
            client.flushdb()
            try:
                yield own
            finally:
                client.flushdb()
            return
    with throwaway_server() as url:
        yield url
