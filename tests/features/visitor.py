"""Somebody who uses the portal over HTTP without a browser: pages, forms, cookies, uploads."""

import re
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass
from html import unescape
from http.cookiejar import CookieJar


@dataclass
class Page:
    status: int
    url: str
    text: str

    def hidden(self, name: str) -> str:
        """The value of a hidden field, the first of that name."""
        found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', self.text)
        assert found, f"no field {name} on {self.url}"
        return unescape(found[1])

    def says(self, *words: str) -> "Page":
        """The page itself, if it holds these words."""
        for word in words:
            assert word in unescape(self.text), (
                f"“{word}” is not on {self.url} ({self.status})\n{self.plain()[:3000]}"
            )
        return self

    def plain(self) -> str:
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", self.text))

    def values(self, pattern: str) -> list[str]:
        return [unescape(value) for value in re.findall(pattern, self.text)]


class Visitor:
    def __init__(self, base_url: str, language: str):
        self.base, self.language = base_url, language
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        self.opener = urllib.request.build_opener(jar)
        self.page = Page(0, "", "")

    def address(self, path: str) -> str:
        return path if path.startswith("http") else f"{self.base}/{self.language}{path}"

    def open(self, path: str) -> Page:
        return self.send(urllib.request.Request(self.address(path)))

    def post(self, path: str, files: dict[str, tuple[str, bytes]] | None = None, **data) -> Page:
        """Send a form of the present page; redirects are followed."""
        fields = {"csrfmiddlewaretoken": self.page.hidden("csrfmiddlewaretoken"), **data}
        pairs = [(k, v) for k, vs in fields.items() for v in (vs if isinstance(vs, list) else [vs])]
        if files is None:
            body, content_type = urllib.parse.urlencode(pairs).encode(), "application/x-www-form-urlencoded"
        else:
            body, content_type = multipart(pairs, files)
        headers = {"Content-Type": content_type, "Referer": self.page.url, "Origin": self.base}
        return self.send(urllib.request.Request(self.address(path), body, headers))

    def send(self, request) -> Page:
        try:
            response = self.opener.open(request, timeout=20)
        except urllib.error.HTTPError as error:
            response = error
        with response:
            text = response.read().decode("utf-8", "replace")
            self.page = Page(response.status, response.url, text)
        return self.page

    def sign_in(self, email: str, password: str) -> Page:
        if "/accounts/login/" not in self.open("/accounts/login/").url:
            return self.page  # signed in already
        page = self.post("/accounts/login/", login=email, password=password)
        assert "/accounts/login/" not in page.url, page.plain()[:2000]
        return page


def multipart(pairs: list[tuple[str, str]], files: dict[str, tuple[str, bytes]]) -> tuple[bytes, str]:
    boundary = uuid.uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in pairs
    ]
    for name, (filename, content) in files.items():
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        parts.append(head.encode() + content + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"
