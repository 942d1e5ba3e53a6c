"""Fixtures for what the tests need outside themselves. What cannot be had is skipped by name, with the reason."""

import os
from contextlib import ExitStack
from itertools import cycle

import pytest

from tests.services import axe as axe_core
from tests.services import chromium, postgres, prepared, redis
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


#: How many processes share the tests in a browser; each of them has a running portal of its own.
BROWSERS = 2


# Without transitions, so that nothing is judged half-way between two colours.
STILL = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items) -> None:
    """Mark the tests by what they need, and deal those in a browser, which are the longest, to a few processes."""
    dealt = cycle(range(BROWSERS))
    for item in items:
        needs = MARKERS.keys() & set(getattr(item, "fixturenames", ()))
        for name in needs:
            item.add_marker(MARKERS[name])
        if needs & {"live_stack", "browser"}:
            item.add_marker(pytest.mark.xdist_group(f"browser-{next(dealt)}"))


def pytest_configure(config) -> None:
    """One folder for a run: made by the process that pytest-xdist's others come from, and removed at its end."""
    if not hasattr(config, "workerinput"):
        prepared.open_run()
        config.add_cleanup(prepared.close_run)


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


@pytest.fixture
def make_stack(tmp_path, request):
    """A function that prepares a Stack; nothing of it runs yet.

    Its tables are empty; with `demo` the catalogue, the sample accounts and their applications are in.
    """
    made: list[Stack] = []

    def make(database_url: str = "", redis_url: str = "", *, demo: bool = False, **env: str) -> Stack:
        stack = Stack(tmp_path / f"stack{len(made)}", database_url, redis_url, **env)
        made.append(stack)
        if database_url:
            prepared.fill_postgres(request.getfixturevalue("_postgres_server"), database_url, demo=demo)
        else:
            prepared.fill_sqlite(stack, demo=demo)
        return stack

    yield make
    for stack in made:
        stack.kill()


@pytest.fixture(scope="session")
def live_stack(tmp_path_factory, _postgres_server, worker_number):
    """One running portal for all browser tests of this process: on SQLite, or on the servers the environment names."""
    with ExitStack() as servers:
        database_url = redis_url = ""
        if os.environ.get("DATABASE_URL", "").startswith("postgres"):
            if isinstance(_postgres_server, Exception):
                missing("PostgreSQL", str(_postgres_server))
            database_url = servers.enter_context(postgres.fresh_database(_postgres_server))
            prepared.fill_postgres(_postgres_server, database_url, demo=True)
        if os.environ.get("REDIS_URL"):
            redis_url = servers.enter_context(redis.server(redis.TEST_DB - 4 - worker_number))
        stack = Stack(tmp_path_factory.mktemp("stack"), database_url, redis_url)
        servers.callback(stack.kill)
        if not database_url:
            prepared.fill_sqlite(stack, demo=True)
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
        context.add_init_script(axe_core.SCRIPT)
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
    if not axe_core.SCRIPT:
        missing("axe", "axe-playwright-python is not installed")
    return axe_core.violations
