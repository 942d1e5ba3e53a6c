"""Cursors: where a list goes on, as a signed word that only means something to the list it came from."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from portal.kernel.addresses import absolute

from .problems import bad_parameter

SIGNER = Signer(salt="portal.front.api.paging")
#: Not part of what a list is: the same cursor serves any size of page.
PAGING = ("cursor", "limit")
LONGEST = 4000


def list_token(path: str, query: QueryDict) -> str:
    """Stands for one list: its address, filters, order and language."""
    said = sorted((name, sorted(query.getlist(name))) for name in query if name not in PAGING)
    return sha256(repr((path, said)).encode()).hexdigest()[:16]


def write_cursor(token: str, position: Sequence[Any]) -> str:
    """A cursor for going on behind the row with this position in the list with this token."""
    return SIGNER.sign_object([token, [packed(value) for value in position]])


def read_cursor(token: str, cursor: str) -> list[Any]:
    """The position that a cursor stands for. Raises Problem when it is not one of ours, or of another list."""
    try:
        said, position = SIGNER.unsign_object(cursor[:LONGEST])
        if said == token:
            return [unpacked(value) for value in position]
    except (BadSignature, ValueError, TypeError):
        reason = _("This is no cursor of ours. Take it from the last answer's `next`, unchanged.")
        raise bad_parameter("cursor", reason) from None
    reason = _("This cursor belongs to a list with other parameters. Start again without it.")
    raise bad_parameter("cursor", reason)


def packed(value: Any) -> Any:
    """A value of a sorting column as JSON can carry it. Bytes are told by being a list."""
    if isinstance(value, bytes | bytearray | memoryview):
        return [b64encode(bytes(value)).decode()]
    if value is None or isinstance(value, int | float | str):
        return value
    raise TypeError(f"a sorting column of type {type(value).__name__}")


def unpacked(value: Any) -> Any:
    return b64decode(value[0]) if isinstance(value, list) else value


def next_url(request: HttpRequest, cursor: str) -> str:
    """The address of the page that begins at a cursor, with every other parameter as it was."""
    pairs = [(name, value) for name, values in request.GET.lists() for value in values if name != "cursor"]
    return absolute(f"{request.path}?{urlencode([*pairs, ('cursor', cursor)])}")
