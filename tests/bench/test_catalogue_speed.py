"""Lists and searches against two bare pages of the same process, small and large, on both databases.

BENCH_ENTRIES (100,000 unless set) is the size of the large catalogue; filling it takes some minutes.
"""

import json
import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from portal.supervisor import ROOT
from tests.bench.test_speed import say
from tests.services import postgres
from tests.services.stack import Stack

pytestmark = pytest.mark.bench
SMALL = 250
LARGE = int(os.environ.get("BENCH_ENTRIES", "100000"))
#: Milliseconds for 99 of 100 searches of the large catalogue.
MOST = {"SQLite": 400, "PostgreSQL": 150}
REQUESTS = 10_000


def probe(stack: Stack, what: str, rounds: int, **env: str) -> dict:
    """What tests.bench.probe finds in a process of its own."""
    settings = {"DJANGO_SETTINGS_MODULE": "tests.bench.settings", "DEBUG": "false", "DEMO_ACCOUNTS": "false"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.probe", what, str(rounds)],
        cwd=ROOT,
        env={**stack.env, **settings, "LOG_LEVEL": "WARNING", **env},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module", params=["SQLite", "PostgreSQL"])
def database(request, tmp_path_factory, _postgres_server):
    """The name of a database and a portal on it with SMALL entries."""
    folder = tmp_path_factory.mktemp("bench")
    if request.param == "SQLite":
        yield request.param, filled(Stack(folder, LOG_LEVEL="WARNING"))
        return
    if isinstance(_postgres_server, Exception):
        pytest.skip(f"PostgreSQL: {_postgres_server}")
    with postgres.fresh_database(_postgres_server) as url:
        yield request.param, filled(Stack(folder, url, LOG_LEVEL="WARNING"))


def filled(stack: Stack) -> Stack:
    stack.manage("quickstart")
    count = int(stack.shell("from portal.catalogue.models import Entry; print(Entry.objects.count())"))
    stack.manage("populate", str(SMALL - count))
    return stack


def test_the_list_of_visitors(database):
    name, stack = database
    found = probe(stack, "pages", 40)
    share = found["list"] / found["bytes"]
    print()
    say(f"{name}: the list, of a bare page with the same bytes", f"{share:.2f}")
    assert share >= 0.8


def test_new_searches(database):
    name, stack = database
    small = probe(stack, "searches", 300)
    ratio = small["median"] / small["template"]
    print()
    say(f"{name}, {SMALL} entries: bare page of 50 rows", f"{small['template']:.1f} ms")
    say(f"{name}, {SMALL} entries: a new search", f"{small['median']:.1f} / {small['p99']:.0f} ms")
    say(f"{name}, {SMALL} entries: of the bare page", f"{ratio:.1f}")
    stack.manage("populate", str(LARGE - SMALL))
    large = probe(stack, "searches", 500)
    growth = large["median"] / small["median"]
    say(f"{name}, {LARGE:,} entries: a new search", f"{large['median']:.1f} / {large['p99']:.0f} ms")
    say(f"{name}, {LARGE:,} entries: of the same with {SMALL}", f"{growth:.1f}")
    assert ratio <= 3
    assert growth <= 2
    assert large["p99"] <= MOST[name]


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """A portal with hashed and packed static files, as in production."""
    stack = Stack(
        tmp_path_factory.mktemp("packed"), LOG_LEVEL="WARNING", DEBUG="false", DEMO_ACCOUNTS="false"
    )
    stack.env |= {"STATIC_MANIFEST": "true"}
    stack.manage("quickstart")
    stack.manage("collectstatic", "--noinput", "--verbosity", "0")
    stack.start("web")
    yield stack
    stack.kill()


def fetch(stack: Stack, address: str) -> bytes:
    """What goes over the wire."""
    request = urllib.request.Request(stack.base_url + address, headers={"Accept-Encoding": "gzip, br"})
    return urllib.request.urlopen(request, timeout=20).read()


def test_the_first_view_over_the_wire(packed):
    plain = urllib.request.urlopen(f"{packed.base_url}/en/catalogue/", timeout=20).read().decode()
    files = set(re.findall(r'(?:<script[^>]+src|<link rel="stylesheet" href)="([^"]+)"', plain))
    sizes = {address: len(fetch(packed, address)) for address in {"/en/catalogue/", *files}}
    total = sum(sizes.values())
    print()
    say(f"the list with {len(files)} style sheets and scripts, over the wire", f"{total / 1000:.1f} kB")
    assert total <= 60_000, sizes


def resident(pid: int) -> int:
    """Bytes in memory of a process and its children."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text()
        except OSError:
            continue
        own = int(re.search(r"^Pid:\s+(\d+)", text, re.M)[1])
        parent = int(re.search(r"^PPid:\s+(\d+)", text, re.M)[1])
        memory = re.search(r"^VmRSS:\s+(\d+)", text, re.M)
        if memory and pid in (own, parent):
            total += int(memory[1]) * 1024
    return total


def test_memory_of_a_worker(packed):
    addresses = ["/en/", "/zh-hant/", "/en/catalogue/", "/zh-hans/catalogue/", "/en/measures/bud-easy/"]
    addresses += [
        f"/en/catalogue/?q={word}" for word in ("rent", "lab", "qianhai", "tax", "incub", "grant", "chip")
    ]
    addresses += [
        f"/zh-hant/catalogue/?kind={kind}" for kind in ("measure", "space", "incubator", "platform")
    ]
    pid = packed.processes["web"].pid

    def ask(count: int) -> None:
        for number in range(count):
            fetch(packed, addresses[number % len(addresses)])

    ask(1000)
    before = resident(pid)
    ask(REQUESTS)
    growth = (resident(pid) - before) / 1e6
    print()
    say(f"memory of the web process after {REQUESTS:,} requests more", f"{growth:+.1f} MB")
    assert growth <= 5
