"""What may come with a request, decided from its headers before any of the body is read."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import BadRequest
from django.utils.http import parse_header_parameters

#: Key in the WSGI environment of a request whose content type was taken away.
UNREADABLE = "portal.unreadable_type"

#: What our forms are sent in. ASCII is a part of it.
CHARSETS = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})


class ReadableType:
    """Takes away a content type that Django can make no request with, before it tries to.

    Django takes any of Python's codecs for a charset, "rot13" and "undefined" too, and fails over them outside
    the middleware, where nobody answers with a page. Here the type becomes empty; `RefuseMalformed` answers 400
    where a body came with it, and pages that are only read are shown.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]]):
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not is_readable(environ.get("CONTENT_TYPE", "")):
            environ["CONTENT_TYPE"] = ""
            environ[UNREADABLE] = True
        return self.application(environ, start_response)


def is_readable(content_type: str) -> bool:
    """Whether the header can be taken apart and names no charset but UTF-8."""
    try:
        _, parameters = parse_header_parameters(content_type)
    except Exception:  # strangers write this header, and the parser does not say what it may raise
        return False
    return parameters.get("charset", "utf-8").lower() in CHARSETS


def hides_its_size(meta: dict[str, Any]) -> bool:
    """Whether a body comes in pieces without saying how large it is. No browser sends a form so, and none is read."""
    return bool(meta.get("HTTP_TRANSFER_ENCODING")) and not meta.get("CONTENT_LENGTH")


def announced_size(meta: dict[str, Any]) -> int:
    """Bytes of body that the request says it has; 0 when it says nothing. Raises BadRequest for what is no size."""
    try:
        size = int(meta.get("CONTENT_LENGTH") or 0)
    except ValueError as error:
        raise BadRequest("length that is no number") from error
    if size < 0:
        raise BadRequest("length below nothing")
    return size
