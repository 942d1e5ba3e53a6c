"""A bucket for tests: the few calls of S3 that keeping a file needs, over real HTTP. It checks no signatures."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Bucket(BaseHTTPRequestHandler):
    """`server.objects`: what it holds by path. `server.asked`: method, path and headers of every request."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *args) -> None:
        pass

    def body(self) -> bytes:
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if "aws-chunked" not in self.headers.get("Content-Encoding", ""):
            return content
        found = b""
        while content:
            head, _, content = content.partition(b"\r\n")
            size = int(head.split(b";")[0], 16)
            if size == 0:
                break
            found, content = found + content[:size], content[size + 2 :]
        return found

    def answer(self, status: int, content: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def handle_any(self) -> None:
        parts = urlsplit(self.path)
        path, query = parts.path, parse_qs(parts.query, keep_blank_values=True)
        self.server.asked.append((self.command, self.path, dict(self.headers)))
        objects, content = self.server.objects, self.body()
        if self.command == "POST" and "uploads" in query:
            self.answer(
                200, b"<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>"
            )
        elif self.command == "POST":
            parts_of = sorted(key for key in objects if isinstance(key, tuple) and key[0] == path)
            objects[path] = b"".join(objects.pop(key) for key in parts_of)
            self.answer(200, b"<CompleteMultipartUploadResult><ETag>1</ETag></CompleteMultipartUploadResult>")
        elif self.command == "PUT":
            number = query.get("partNumber")
            objects[(path, int(number[0])) if number else path] = content
            self.answer(200, ETag='"1"')
        elif self.command == "DELETE":
            objects.pop(path, None)
            self.answer(204)
        elif path not in objects:
            self.answer(404)
        else:
            self.answer_with(objects[path])

    def answer_with(self, content: bytes) -> None:
        """A whole object, or the part of it that was asked for."""
        asked = self.headers.get("Range", "").removeprefix("bytes=")
        first, _, last = asked.partition("-")
        part = content[int(first or 0) : int(last) + 1 if last else None]
        head = {"ETag": '"1"', "Last_Modified": "Sun, 22 Nov 2026 00:00:00 GMT"}
        if asked:
            head["Content_Range"] = f"bytes {first}-{int(first) + len(part) - 1}/{len(content)}"
        self.answer(206 if asked else 200, part, **head)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = handle_any  # noqa: N815  as the server asks


class FakeS3:
    def __enter__(self) -> "FakeS3":
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
        self.server.objects, self.server.asked = {}, []
        self.objects, self.asked = self.server.objects, self.server.asked
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error) -> None:
        self.server.shutdown()
        self.server.server_close()
