"""What comes with a request and makes no sense: every answer is a page of ours that says so, never a fault."""

import io

import pytest
from django.test import Client, override_settings

from portal.kernel.bodies import is_readable
from portal.wsgi import application

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"
PART = b'--x\r\nContent-Disposition: form-data; name="login"\r\n\r\n1\r\n--x--\r\n'
ODD_CHARSETS = [
    "rot13",
    "hex",
    "zlib",
    "idna",
    "undefined",
    "punycode",
    "utf-16",
    "utf-7",
    "latin-1",
    "''",
    "\x00",
]


def ask(method: str, path: str, content_type: str, body: bytes = b"", **environ) -> tuple[int, str]:
    """Status and page of one request through the WSGI callable, as a server would make it."""
    seen: list[str] = []
    said = application(
        {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": "q=1",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": content_type,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.url_scheme": "http",
            **environ,
        },
        lambda status, headers, fault=None: seen.append(status),
    )
    page = b"".join(said).decode()
    return int(seen[0].split()[0]), page


class TestContentTypes:
    @pytest.mark.parametrize("charset", ODD_CHARSETS)
    @pytest.mark.parametrize("kind", ["text/plain", FORM, "multipart/form-data; boundary=x"])
    def test_a_body_in_an_odd_charset_is_refused_with_our_page(self, kind, charset):
        for path in ("/en/accounts/login/", "/en/nowhere/"):
            status, page = ask("POST", path, f"{kind}; charset={charset}", PART)
            assert status == 400
            assert "We could not read that" in page

    @pytest.mark.parametrize("charset", ODD_CHARSETS)
    def test_what_is_only_read_is_shown(self, charset):
        for path in ("/en/accounts/login/", "/healthz"):
            assert ask("GET", path, f"text/plain; charset={charset}")[0] == 200

    @pytest.mark.parametrize(
        "content_type",
        [
            "text/plain; charset*=rot13''%41",
            "text/plain; a*=none''b",
            "text/plain; charset*0*=utf-8''x; charset*1=y",
            "text/plain; " + "a=b; " * 2000 + "charset=hex",
            ";;;=",
            "; charset=",
            "\xff; charset=\xff",
        ],
    )
    def test_headers_that_fall_apart_are_no_fault(self, content_type):
        status, page = ask("POST", "/en/accounts/login/", content_type, b"a=b")
        assert 400 <= status < 500
        assert "</html>" in page

    @pytest.mark.parametrize("text", ["", FORM, f"{FORM}; charset=UTF-8", 'text/plain; charset="utf-8"'])
    def test_what_browsers_send_is_readable(self, text):
        assert is_readable(text)


def part(head: str = 'Content-Disposition: form-data; name="login"', body: bytes = b"1") -> bytes:
    return b"--x\r\n" + head.encode() + b"\r\n\r\n" + body + b"\r\n--x--\r\n"


BOUNDARY = "multipart/form-data; boundary=x"
LARGE = b"%PDF-" + b"x" * 3 * 1024 * 1024


class TestForms:
    @pytest.mark.parametrize(
        ("content_type", "body"),
        [
            ("multipart/form-data", PART),
            ("multipart/form-data; boundary=", PART),
            ('multipart/form-data; boundary="', PART),
            (f"multipart/form-data; boundary={'x' * 300}", PART),
            ("multipart/form-data; boundary=\xff", PART),
            ("multipart/form-data; boundary=y", PART),
            ("multipart/mixed; boundary=x", PART),
            (BOUNDARY, b""),
            (BOUNDARY, b"--x"),
            (BOUNDARY, b"--x\r\n" + b"A: b\r\n" * 5000),
            (BOUNDARY, b"--x\r\nContent-Disposition: form-data; name=" + b"a" * 3000),
            (BOUNDARY, part("Content-Disposition: form-data")),
            (BOUNDARY, part("Content-Disposition: form-data; name*=rot13''%41")),
            (BOUNDARY, part("Content-Disposition: form-data; name*=undefined''%41; filename*=hex''%41")),
            (BOUNDARY, part('Content-Disposition: form-data; name="a"; filename="\x00\r\n../.."')),
            (
                BOUNDARY,
                part('Content-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64', b"%%"),
            ),
            (
                BOUNDARY,
                part('Content-Disposition: form-data; name="a"\r\nContent-Type: text/plain; charset=hex'),
            ),
            (
                BOUNDARY,
                part(
                    'Content-Disposition: form-data; name="a"; filename="b"\r\nContent-Transfer-Encoding: base64'
                ),
            ),
            (BOUNDARY, part(f'Content-Disposition: form-data; name="a"; filename="b.{"c" * 400}"', LARGE)),
            (BOUNDARY, part('Content-Disposition: form-data; name="a\x00"')),
            (BOUNDARY, part(body=b"\0")),
            (BOUNDARY, PART[:-6] * 10_000),
            (BOUNDARY, (part('Content-Disposition: form-data; name="a"; filename="b"')[:-8] + b"\r\n") * 30),
            (FORM, b"a=b&" * 10_000),
            (FORM, b"a=" + b"%00"),
            ("application/json", b"{}"),
            ("", b"x"),
        ],
    )
    def test_each_is_answered_with_a_page_for_it(self, content_type, body):
        for path in ("/en/accounts/login/", "/en/catalogue/"):
            status, page = ask("POST", path, content_type, body)
            assert 400 <= status < 500, status
            assert "</html>" in page

    @pytest.mark.parametrize("length", ["", "abc", "-1", "0", "5", "99999", "٣"])
    def test_a_wrong_length_is_no_fault(self, length):
        for content_type in (BOUNDARY, FORM):
            status, page = ask("POST", "/en/accounts/login/", content_type, PART, CONTENT_LENGTH=length)
            assert 400 <= status < 500, status
            assert "</html>" in page

    @pytest.mark.parametrize(
        ("path", "says"),
        [("/en/", "We could not read that"), ("/zh-hant/", "無法讀取"), ("/zh-hans/", "无法读取")],
    )
    def test_too_many_fields_get_our_page_in_each_language(self, path, says):
        status, page = ask("POST", f"{path}accounts/login/", FORM, b"a=b&" * 10_000)
        assert status == 400
        assert says in page


