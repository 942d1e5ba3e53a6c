"""Firms against the whole catalogue: one at a time, and every firm in a night, in a process of their own.

BENCH_FIRMS (10,000 unless set) is the number of made-up firms; each has answered half of the registry.
"""

import json
import os
import subprocess
import sys

import pytest

from portal.supervisor import ROOT
from tests.bench.test_speed import say
from tests.services.stack import Stack

pytestmark = pytest.mark.bench
FIRMS = int(os.environ.get("BENCH_FIRMS", "10000"))


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> dict:
    """What tests.bench.matching_probe finds."""
    stack = Stack(tmp_path_factory.mktemp("bench"), LOG_LEVEL="WARNING", DEBUG="false", DEMO_ACCOUNTS="false")
    stack.manage("quickstart")
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.matching_probe", str(FIRMS)],
        cwd=ROOT,
        env=stack.env,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_one_firm_against_everything(found):
    ratio = found["explained"] / found["plain"]
    print()
    say(f"one firm against {found['schemes']} schemes, CPU", f"{found['plain']:.2f} ms")
    say("the same with explanations", f"{found['explained']:.2f} ms")
    say("with explanations, of without", f"{ratio:.1f}")
    assert found["plain"] <= 0.5
    assert found["explained"] <= 3
    assert ratio <= 40


def test_every_firm_against_everything(found):
    (cpu, clock), (first, first_clock) = found["again"], found["first"]
    growth = cpu / found["tenth"][0] / 10
    print()
    say(f"{found['firms']:,} firms against everything, CPU / clock", f"{cpu:.1f} / {clock:.1f} s")
    say("each firm, of the same among a tenth as many", f"{growth:.2f}")
    say("memory that the run added", f"{found['grown']:+.1f} MB")
    say(f"the first time, {found['matches']:,} rows written", f"{first:.1f} / {first_clock:.1f} s")
    say("memory that the first run added", f"{found['grown_first']:+.1f} MB")
    assert cpu <= 30 * found["firms"] / 10_000
    assert growth <= 1.5
    assert max(found["grown"], found["grown_first"]) <= 20


def test_the_preview_of_a_draft(found):
    cpu, clock = found["preview"]
    print()
    say(f"a draft's effect on {found['firms']:,} firms, CPU / clock", f"{cpu:.2f} / {clock:.2f} s")
    assert cpu <= 5 * found["firms"] / 10_000
