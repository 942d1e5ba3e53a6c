"""Finding the twin terms in a text, so that a page can explain each where it is first met.

Whole words in English, also in the plural; in Chinese, which has no spaces, the longest term wherever it stands. A
term in capitals, such as MPF, is found in capitals only. Where terms overlap, the first counts, and the longest of
those that begin together.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from .vocabulary import Twin

#: What may stand before or behind a term without a space and must not be torn off it at the end of a line.
OPENING = frozenset("([{“‘「『《〈（【")
CLOSING = frozenset(",.;:!?)]}”’%、。，；：！？」』》〉）】…")

#: Everyday words in whose borders a term may seem to stand, as 高企 in 提高企業 or 年報 in 2022年報道: they are read
#: first. English has spaces for that.
EVERYDAY = (
    *("提高", "中國", "中国", "金額", "金额", "按金額", "按金额", "質押", "质押", "抵押", "投資", "投资"),
    *(
        "當地",
        "当地",
        "本地",
        "外地",
        "地區",
        "地区",
        "社區",
        "社区",
        "園區",
        "园区",
        "城區",
        "城区",
        "特區",
        "特区",
    ),
    *("海關", "海关", "申報", "申报", "科創", "科创", "創科", "创科", "文創", "文创", "辦公", "办公", "出版"),
    *("每年", "當年", "当年", "去年", "明年", "學年", "学年", "按年", "年報道", "年报道", "年結束", "年结束"),
    *("每個", "每个", "各個", "各个", "一個", "一个", "兩個", "两个", "這個", "这个"),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A term in a text, with the signs that cling to it."""

    twin: Twin
    before: str
    word: str
    after: str


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a term, or an everyday word that is none."""

    text: str
    code: str
    #: Whether capitals have to be capitals.
    exact: bool


#: First character in lower case to the forms that begin with it, the longest first.
Table = Mapping[str, Sequence[Form]]


@dataclass(slots=True)
class Glossary:
    """The terms of one page and which of them it has explained."""

    twins: list[Twin]
    explained: set[str] = field(default_factory=set)
    tables: dict[str, Table] = field(default_factory=dict)

    def pieces(self, text: str, language: str) -> Iterator[str | Mark]:
        """The text in order, as strings and marks; put together again it is the same text.

        Each term is marked where it is met for the first time on the page, and never again.
        """
        done = 0
        for start, end, code in found_in(text, self.table(language)):
            if code in self.explained:
                continue
            self.explained.add(code)
            before, after = start, end
            while before > done and text[before - 1] in OPENING:
                before -= 1
            while after < len(text) and text[after] in CLOSING:
                after += 1
            if before > done:
                yield text[done:before]
            twin = next(twin for twin in self.twins if twin.code == code)
            yield Mark(twin, text[before:start], text[start:end], text[end:after])
            done = after
        if done < len(text):
            yield text[done:]

    def table(self, language: str) -> Table:
        if language not in self.tables:
            self.tables[language] = table_of(tuple((twin.code, twin.words(language)) for twin in self.twins))
        return self.tables[language]


@lru_cache(maxsize=6)
def table_of(terms: tuple[tuple[str, tuple[str, ...]], ...]) -> Table:
    """The forms of all these words of one language: code and words of each term."""
    forms = [Form(word, "", exact=True) for word in EVERYDAY]
    for code, words in terms:
        for word in words:
            exact = word.upper() == word and word.lower() != word
            forms += [
                Form(text if exact else lowered(text), code, exact) for text in (word, *plurals_of(word))
            ]
    table: dict[str, list[Form]] = {}
    for form in sorted(forms, key=lambda form: -len(form.text)):
        table.setdefault(lowered(form.text)[0], []).append(form)
    return table


def plurals_of(word: str) -> list[str]:
    """An English word's possible plurals; none for anything else. A wrong one does no harm: nobody writes it."""
    last = word[-1]
    if not (last.isascii() and last.isalpha()):
        return []
    if last == "y":
        return [f"{word[:-1]}ies", f"{word}s"]
    return [f"{word}s", f"{word}es"]


def found_in(text: str, table: Table) -> Iterator[tuple[int, int, str]]:
    """Where terms stand, in order and without overlap: start, end, code."""
    low = lowered(text)
    place, inside = 0, False
    while place < len(text):
        if inside and in_word(text[place]):
            place += 1
            continue
        form = longest_at(text, low, place, table.get(low[place], ()))
        if form is not None and form.code:
            yield place, place + len(form.text), form.code
        place += len(form.text) if form else 1
        inside = in_word(text[place - 1])


def longest_at(text: str, low: str, place: int, forms: Iterable[Form]) -> Form | None:
    for form in forms:
        end = place + len(form.text)
        if (text if form.exact else low).startswith(form.text, place) and stands_alone(text, place, end):
            return form
    return None


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no Latin word is cut in two: neither `rent` in `parent` nor `start-up` in `start-up-friendly`."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if in_word(text[start]) and (in_word(before) or before in {"-", "@"}):
        return False
    joined = after == "-" and in_word(text[end + 1 : end + 2])
    return not (in_word(text[end - 1]) and (in_word(after) or joined))


def in_word(char: str) -> bool:
    """Whether a character is a letter or figure of a script that puts spaces between words; "" is not."""
    if char.isascii():
        return char.isalnum()
    return unicodedata.name(char, "").startswith("LATIN ")


def lowered(text: str) -> str:
    """Lower case in which every character keeps its place: a few get longer in lower case, and stay as they are."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
