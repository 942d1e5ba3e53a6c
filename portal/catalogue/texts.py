"""Catalogue text for a page: in the reader's language where it exists, and honest about it where it does not."""

import re
from dataclasses import dataclass

from portal.kernel.languages import CODES, ENGLISH, HTML_LANG, SUFFIXES, current


HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Text:
    """One text and the language it is written in."""

    value: str = ""
    language: str = ENGLISH
    #: True when this is not the language the reader chose.
    is_fallback: bool = False

    @property
    def lang(self) -> str:
        """Value of the HTML `lang` attribute."""
        return HTML_LANG[self.language]

    @property
    def lines(self) -> list[str]:
        """The text's lines, empty ones left out: lists are kept one item a line."""
        return [line.strip() for line in self.value.splitlines() if line.strip()]

    def __str__(self) -> str:
        return self.value

    def __bool__(self) -> bool:
        return bool(self.value)


def text_of(row, field: str, language: str | None = None) -> Text:
    """The translated `field` of a model row: the wanted language, else English, else any that is there.

    `language` is one of `languages.CODES`, by default the active one. The result is empty (and false) when no
    language has the text.
    """
    wanted = language or current()
    for code in (wanted, ENGLISH, *CODES):
        value = (getattr(row, f"{field}_{SUFFIXES[code]}") or "").strip()
        if value:
            return Text(value, code, is_fallback=code != wanted)
    return Text("", wanted)


def run_language(text: str) -> str:
    """The `lang` that a text of unknown language needs on the present page; empty where it needs none.

    Titles of sources stay in the language they were published in: Chinese when there is a Chinese character in them.
    """
    chinese = bool(HAN.search(text))
    if chinese == (current() != ENGLISH):
        return ""
    return "zh" if chinese else HTML_LANG[ENGLISH]
