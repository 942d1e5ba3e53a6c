"""How long things take on this machine. `make bench` prints the table; the bounds are the project's own."""

import statistics
import time
import urllib.request

import pytest

from tests.services.stack import Stack

pytestmark = pytest.mark.bench
ROUNDS = 40


def timed(work) -> float:
    """Seconds the call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def say(what: str, value: str) -> None:
    print(f"  {what:<58}{value:>16}")


@pytest.fixture(scope="module")
def bench_stack(tmp_path_factory):
    stack = Stack(tmp_path_factory.mktemp("bench"), LOG_LEVEL="WARNING", DEBUG="true")
    print()
    first = timed(lambda: stack.manage("quickstart", "--demo"))
    again = timed(lambda: stack.manage("quickstart", "--demo"))
    say("quickstart on an empty database", f"{first:.1f} s")
    say("quickstart the second time", f"{again:.1f} s")
    assert first < 20
    assert again < 10
    stack.start("web")
    yield stack
    stack.kill()


@pytest.mark.parametrize(
    "address",
    ["/en/", "/en/catalogue/", "/zh-hant/catalogue/?q=孵化", "/zh-hans/catalogue/?kind=measure", "/healthz"],
)
def test_pages(bench_stack, address):
    url = bench_stack.base_url + urllib.request.quote(address, safe="/?=&")

    def fetch() -> None:
        urllib.request.urlopen(url, timeout=20).read()

    fetch()
    times = sorted(timed(fetch) * 1000 for _ in range(ROUNDS))
    say(address, f"{statistics.median(times):.0f} / {times[int(ROUNDS * 0.95)]:.0f} ms")
    assert statistics.median(times) < 500
