"""Making typed text fit to compare."""

import unicodedata


def clean_query(text: str) -> str:
    """A search text in one width (NFKC), without control characters or lone surrogates, spaces folded."""
    text = unicodedata.normalize("NFKC", text)
    text = "".join(" " if unicodedata.category(c) in {"Cc", "Cs"} else c for c in text)
    return " ".join(text.split())
