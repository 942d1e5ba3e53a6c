"""One normaliser for everything that is searched and everything that searches.

Whatever the script, width, case or accents it was typed in, a text comes out as the same pieces: Latin words and
runs of Han characters in Simplified form.
"""

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

from portal.kernel.text import clean_query

# Both are needed: the second alone leaves Hong Kong's own forms (衞, 裏, 羣) as they are.
HONG_KONG, TRADITIONAL = OpenCC("hk2s"), OpenCC("t2s")
#: Variants that both converters keep apart though readers do not.
SAME = str.maketrans({"帐": "账", "甚": "什", "祗": "只"})

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fa1f"
PIECE = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+(?:[&'’.+/-][^\W_{HAN}]+)*")
BETWEEN_DIGITS = re.compile(r"(?<=\d),(?=\d{3})")
#: Characters of a word that count: PostgreSQL takes no token of more than 2,046 bytes.
LONGEST_WORD = 200
INSIDE = re.compile(r"[&'’.+/-]")


def fold(text: str) -> str:
    """The text in one width, lower case, without accents, in Simplified characters."""
    text = unicodedata.normalize("NFKD", clean_query(text).casefold())
    text = unicodedata.normalize("NFC", "".join(c for c in text if not unicodedata.combining(c)))
    if not text.isascii():
        text = TRADITIONAL.convert(HONG_KONG.convert(text)).translate(SAME)
    return BETWEEN_DIGITS.sub("", text)


def pieces(folded: str) -> list[str]:
    """The runs of Han characters and the other words of a folded text, in order. `start-up` is one piece."""
    return [piece if is_han(piece) else piece[:LONGEST_WORD] for piece in PIECE.findall(folded)]


def is_han(piece: str) -> bool:
    """Whether a piece is a run of Han characters."""
    return not piece[0].isascii() and PIECE_OF_HAN.match(piece) is not None


PIECE_OF_HAN = re.compile(rf"[{HAN}]")


def parts_of(word: str) -> list[str]:
    """The words inside a compound: `start-up` is start and up. One part for a simple word."""
    return [part for part in INSIDE.split(word) if part]


@lru_cache(maxsize=4096)
def name_key(text: str) -> bytes:
    """A name without spaces and signs, to compare whole names and their beginnings byte by byte, at most 240 bytes."""
    return "".join("".join(parts_of(piece)) for piece in pieces(fold(text))).encode()[:240]
