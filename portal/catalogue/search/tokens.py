"""What stands in the index for a text: its words, their stems, and pairs of neighbouring Han characters."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from .text import fold, is_han, parts_of, pieces

STEMMER = snowballstemmer.stemmer("english")


@dataclass(frozen=True, slots=True)
class Analysis:
    #: The different tokens of a text, in the order met.
    tokens: tuple[str, ...]
    #: Its Latin words as written.
    words: tuple[str, ...]


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """The English stem of a folded word: renting is rent. Words with digits or other letters stay as they are."""
    return STEMMER.stemWord(word) if word.isascii() and word.isalpha() else word


def pairs(run: str) -> list[str]:
    """Neighbouring characters of a run, and its last one alone.

    With every character at the head of some token, a single one is found by prefix.
    """
    return [run[i : i + 2] for i in range(len(run))]


def spellings(word: str) -> list[str]:
    """A word as it may be typed: itself, or a compound's parts and all of it written as one."""
    parts = parts_of(word)
    return parts if len(parts) == 1 else [*parts, "".join(parts)]


@lru_cache(maxsize=4096)
def analyse(text: str) -> Analysis:
    """The tokens and words of a text. Kept for a while: many entries share a sentence."""
    tokens: dict[str, None] = {}
    words: dict[str, None] = {}
    for piece in pieces(fold(text)):
        if is_han(piece):
            tokens.update(dict.fromkeys(pairs(piece)))
            continue
        for word in spellings(piece):
            words[word] = tokens[word] = tokens[stem(word)] = None
    return Analysis(tuple(tokens), tuple(words))


def joined(texts: Iterable[str]) -> str:
    """The different tokens of several texts, as the index keeps them: separated by single spaces."""
    return " ".join(dict.fromkeys(token for text in texts if text for token in analyse(text).tokens))
