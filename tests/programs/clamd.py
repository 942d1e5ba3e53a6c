"""A scanner for tests: speaks clamd's INSTREAM on a socket of this machine and knows one virus."""

import socket
import threading
from contextlib import suppress

from tests.papers import EICAR


class Clamd:
    """Answers in a thread till it is closed. `mode`: "honest", "silent" (never answers), "error", "rude" (hangs up)."""

    def __init__(self, path: str = "", mode: str = "honest"):
        self.mode = mode
        #: Bytes of every file it was sent, and the longest piece.
        self.files: list[bytes] = []
        self.server = socket.socket(socket.AF_UNIX if path else socket.AF_INET, socket.SOCK_STREAM)
        self.server.bind(path or ("127.0.0.1", 0))
        self.server.listen()
        self.url = f"unix://{path}" if path else f"tcp://127.0.0.1:{self.server.getsockname()[1]}"
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def __enter__(self) -> "Clamd":
        return self

    def __exit__(self, *error) -> None:
        with suppress(OSError):
            self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()
        self.thread.join(5)

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self.server.accept()
                with connection, suppress(OSError):
                    self.answer(connection)

    def answer(self, connection: socket.socket) -> None:
        if self.mode == "rude":
            return
        stream = connection.makefile("rb")
        assert stream.readline() == b"nINSTREAM\n"
        content = b""
        while size := int.from_bytes(stream.read(4), "big"):
            content += stream.read(size)
        self.files.append(content)
        if self.mode == "silent":
            connection.recv(1)  # till the other side gives up
            return
        found = b"stream: Eicar-Test-Signature FOUND\n" if EICAR in content else b"stream: OK\n"
        connection.sendall(b"INSTREAM size limit exceeded. ERROR\n" if self.mode == "error" else found)
