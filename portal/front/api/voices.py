"""How texts are given: in one language and honest about it, or in all three."""

from typing import Any, Protocol

from portal.kernel.display import choose_text, texts_of
from portal.kernel.languages import CODES, ENGLISH, current


class Voice(Protocol):
    """Says the texts of one entry."""

    #: Of addresses that exist once a language but stand here once.
    language: str

    def text(self, source: Any, field: str, at: str) -> Any:
        """The text of a translated field, or of a stored dict of texts; None where no language has one.

        at: JSON Pointer to where it will stand.
        """

    def must(self, source: Any, field: str, at: str) -> Any:
        """The same for a text that the schema wants; empty where there is none."""


class OneLanguage:
    """The active language; another where it has no text, which `fallbacks` then tells."""

    def __init__(self) -> None:
        self.language = current()
        self.fallbacks: dict[str, str] = {}

    def text(self, source: Any, field: str, at: str) -> str | None:
        value, language = choose_text(texts_of(source, field))
        if value.strip() and language != self.language:
            self.fallbacks[at] = language
        return value.strip() or None

    def must(self, source: Any, field: str, at: str) -> str:
        return self.text(source, field, at) or ""


class AllLanguages:
    """Every language, null where one has no text of its own."""

    language = ENGLISH

    def text(self, source: Any, field: str, at: str) -> dict[str, str | None] | None:
        texts = self.must(source, field, at)
        return texts if any(texts.values()) else None

    def must(self, source: Any, field: str, at: str) -> dict[str, str | None]:
        texts = texts_of(source, field)
        return {code: texts[code].strip() or None for code in CODES}
