"""Making typed text fit to compare and to print."""

import unicodedata
from typing import Final

#: Marks that turn the direction of what follows them, so that it reads otherwise than it is.
TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def readable(text: str, *, lines: bool = False) -> str:
    """What somebody typed, without blank ends and without what nobody can read: controls, halves of pairs, TURNING.

    Empty where no sign is left that can be seen. lines: breaks stay, each as \\n, and so do tabs.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not lines:
        text = text.replace("\n", " ").replace("\t", " ")
    kept = "".join(
        c for c in text if c in "\n\t" or (unicodedata.category(c) not in ("Cc", "Cs") and c not in TURNING)
    ).strip()
    return kept if any(unicodedata.category(c)[0] not in "CZ" for c in kept) else ""


def clean_query(text: str) -> str:
    """A search text in one width (NFKC), without control characters or lone surrogates, spaces folded."""
    text = unicodedata.normalize("NFKC", text)
    text = "".join(" " if unicodedata.category(c) in {"Cc", "Cs"} else c for c in text)
    return " ".join(text.split())


def for_xml(text: str) -> str:
    """The text without the characters that XML cannot hold: controls, halves of pairs, U+FFFE and U+FFFF."""
    return "".join(
        c
        for c in text
        if c not in "\ufffe\uffff" and (c in "\t\n\r" or unicodedata.category(c) not in {"Cc", "Cs"})
    )
