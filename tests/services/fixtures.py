"""Fixtures for what the tests need outside themselves. What cannot be had is skipped by name, with the reason."""

import os
import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.services import chromium, postgres, redis
from tests.services.need import missing
from tests.services.stack import Stack

# What a test needs follows from the fixtures it asks for.
MARKERS = {
    "postgres_url": pytest.mark.postgres,
    "redis_url": pytest.mark.redis,
    "make_stack": pytest.mark.worker,
    "live_stack": pytest.mark.worker,
    "browser": pytest.mark.browser,
}


# What fills the database: with or without the catalogue and the sample data.
PREPARE = {True: ("quickstart", "--demo"), False: ("migrate", "--verbosity", "0")}


# Without transitions, so that nothing is judged half-way between two colours.
STILL = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items) -> None:
    """Mark the tests by what they need, and keep those that share the running portal in one process."""
    for item in items:
        for name in MARKERS.keys() & set(getattr(item, "fixturenames", ())):
            item.add_marker(MARKERS[name])
            if name in {"live_stack", "browser"}:
                item.add_marker(pytest.mark.xdist_group("live"))


@pytest.fixture(scope="session")
def _postgres_server():
    with ExitStack() as stack:
        try:
            found = stack.enter_context(postgres.server())
        except postgres.NoServerError as error:
            found = error
        yield found


@pytest.fixture
def postgres_url(_postgres_server):
    """The address of an empty PostgreSQL database of the test's own."""
    if isinstance(_postgres_server, Exception):
        missing("PostgreSQL", str(_postgres_server))
    with postgres.fresh_database(_postgres_server) as url:
        yield url


@pytest.fixture
def redis_url(worker_number):
    """The address of an emptied Redis database of the test's own."""
    try:
        with redis.server(redis.TEST_DB - worker_number) as url:
            yield url
    except postgres.NoServerError as error:
        missing("Redis", str(error))


@pytest.fixture(scope="session")
def worker_number() -> int:
    """0, 1, ... : which of pytest-xdist's processes this is, so that shared servers are split between them."""
    name = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    return int(name.removeprefix("gw"))


@pytest.fixture(scope="session")
def prepared_sqlite(tmp_path_factory):
    """A function that returns an SQLite file with its tables, filled or empty; made once for the session."""
    made: dict[bool, Path] = {}

    def prepare(demo: bool) -> Path:
        if demo not in made:
            stack = Stack(tmp_path_factory.mktemp("prepared"))
            stack.manage(*PREPARE[demo])
            made[demo] = stack.var / "db.sqlite3"
        return made[demo]

    return prepare


@pytest.fixture
def make_stack(tmp_path, prepared_sqlite):
    """A function that prepares a Stack; nothing of it runs yet.

    Its tables are empty; with `demo` the catalogue, the sample accounts and their applications are in.
    """
    made: list[Stack] = []

    def make(database_url: str = "", redis_url: str = "", *, demo: bool = False, **env: str) -> Stack:
        stack = Stack(tmp_path / f"stack{len(made)}", database_url, redis_url, **env)
        made.append(stack)
        if database_url:
            stack.manage(*PREPARE[demo])
        else:
            shutil.copy(prepared_sqlite(demo), stack.var / "db.sqlite3")
        return stack

    yield make
    for stack in made:
        stack.kill()


@pytest.fixture(scope="session")
def live_stack(tmp_path_factory, _postgres_server, worker_number):
    """One running portal for all browser tests: on SQLite, or on the servers the environment names."""
    with ExitStack() as servers:
        database_url = redis_url = ""
        if os.environ.get("DATABASE_URL", "").startswith("postgres"):
            if isinstance(_postgres_server, Exception):
                missing("PostgreSQL", str(_postgres_server))
            database_url = servers.enter_context(postgres.fresh_database(_postgres_server))
        if os.environ.get("REDIS_URL"):
            redis_url = servers.enter_context(redis.server(redis.TEST_DB - 4 - worker_number))
        stack = Stack(tmp_path_factory.mktemp("stack"), database_url, redis_url)
        servers.callback(stack.kill)
        stack.manage("quickstart", "--demo")
        stack.start()
        yield stack


@pytest.fixture(scope="session")
def browser():
    """Chromium, started once for the session."""
    path = chromium.executable()
    if path is None:
        missing("Chromium", "no chromium or google-chrome on the PATH; the variable CHROMIUM can name one")
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    # Playwright runs an event loop in this thread; Django would otherwise refuse to query from it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser):
    """A function that opens a page in a session of its own; at the end no page may have shown a fault."""
    opened: list = []

    def open_page(**options):
        context = browser.new_context(**{**STILL, **options})
        context.set_default_timeout(10_000)
        page = context.new_page()
        opened.append((context, chromium.Faults(page)))
        return page

    yield open_page
    for context, _ in opened:
        context.close()
    assert [fault for _, faults in opened for fault in faults.seen] == []


@pytest.fixture
def page(new_page):
    """One page, for a test that needs a single visitor."""
    return new_page()


@pytest.fixture(scope="session")
def axe():
    """A function that returns the accessibility violations axe-core finds on a page, one line each."""
    module = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

    def violations(page) -> list[str]:
        found = module.Axe().run(page).response["violations"]
        return [
            f"{item['id']} ({item['impact']}): {node['html'][:160]}"
            for item in found
            for node in item["nodes"]
        ]

    return violations
