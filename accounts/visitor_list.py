"""The shortlist of somebody who has not signed in, or has no firm: slugs and notes in a cookie.

The cookie is read with suspicion and needs no signature: it says nothing that its owner may not say. It holds
base64(zlib(JSON)), because notes in Chinese would take three times the room otherwise.
"""

import base64
import binascii
import json
import re
import zlib

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models.shortlist import MOST as MOST_FOR_FIRM
from accounts.rules import clean_note
from portal.kernel.errors import DomainError, InvalidInput

COOKIE = "shortlist"
AGE = 90 * 24 * 3600

#: Most entries, and characters of a note.
MOST = 30
NOTE_LENGTH = 200
#: Browsers keep 4,096 bytes of a cookie, name and attributes included.
MOST_BYTES = 3500
#: What a cookie of that size may unfold to: no honest one comes near.
MOST_UNFOLDED = 32 * 1024

SLUG = re.compile(r"[-a-zA-Z0-9_]{1,80}", re.ASCII)


def read_kept(request) -> dict[str, str]:
    """Slug to note, oldest first. A cookie that makes no sense is an empty list."""
    return decode(request.COOKIES.get(COOKIE, ""))


def write_kept(response, kept: dict[str, str]) -> None:
    """Put a list that `check_kept` lets pass into the browser; an empty one takes the cookie away."""
    if not kept:
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    response.set_cookie(
        COOKIE,
        encode(kept),
        max_age=AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def encode(kept: dict[str, str]) -> str:
    """The list as the cookie's value."""
    rows = [[slug, note] if note else [slug] for slug, note in kept.items()]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def decode(value: str) -> dict[str, str]:
    """What `encode` was given; rows that make no sense are left out, and a value that makes none is an empty list."""
    if not value or len(value) > MOST_BYTES or not value.isascii():
        return {}
    try:
        packed = base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True)
        unfolded = zlib.decompressobj().decompress(packed, MOST_UNFOLDED)
        rows = json.loads(unfolded)
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        return {}
    if not isinstance(rows, list):
        return {}
    kept: dict[str, str] = {}
    for row in rows:
        if is_row(row) and len(kept) < MOST:
            kept.setdefault(row[0], clean_note(row[1]) if len(row) == 2 else "")
    return kept


def is_row(row: object) -> bool:
    """Whether this is [slug] or [slug, note]."""
    return (
        isinstance(row, list)
        and len(row) in (1, 2)
        and all(isinstance(part, str) for part in row)
        and SLUG.fullmatch(row[0]) is not None
        and (len(row) == 1 or len(row[1]) <= NOTE_LENGTH)
    )


def keep(kept: dict[str, str], slug: str) -> dict[str, str]:
    """The list with one more entry. Raises DomainError when it is full."""
    more = kept if slug in kept else {**kept, slug: ""}
    if len(more) > MOST or len(encode(more)) > MOST_BYTES:
        raise DomainError(
            "shortlist-full",
            _(
                "This browser keeps %(most)s entries at most, and less with long notes. Remove one first, "
                "or sign in and keep up to %(firm)s for your firm."
            )
            % {"most": MOST, "firm": MOST_FOR_FIRM},
        )
    return more


def write_note(kept: dict[str, str], slug: str, note: str) -> dict[str, str]:
    """The list with another note on an entry that is on it. Raises InvalidInput."""
    note = clean_note(note)
    if len(note) > NOTE_LENGTH:
        raise too_long(NOTE_LENGTH)
    noted = {**kept, slug: note}
    if len(encode(noted)) > MOST_BYTES:
        raise InvalidInput(
            "no-room",
            _("Nothing was saved."),
            {
                "note": [
                    _("A browser has room for so much only. Shorten this note or another one, or sign in.")
                ]
            },
        )
    return noted


def too_long(longest: int) -> InvalidInput:
    """The refusal of a note with more than `longest` characters."""
    text = _("Use %(limit)s characters or fewer.") % {"limit": longest}
    return InvalidInput("too-long", _("Nothing was saved."), {"note": [text]})