class TooMuch(io.BytesIO):
    """A body that must not be read."""

    def read(self, *args):
        raise AssertionError("the body was read")


class TestSize:
    @pytest.mark.parametrize(
        "path", ["/en/accounts/login/", "/en/catalogue/", "/en/nowhere/", "/admin/", "/healthz"]
    )
    @pytest.mark.parametrize("method", ["POST", "PUT", "GET"])
    def test_a_body_that_is_too_large_is_refused_unread_whoever_sends_it(self, settings, method, path):
        far_too_large = (settings.UPLOAD_MAX_BYTES + 1024 * 1024) * 4 + 1
        environ = {"CONTENT_LENGTH": str(far_too_large), "wsgi.input": TooMuch()}
        status, page = ask(method, path, BOUNDARY, **environ)
        assert status == 413
        assert "That was too large to send" in page
        assert "25.0\xa0MB at most" in page

    @pytest.mark.parametrize("path", ["/en/accounts/login/", "/en/nowhere/", "/api/v1/eligibility/"])
    def test_a_body_that_hides_its_size_is_refused_unread(self, path):
        environ = {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": TooMuch()}
        status, page = ask("POST", path, BOUNDARY, **environ)
        assert status == 400
        assert "We could not read that" in page or '"status": 400' in page
        assert ask("GET", "/en/accounts/login/", "", **environ)[0] == 200

    def test_one_that_is_a_little_too_large_is_waited_for_so_that_a_browser_shows_the_answer(self, settings):
        settings.REQUEST_MAX_BYTES = 1000
        body = io.BytesIO(b"x" * 1001)
        environ = {"CONTENT_LENGTH": "1001", "wsgi.input": body}
        assert ask("POST", "/en/accounts/login/", BOUNDARY, **environ)[0] == 413
        assert body.tell() == 1001
        environ = {"CONTENT_LENGTH": "2000", "wsgi.input": io.BytesIO(b"broken off")}
        assert ask("POST", "/en/accounts/login/", BOUNDARY, **environ)[0] == 413

    @pytest.mark.parametrize(("language", "says"), [("zh-hant", "內容太大"), ("zh-hans", "内容太大")])
    def test_the_page_speaks_chinese(self, language, says):
        status, page = ask("POST", f"/{language}/accounts/login/", FORM, CONTENT_LENGTH="9" * 30)
        assert status == 413
        assert says in page

    def test_the_largest_file_passes_with_its_form(self, settings):
        body = part(
            'Content-Disposition: form-data; name="a"; filename="b.pdf"', b"x" * settings.UPLOAD_MAX_BYTES
        )
        assert ask("POST", "/en/accounts/login/", BOUNDARY, body)[0] == 403  # no CSRF token

    def test_fields_that_are_too_long_get_the_same_answer(self):
        status, page = ask("POST", "/en/accounts/login/", FORM, b"a=" + b"x" * 2 * 1024 * 1024)
        assert status == 413
        assert "That was too large to send" in page

    @pytest.mark.parametrize("debug", [False, True])
    def test_it_is_our_page_in_debug_mode_too(self, debug):
        with override_settings(DEBUG=debug, REQUEST_MAX_BYTES=10):
            response = Client().post("/en/accounts/login/", {"login": "x" * 20})
        assert response.status_code == 413
        assert "413.html" in [template.name for template in response.templates]
