"""Every page of the founder's flow against a bare page of the same process, and autosave, on both databases."""

import json
import subprocess
import sys

import pytest

from portal.supervisor import ROOT
from tests.bench.test_speed import say
from tests.services import postgres
from tests.services.stack import Stack

pytestmark = pytest.mark.bench
ROUNDS = 40
#: At most so many queries a page, and so many times the bare page of somebody signed in, at the median.
QUERIES, TIMES = 15, 3
#: Milliseconds of saving one section, at the median, on PostgreSQL.
AUTOSAVE = 30


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def database(request, tmp_path, _postgres_server):
    """The name of a database and a portal on it with the catalogue."""
    if request.param == "SQLite":
        yield request.param, filled(Stack(tmp_path, LOG_LEVEL="WARNING"))
        return
    if isinstance(_postgres_server, Exception):
        pytest.skip(f"PostgreSQL: {_postgres_server}")
    with postgres.fresh_database(_postgres_server) as url:
        yield request.param, filled(Stack(tmp_path, url, LOG_LEVEL="WARNING"))


def filled(stack: Stack) -> Stack:
    stack.manage("quickstart")
    return stack


def probe(stack: Stack, rounds: int) -> dict[str, dict]:
    """What tests.bench.flow_probe finds in a process of its own."""
    settings = {"DJANGO_SETTINGS_MODULE": "tests.bench.settings", "DEBUG": "false", "DEMO_ACCOUNTS": "false"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.flow_probe", str(rounds)],
        cwd=ROOT,
        env={**stack.env, **settings, "LOG_LEVEL": "WARNING"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_the_pages_of_the_flow(database):
    name, stack = database
    found = probe(stack, ROUNDS)
    bare, saved = found.pop("bare"), found.pop("autosave")
    visitor = found.pop("bare, visitor")
    print()
    print(f"  {name}: ms by the clock (of this process), times the bare page, queries")
    for title, each in (("bare page", bare), ("bare page of a visitor", visitor), ("autosave", saved)):
        say(title, f"{each['ms']:.1f} ({each['cpu']:.1f}) ms, {each['queries']}")
    for title, each in sorted(found.items(), key=lambda row: -row[1]["ms"]):
        say(
            title,
            f"{each['ms']:.1f} ({each['cpu']:.1f}) ms, {each['ms'] / bare['ms']:.1f}, {each['queries']}",
        )
    assert {title: each["queries"] for title, each in found.items() if each["queries"] > QUERIES} == {}
    slow = {title: each["ms"] / bare["ms"] for title, each in found.items()}
    assert {title: round(ratio, 1) for title, ratio in slow.items() if ratio > TIMES} == {}
    if name == "PostgreSQL":
        assert saved["ms"] <= AUTOSAVE
