"""Making typed text fit to compare and to print."""

import unicodedata


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
