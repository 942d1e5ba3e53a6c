"""What holds for a term of the vocabulary. Nothing here asks the database."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _

from portal.catalogue.enums import TermKind
from portal.kernel.languages import SUFFIXES
from portal.kernel.text import clean_query

LANGUAGES = tuple(SUFFIXES.values())
SIDES = ("hong_kong", "mainland")
#: Texts of a twin term, each there in all three languages.
TEXTS = tuple(f"{side}_{part}" for side in SIDES for part in ("name", "text"))
#: Longer words are sentences, and nobody types those.
LONGEST_WORD = 80

#: A column and what is wrong with it.
Fault = tuple[str, str]


def words_in(text: str) -> list[str]:
    """The words of a column that holds one a line; empty lines do not count."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def same(word: str) -> str:
    """Two words with the same result are the same word: case, width and spaces do not matter."""
    return clean_query(word).casefold()


def faults_of(values: Mapping[str, str]) -> list[Fault]:
    """Everything wrong with a term. `values`: kind, topic and the columns of each language, such as words_en."""
    is_twin = values["kind"] == TermKind.TWIN
    return [*(twin_faults(values) if is_twin else synonym_faults(values)), *word_faults(values)]


def twin_faults(values: Mapping[str, str]) -> Iterator[Fault]:
    """A twin term says what it is on both sides, in all three languages, under a topic."""
    if not values["topic"]:
        yield "topic", _("Choose a topic: the glossary is ordered by it.")
    for column in columns(TEXTS):
        if not values[column].strip():
            yield column, _("A twin term needs this text in all three languages.")


def synonym_faults(values: Mapping[str, str]) -> Iterator[Fault]:
    """Synonyms are words and nothing else, in all three languages, and at least two."""
    if values["topic"]:
        yield "topic", _("Only twin terms have a topic.")
    for column in columns(TEXTS):
        if values[column].strip():
            yield column, _("Synonyms have no sides. Leave this empty, or make it a twin term.")
    lists = {column: words_in(values[column]) for column in columns(["words"])}
    for column, words in lists.items():
        if not words:
            yield column, _("Synonyms need at least one word in each language.")
    if all(lists.values()) and len({same(word) for words in lists.values() for word in words}) < 2:
        yield "words_en", _("One word alone has no synonyms. Write at least two different ones.")


def word_faults(values: Mapping[str, str]) -> Iterator[Fault]:
    """Within one language no word stands twice, the names of the sides included."""
    for language in LANGUAGES:
        names = {same(values[f"{side}_name_{language}"]) for side in SIDES}
        seen: set[str] = set()
        for word in words_in(values[f"words_{language}"]):
            column, key = f"words_{language}", same(word)
            if key in seen:
                yield column, _("“%(word)s” stands here twice.") % {"word": word}
            elif key in names:
                yield column, _("“%(word)s” is the name of a side already.") % {"word": word}
            elif len(word) > LONGEST_WORD:
                message = _("“%(word)s…” is longer than %(limit)d characters.")
                yield column, message % {"word": word[:20], "limit": LONGEST_WORD}
            seen.add(key)


def columns(fields: Iterable[str]) -> list[str]:
    """The columns of these fields, one a language."""
    return [f"{field}_{language}" for field in fields for language in LANGUAGES]


def shared_words(terms: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Words that stand in more than one term, with the terms' codes: a search for such a word follows all of them.

    terms: code to every word of the term, as written.
    """
    owners: dict[str, list[str]] = {}
    for code, words in terms.items():
        for key in dict.fromkeys(map(same, words)):
            owners.setdefault(key, []).append(code)
    return {word: codes for word, codes in owners.items() if len(codes) > 1}
