"""Catalogue text for a page: in the reader's language where it exists, and honest about it where it does not."""

import re
from dataclasses import dataclass

from portal.kernel.display import choose_text, texts_of
from portal.kernel.languages import ENGLISH, HTML_LANG, current

#: Where one sentence ends and another begins.
SENTENCE_END = re.compile(r"(?<=[。！？])(?=.)|(?<=[.!?])\s+(?=[A-Z0-9“‘\u3400-\u9fff])")
#: An opening shorter than this says too little on its own.
SHORT = 40

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Text:
    """One text and the language it is written in."""

    value: str
    language: str
    #: True when this is not the language the reader chose.
    is_fallback: bool = False

    @property
    def lang(self) -> str:
        """Value of the HTML `lang` attribute; empty where the page's own says it."""
        return HTML_LANG[self.language] if self.is_fallback else ""

    @property
    def opening(self) -> "Text":
        """The first sentence, or the first two where the first is a short one: what a row has room for."""
        sentences = SENTENCE_END.split(self.value)
        first = sentences[0]
        if len(first) < SHORT and len(sentences) > 1:
            first = self.value[: self.value.index(sentences[1]) + len(sentences[1])]
        return Text(first, self.language, self.is_fallback)

    @property
    def lines(self) -> list[str]:
        """The text's lines, empty ones left out: lists are kept one item a line."""
        return [line.strip() for line in self.value.splitlines() if line.strip()]

    def __str__(self) -> str:
        return self.value

    def __bool__(self) -> bool:
        return bool(self.value)


def text_of(row, field: str) -> Text:
    """The translated `field` of a model row: the reader's language, else English, else any that is there.

    The result is empty (and false) when no language has the text.
    """
    value, language = choose_text(texts_of(row, field))
    return Text(value.strip(), language, is_fallback=language != current())


def run_language(text: str) -> str:
    """The `lang` that a text of unknown language needs on the present page; empty where it needs none.

    Titles of sources stay in the language they were published in: Chinese when there is a Chinese character in them.
    """
    chinese = bool(HAN.search(text))
    if chinese == (current() != ENGLISH):
        return ""
    return "zh" if chinese else HTML_LANG[ENGLISH]
