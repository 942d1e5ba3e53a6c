"""The whole portal as real processes on a throwaway database: web, worker and beat, as `make run` starts them."""

import email
import email.policy
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

from portal.supervisor import ROOT, commands
from tests.services.need import free_port


def text_of(mail: EmailMessage) -> str:
    """Subject and plain text of a delivered message."""
    body = mail.get_body(("plain",))
    return f"{mail['Subject']}\n{body.get_content() if body else ''}"


class Stack:
    """Three processes, their folder, and what a test wants to know about them."""

    def __init__(self, folder: Path, database_url: str = "", redis_url: str = "", **env: str):
        self.var = folder / "var"
        self.var.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "log.txt"
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO_", "PYTEST_"))}
        self.env = {
            **inherited,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "VAR_DIR": str(self.var),
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "EMAIL_URL": "",
            "SITE_URL": self.base_url,
            "DEBUG": "true",
            "DEMO_ACCOUNTS": "true",
            "LOG_LEVEL": "INFO",
            **env,
        }
        self.commands = commands("127.0.0.1", self.port)
        self.processes: dict[str, subprocess.Popen] = {}

    def manage(self, *args: str) -> str:
        """Run a management command; returns what it printed, raises when it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *args], cwd=ROOT, env=self.env, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(args)}:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def shell(self, code: str) -> str:
        """Run Python code inside the portal; returns what it printed."""
        return self.manage("shell", "--no-imports", "-c", code).strip()

    def start(self, *names: str) -> None:
        """Start these processes, all three when none is named."""
        for name in names or self.commands:
            with self.log.open("a") as log:
                self.processes[name] = subprocess.Popen(
                    self.commands[name],
                    cwd=ROOT,
                    env=self.env,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
        if not names or "web" in names:
            self.wait_for(self.is_serving, "the web process to answer", 30)

    def kill(self, *names: str, with_signal: int = signal.SIGKILL) -> None:
        """Kill these processes, all that run when none is named, without giving them a chance to tidy up."""
        for name in names or list(self.processes):
            process = self.processes.pop(name)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, with_signal)
            process.wait(20)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    def is_serving(self) -> bool:
        """Whether the web process answers at all."""
        try:
            urllib.request.urlopen(f"{self.base_url}/healthz", timeout=2)
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def mails(self, to: str = "") -> list[EmailMessage]:
        """The messages delivered so far, oldest first; with `to`, those to that address."""
        found = []
        for path in sorted((self.var / "mail").glob("*.log"), key=lambda p: p.stat().st_mtime_ns):
            parts = (raw.lstrip() for raw in path.read_bytes().split(b"-" * 79 + b"\n"))
            found += [email.message_from_bytes(raw, policy=email.policy.default) for raw in parts if raw]
        return [m for m in found if to in str(m["To"])]

    def wait_for(self, condition: Callable, what: str, seconds: float = 20):
        """The condition's value once it is true; raises with the processes' output when it stays false."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if value := condition():
                return value
            time.sleep(0.1)
        raise AssertionError(f"waited {seconds:.0f} s for {what}\n{self.log.read_text()[-4000:]}")
