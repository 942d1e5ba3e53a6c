"""`make run`: prepares the database, then keeps web, worker and beat running until told to stop.

    python -m portal.supervisor [--die-with-parent]

A process that dies is started again, after a pause that grows while it keeps dying. Ctrl-C or TERM stops all
three. On Linux they also stop when this process is killed without a chance to tell them.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import environ

ROOT = Path(__file__).resolve().parent.parent
PR_SET_PDEATHSIG = 1
LONGEST_PAUSE = 30.0  # seconds before a process that keeps dying is tried again
STEADY_AFTER = 30.0  # seconds a process has to live for the pause to start small again
STOP_WITHIN = 10.0  # seconds between TERM and KILL

libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(parent: int) -> None:
    """Have Linux send this process TERM when the process with the id `parent`, which started it, ends."""
    if libc is not None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it went before the line above took effect
            os._exit(1)


class Child:
    """One supervised process, in a session of its own so that Ctrl-C reaches this process alone."""

    def __init__(self, name: str, command: list[str]):
        self.name = name
        self.command = command
        self.process: subprocess.Popen | None = None
        self.started_at = 0.0
        self.pause = 0.5
        self.due_at = 0.0

    def start(self) -> None:
        """Start it now."""
        parent = os.getpid()
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command, cwd=ROOT, start_new_session=True, preexec_fn=lambda: die_with_parent(parent)
        )

    def keep_alive(self) -> None:
        """Start it when it is due; when it has just died, say so and set when it is due next."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due_at:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        self.signal(signal.SIGKILL)  # what the dead process started itself
        self.process = None
        self.pause = 0.5 if now - self.started_at > STEADY_AFTER else min(self.pause * 2, LONGEST_PAUSE)
        self.due_at = now + self.pause
        say(f"{self.name} ended ({describe(code)}); starting it again in {self.pause:.0f} s")

    def signal(self, number: int) -> None:
        """Signal it and whatever it started."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    def is_running(self) -> bool:
        """Whether it runs at this moment."""
        return self.process is not None and self.process.poll() is None


def say(text: str) -> None:
    """A line for the person at the terminal."""
    print(f"* {text}", flush=True)


def describe(code: int) -> str:
    """An exit code in words."""
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def commands(host: str, port: int) -> dict[str, list[str]]:
    """What runs. One web process with threads: SQLite has one writer and the cache may live in its memory.

    Each request holds a thread until its body has come, and nothing ends a slow one, so there are many threads. The web
    server would warn of their number at each start; faults it still reports.
    """
    celery = [sys.executable, "-m", "celery", "--app", "portal"]
    return {
        "web": [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
            *("--workers", "1", "--blocking-threads", "32", "--log-level", "error", "--no-ws"),
            "portal.wsgi:application",
        ],
        "worker": [*celery, "--quiet", "worker", "--pool", "threads", "--concurrency", "2"],
        "beat": [*celery, "--quiet", "beat", "--pidfile", ""],
    }


def port_from_environment() -> int:
    """PORT, 8000 when unset; SystemExit with a message when it is no port."""
    text = os.environ.get("PORT") or "8000"
    if not (text.isdigit() and 0 < int(text) < 65536):
        sys.exit(f"PORT: {text!r} is not a port number")
    return int(text)


def refuse_taken(host: str, port: int) -> None:
    """SystemExit with a message when something listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            sys.exit(
                f"Port {port} cannot be used ({error.strerror}). Try another one: make run PORT={port + 1}"
            )


def prepare_environment(port: int) -> None:
    """What `make run` stands for, where neither the environment nor `.env` says otherwise."""
    os.environ.setdefault("DEBUG", "true")
    os.environ.setdefault("DEMO_ACCOUNTS", os.environ["DEBUG"])
    os.environ.setdefault("SITE_URL", f"http://localhost:{port}")
    # Celery tells whoever is root so, at length, at each start.
    os.environ.setdefault("PYTHONWARNINGS", "ignore:You're running the worker with superuser privileges")


def prepare_database() -> None:
    """Migrate, import the catalogue and, where asked for, create the demonstration accounts; all idempotent."""
    demo = ["--demo"] if os.environ["DEMO_ACCOUNTS"].lower() in {"1", "true", "yes", "on"} else []
    code = subprocess.call([sys.executable, "manage.py", "quickstart", *demo], cwd=ROOT)
    if code:
        sys.exit(code)


def announce(host: str, port: int) -> None:
    """Print the address once the port answers."""
    for _ in range(600):
        with suppress(OSError), socket.create_connection((host, port), 1):
            say(f"Open {os.environ['SITE_URL']}/ in a browser. Ctrl-C stops everything.")
            return
        time.sleep(0.1)


def stop(children: list[Child]) -> None:
    """TERM to all, KILL to those that are still there after STOP_WITHIN seconds."""
    for child in children:
        child.signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_WITHIN
    while time.monotonic() < deadline and any(child.is_running() for child in children):
        time.sleep(0.05)
    for child in children:
        child.signal(signal.SIGKILL)
        if child.process is not None:
            child.process.wait()


def supervise(children: list[Child]) -> None:
    """Keep the children running until INT, TERM or HUP arrives, then stop them; a second signal stops at once."""
    stopping = threading.Event()

    def ask_to_stop(number, frame) -> None:
        if stopping.is_set():
            for child in children:
                child.signal(signal.SIGKILL)
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number == signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN:
            continue  # nohup: the terminal may go
        signal.signal(number, ask_to_stop)
    try:
        while not stopping.wait(0.2):
            for child in children:
                child.keep_alive()
    finally:
        say("stopping")
        stop(children)


def main() -> None:
    """Prepare, start, supervise."""
    if "--die-with-parent" in sys.argv:
        die_with_parent(os.getppid())
    if (ROOT / ".env").is_file():
        environ.Env.read_env(str(ROOT / ".env"), overwrite=False)
    host, port = os.environ.get("HOST") or "127.0.0.1", port_from_environment()
    refuse_taken(host, port)
    prepare_environment(port)
    prepare_database()
    children = [Child(name, command) for name, command in commands(host, port).items()]
    threading.Thread(target=announce, args=(host, port), daemon=True).start()
    supervise(children)


if __name__ == "__main__":
    main()
