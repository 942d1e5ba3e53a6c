"""Uploads of two gigabytes and a real web process: an early answer on a page of ours, and nothing of them kept."""

import re
import select
import socket
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.services.stack import Stack

MEGABYTE = 1024 * 1024
SIZE = 2048 * MEGABYTE
#: Sockets and proxies hold some of it on the way; nobody takes in more.
MOST = 64 * MEGABYTE

HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="paper.pdf"\r\n\r\n%PDF-1.7\n'


@pytest.fixture
def stack(make_stack) -> Stack:
    stack = make_stack()
    stack.start("web")
    return stack


def send(stack: Stack, path: str, *headers: str, in_pieces: bool = False) -> tuple[str, int]:
    """Send a form that does not end until an answer comes; the answer, and how much was sent of it."""
    lines = [f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{stack.port}", *headers]
    lines += ["Content-Type: multipart/form-data; boundary=x", "", ""]
    with socket.create_connection(("127.0.0.1", stack.port), 60) as connection:
        connection.sendall("\r\n".join(lines).encode())
        sent, block = 0, HEAD
        with suppress(BrokenPipeError, ConnectionResetError):
            while sent < SIZE and not select.select([connection], [], [], 0)[0]:
                connection.sendall(b"%x\r\n%b\r\n" % (len(block), block) if in_pieces else block)
                sent, block = sent + len(block), bytes(MEGABYTE)
        answer = b""
        with suppress(ConnectionResetError):
            while b"</html>" not in answer and (more := connection.recv(65536)):
                answer += more
    return answer.decode(), sent


def memory(stack: Stack) -> int:
    """Bytes of memory of the web server and of the workers that it has started."""
    found, at = [stack.processes["web"].pid], 0
    while at < len(found):
        children = Path(f"/proc/{found[at]}/task/{found[at]}/children").read_text().split()
        found, at = found + [int(child) for child in children], at + 1
    texts = [Path(f"/proc/{pid}/status").read_text() for pid in found]
    return sum(int(re.search(r"VmHWM:\s+(\d+) kB", text)[1]) * 1024 for text in texts)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells the memory")
@pytest.mark.parametrize(
    ("headers", "status", "says"),
    [
        ((f"Content-Length: {SIZE}",), "413", "That was too large to send"),
        (("Transfer-Encoding: chunked",), "400", "We could not read that"),
    ],
    ids=["with its size", "in pieces"],
)
def test_two_gigabytes_are_refused_early_and_kept_nowhere(headers, status, says, stack):
    in_pieces = "chunked" in headers[0]
    send(stack, "/en/accounts/login/", "Content-Length: 0")  # what the first request of all loads
    before, started = memory(stack), time.monotonic()
    for path in ("/en/accounts/login/", "/en/firm/1/papers/new/", "/en/nowhere/"):
        answer, sent = send(stack, path, *headers, in_pieces=in_pieces)
        assert answer.startswith(f"HTTP/1.1 {status} ")
        assert says in answer
        assert sent < MOST
    assert time.monotonic() - started < 30
    assert memory(stack) - before < MOST
    assert not [file for file in (stack.var / "private").rglob("*") if file.is_file()]
    assert stack.is_serving()
