"""ClamAV's own clamd for the tests: a throwaway one from the system's binary, which knows one signature."""

import shutil
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from tests.papers import EICAR
from tests.services.need import free_port

#: What it calls the test pattern, wherever it stands in a file. It marks names of signatures that are not its makers’.
NAME = "Test.Eicar-Pattern"
FOUND = f"{NAME}.UNOFFICIAL"

CONFIGURATION = """
Foreground yes
DatabaseDirectory {folder}
TCPSocket {port}
TCPAddr 127.0.0.1
LocalSocket {folder}/socket
StreamMaxLength {most}
MaxFileSize {most}
AlertExceedsMax yes
"""


def binary() -> str | None:
    """Its path; Debian keeps it where only root's PATH looks."""
    return shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")


class RealClamd:
    """Runs between `start` and `stop`, at one address. most: the largest file it takes, such as "26M"."""

    def __init__(self, folder: Path, most: str = "26M"):
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.url = f"tcp://127.0.0.1:{self.port}"
        self.socket_url = f"unix://{folder}/socket"
        self.log = folder / "log.txt"
        self.configuration = folder / "clamd.conf"
        self.configuration.write_text(CONFIGURATION.format(folder=folder, port=self.port, most=most))
        (folder / "test.ndb").write_text(f"{NAME}:0:*:{EICAR.hex()}\n")
        self.process: subprocess.Popen | None = None

    def __enter__(self) -> "RealClamd":
        self.start()
        return self

    def __exit__(self, *error) -> None:
        self.stop()

    def start(self) -> None:
        """Start it and wait till it answers."""
        with self.log.open("a") as log:
            command = [str(binary()), "--config-file", str(self.configuration)]
            self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self.process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                connection.sendall(b"nPING\n")
                if connection.recv(10) == b"PONG\n":
                    return
            time.sleep(0.1)
        raise AssertionError(f"clamd did not answer\n{self.log.read_text()[-3000:]}")

    def stop(self) -> None:
        """Kill it, without giving it a chance to answer anybody."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self.process = None
