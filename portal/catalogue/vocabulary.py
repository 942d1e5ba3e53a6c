"""Reads of the vocabulary: words that mean the same for search, twin terms for the glossary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.kernel.display import choose_text
from portal.kernel.languages import ENGLISH, HANS, HANT, SUFFIXES, current

from .enums import TermKind
from .models import Source, Term
from .terms import SIDES, columns, words_in
from .texts import Text, run_language

NAMES = columns(f"{side}_name" for side in SIDES)
WORDS = columns(["words"])


@dataclass(frozen=True, slots=True)
class Group:
    """Words that a search takes for one another, as written, in all three languages."""

    code: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """A source as a line of the page; `*_lang` where it is in another language than the page."""

    title: str
    publisher: str
    url: str
    published: str
    title_lang: str
    publisher_lang: str


@dataclass(frozen=True, slots=True)
class Side:
    """A twin term on one side of the river, for the reader."""

    name: Text
    text: Text
    #: Language of that city's papers, for words quoted from them.
    script: str
    #: The name in that city's own script, to show at a counter; None where the reader's name is that.
    official: Text | None
    #: Only where the whole glossary was asked for.
    source: Citation | None


@dataclass(frozen=True, slots=True)
class Twin:
    """A twin term. What a page does not show of it is never worked out: most pages meet two or three of them all."""

    row: Mapping[str, Any]
    #: By side; only where the whole glossary was asked for.
    sources: Mapping[str, Source | None] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.row["code"]

    @property
    def topic(self) -> str:
        return self.row["topic"]

    @property
    def hong_kong(self) -> Side:
        return self.side("hong_kong", HANT)

    @property
    def mainland(self) -> Side:
        return self.side("mainland", HANS)

    def side(self, name: str, script: str) -> Side:
        """One side for the reader; `script` is the language of that city's papers."""
        said = self.text(f"{name}_name")
        own = Text(self.row[f"{name}_name_{SUFFIXES[script]}"] or "", script, is_fallback=True)
        official = own if own and own.value != said.value else None
        source = self.sources.get(name)
        text = self.text(f"{name}_text")
        return Side(said, text, script, official, citation_of(source) if source else None)

    def text(self, field: str) -> Text:
        """The text for the reader out of the columns of each language; columns that were not read count as empty."""
        texts = {language: self.row.get(f"{field}_{suffix}") or "" for language, suffix in SUFFIXES.items()}
        value, language = choose_text(texts)
        return Text(value, language, is_fallback=language != current())

    def words(self, language: str) -> tuple[str, ...]:
        """What a text in this language may call it: both names and the further words."""
        suffix = SUFFIXES[language]
        return all_words(
            [self.row[f"{name}_{suffix}"] for name in ("hong_kong_name", "mainland_name", "words")]
        )


def groups() -> list[Group]:
    """Every term of the vocabulary with its words; a twin term's are those of both sides. One query."""
    rows = Term.objects.values_list("code", *NAMES, *WORDS)
    return [Group(code, all_words(names_and_words)) for code, *names_and_words in rows]


def all_words(texts: Sequence[str | None]) -> tuple[str, ...]:
    """The different words of these columns, in their order. A name is a list of one."""
    return tuple(dict.fromkeys(word for text in texts for word in words_in(text or "")))


def twins() -> list[Twin]:
    """The twin terms in the reader's language, without sources. One query that reads no other language's texts."""
    wanted = dict.fromkeys((current(), ENGLISH))
    texts = [f"{side}_text_{SUFFIXES[language]}" for side in SIDES for language in wanted]
    rows = Term.objects.filter(kind=TermKind.TWIN).values("code", "topic", *NAMES, *WORDS, *texts)
    return [Twin(row) for row in rows]


def glossary() -> list[Twin]:
    """The same with their sources. One query."""
    terms = Term.objects.filter(kind=TermKind.TWIN)
    terms = terms.select_related("hong_kong_source", "mainland_source")
    return [Twin(vars(term), {side: getattr(term, f"{side}_source") for side in SIDES}) for term in terms]


def citation_of(source: Source) -> Citation:
    return Citation(
        source.title,
        source.publisher,
        source.url,
        source.published,
        run_language(source.title),
        run_language(source.publisher),
    )
