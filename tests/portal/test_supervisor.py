"""`make run`'s supervisor: what dies comes back, and nothing outlives it."""

import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest

from portal import supervisor
from tests.architecture.files import ROOT
from tests.services.need import free_port

HARNESS = """
    import sys
    from portal import supervisor
    supervisor.STOP_WITHIN = 1.0
    folder = sys.argv[1]
    supervisor.supervise([
        supervisor.Child(name, [sys.executable, "-c", code, f"{folder}/{name}"])
        for name, code in zip(sys.argv[2::2], sys.argv[3::2])
    ])
"""
# Writes its own process id, and that of a child of its own, then waits.
STEADY = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(120)"])
open(sys.argv[1] + ".part", "w").write(f"{os.getpid()} {child.pid}")
os.rename(sys.argv[1] + ".part", sys.argv[1])
time.sleep(120)
"""
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + STEADY
DYING = """
import sys, time
open(sys.argv[1], "a").write(f"{time.monotonic()}\\n")
sys.exit(3)
"""


def alive(pid: int) -> bool:
    """Whether the process runs; one that ended and was not yet collected does not count."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def until(condition: Callable, seconds: float = 10):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.05)
    raise AssertionError("waited in vain")


@pytest.fixture
def supervise(tmp_path):
    """A function that supervises these programs in a process of its own; returns it and a reader of their ids."""
    started: list[subprocess.Popen] = []

    def run(**programs: str):
        arguments = [item for pair in programs.items() for item in pair]
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(HARNESS), str(tmp_path), *arguments],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.wait()
    for pid in [pid for path in tmp_path.iterdir() if path.name != "beat" for pid in pids(path)]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def pids(path) -> list[int]:
    return [int(word) for word in path.read_text().split()] if path.exists() else []


linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc and relies on PR_SET_PDEATHSIG")


@linux
def test_a_killed_process_comes_back_and_what_it_started_goes(supervise, tmp_path):
    supervise(web=STEADY)
    leader, child = until(lambda: pids(tmp_path / "web"))
    os.kill(leader, signal.SIGKILL)
    again, _ = until(lambda: (found := pids(tmp_path / "web")) and found[0] != leader and found)
    assert alive(again)
    until(lambda: not alive(child))


@linux
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_everything(supervise, tmp_path, number):
    process = supervise(web=STEADY, worker=STUBBORN)
    running = until(lambda: pids(tmp_path / "web")) + until(lambda: pids(tmp_path / "worker"))
    assert all(alive(pid) for pid in running)
    process.send_signal(number)
    assert process.wait(10) == 0
    until(lambda: not any(alive(pid) for pid in running))


@linux
def test_nothing_is_left_when_the_supervisor_is_killed(supervise, tmp_path):
    process = supervise(web=STEADY, worker=STEADY)
    leaders = [until(lambda name=name: pids(tmp_path / name))[0] for name in ("web", "worker")]
    process.kill()
    until(lambda: not any(alive(pid) for pid in leaders))


def test_a_process_that_keeps_dying_is_tried_ever_more_slowly(supervise, tmp_path):
    process = supervise(beat=DYING)
    tries = until(
        lambda: (p := tmp_path / "beat").exists() and len(lines := p.read_text().split()) > 2 and lines, 20
    )
    gaps = [float(b) - float(a) for a, b in pairwise(tries)]
    assert gaps[0] >= 1
    assert gaps[1] > gaps[0] * 1.5
    process.terminate()
    assert "beat ended (exit code 3); starting it again in 1 s" in process.stdout.read()


def run_with(**env: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "portal.supervisor"],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=20,
    )


def test_a_taken_port_is_said_before_anything_is_touched(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run_with(PORT=str(port), VAR_DIR=str(tmp_path / "var"))
    assert done.returncode == 1
    assert f"Port {port} cannot be used (Address already in use)" in done.stderr
    assert f"make run PORT={port + 1}" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("text", ["http", "0", "70000", "-1"])
def test_a_port_that_is_none_is_named(text):
    done = run_with(PORT=text)
    assert done.returncode == 1
    assert done.stderr.strip() == f"PORT: '{text}' is not a port number"


def test_a_refused_preparation_stops_the_start(tmp_path):
    done = run_with(PORT=str(free_port()), VAR_DIR=str(tmp_path), DATABASE_URL="mysql://nowhere/x")
    assert done.returncode == 1
    assert "DATABASE_URL" in done.stderr


def test_defaults_give_way_to_the_environment(monkeypatch):
    for name in ("DEBUG", "DEMO_ACCOUNTS", "SITE_URL"):
        monkeypatch.delenv(name, raising=False)
    supervisor.prepare_environment(8123)
    assert (os.environ["DEBUG"], os.environ["DEMO_ACCOUNTS"]) == ("true", "true")
    assert os.environ["SITE_URL"] == "http://localhost:8123"
    monkeypatch.setenv("DEBUG", "false")
    monkeypatch.delenv("DEMO_ACCOUNTS")
    monkeypatch.setenv("SITE_URL", "https://portal.example.org")
    supervisor.prepare_environment(8123)
    assert os.environ["DEMO_ACCOUNTS"] == "false", (
        "demonstration accounts never come with DEBUG off by themselves"
    )
    assert os.environ["SITE_URL"] == "https://portal.example.org"


def test_the_web_server_has_threads_to_spare_for_slow_senders():
    """Each holds one until its body has come; see README.md, "Going to production"."""
    started = [" ".join(supervisor.commands("127.0.0.1", 8000)["web"])]
    started += [(ROOT / name).read_text() for name in ("Procfile", "Dockerfile")]
    for text in started:
        threads = re.search(r'--blocking-threads[ ",]+(\d+)', text)
        assert threads is not None
        assert int(threads[1]) >= 16
