"""The body of a question: JSON as RFC 8259 has it, and nothing that only some programs read."""

import json
import re
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, UnreadablePostError
from django.http.request import RawPostDataException
from django.utils.translation import gettext as _

from portal.kernel.bodies import announced_size
from portal.kernel.middleware import swallow

from .problems import BAD_BODY, BAD_MEDIA_TYPE, TOO_LARGE, Problem

MEDIA_TYPE = "application/json"
#: Every fact of the registry and every slug, several times over.
MOST_BYTES = 64 * 1024
#: A sound question is three deep.
DEEPEST = 10
#: Half of a pair of UTF-16: an escape can write it, and no text holds it.
HALF = re.compile("[\ud800-\udfff]")


def json_object(request: HttpRequest) -> dict[str, Any]:
    """The object that a request brings. Raises Problem: not JSON, too large, or nothing that can be read."""
    body = body_of(request)
    if not body:  # sent in pieces, it has no length, and the server passes none of it on
        raise bad_body(_("It is empty, or its length is not told: send `Content-Length`."))
    try:
        found = json.loads(body.decode("utf-8"), object_pairs_hook=each_once, parse_constant=no_number)
    except UnicodeDecodeError as error:
        raise bad_body(_("It is not UTF-8.")) from error
    except RecursionError as error:
        raise too_deep() from error
    except ValueError as error:  # also a whole number of thousands of digits
        raise bad_body(_("It is not JSON.")) from error
    refuse_strange(found)
    if not isinstance(found, dict):
        raise bad_body(_("It is not an object."))
    return found


def body_of(request: HttpRequest) -> bytes:
    """The bytes of a body that says it is JSON and is not too large."""
    if announced_size(request.META) > MOST_BYTES:
        swallow(request)
        raise Problem(TOO_LARGE)
    if request.content_type != MEDIA_TYPE:
        raise Problem(BAD_MEDIA_TYPE)
    try:
        return request.body
    except RequestDataTooBig as error:
        raise Problem(TOO_LARGE) from error
    except (UnreadablePostError, RawPostDataException) as error:
        raise bad_body(_("It broke off.")) from error


def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; programs differ on what a key means that stands in it twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise bad_body(_("A key stands twice in one object."))
    return found


def no_number(name: str) -> None:
    """NaN and Infinity, which Python reads and JSON does not have."""
    raise bad_body(_("%(name)s is no number in JSON.") % {"name": name})


def refuse_strange(whole: Any) -> None:
    """Raises Problem for what is nested too deeply and for texts that are none, without recursion."""
    queue = [(whole, 1)]
    while queue:
        value, level = queue.pop()
        if isinstance(value, str):
            if HALF.search(value):
                raise bad_body(_("A text holds half a character (a lone surrogate)."))
            continue
        inner = [*value, *value.values()] if isinstance(value, dict) else value
        if isinstance(inner, list):
            if level > DEEPEST:
                raise too_deep()
            queue.extend((part, level + 1) for part in inner)


def too_deep() -> Problem:
    return bad_body(_("It is nested too deeply."))


def bad_body(reason: str) -> Problem:
    return Problem(BAD_BODY, [("body", reason)])
