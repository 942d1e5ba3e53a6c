"""How names sound in Mandarin (pinyin) and Cantonese (jyutping), so that `qianhai` and `fuktin` find."""

from functools import cache
from importlib import import_module

from pypinyin import lazy_pinyin

from .text import is_han, pieces

#: Names are heard as far as four syllables run together; longer ones are typed in parts.
LONGEST = 4


@cache
def jyutping():
    """The reading library: loaded by those who write the index only, since it costs a second and a lot of memory."""
    return import_module("ToJyutping")


def mandarin(run: str) -> list[str]:
    """Syllables without tones."""
    return [syllable for syllable in lazy_pinyin(run) if syllable.isascii()]


def cantonese(run: str) -> list[str]:
    """Syllables without tones; characters without a known reading are left out."""
    readings = jyutping().get_jyutping_list(run)
    return [reading.split()[0].rstrip("123456") for _character, reading in readings if reading]


def run_together(syllables: list[str], length: int) -> list[str]:
    """Every so many neighbouring syllables as one word."""
    return ["".join(syllables[start : start + length]) for start in range(len(syllables) - length + 1)]


def sounds_of(name_hant: str, name_hans: str) -> dict[str, int]:
    """The tokens of a name's sounds, each with its number of syllables, 2 to LONGEST.

    Mandarin is read off one script, Cantonese off the other.
    """
    tokens: dict[str, int] = {}
    for text, read in ((name_hans, mandarin), (name_hant, cantonese)):
        for piece in pieces(text.casefold()):
            if is_han(piece):
                syllables = read(piece)
                for length in range(2, LONGEST + 1):
                    tokens |= dict.fromkeys(run_together(syllables, length), length)
    return tokens


def pinyin_key(name: str) -> bytes:
    """What a Simplified name is sorted by: its Mandarin reading, then the characters; at most 240 bytes."""
    return f"{' '.join(lazy_pinyin(name.casefold()))} {name}".encode()[:240]
