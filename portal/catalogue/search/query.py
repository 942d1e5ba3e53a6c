"""From what somebody typed to what the index is asked.

A query is units that all have to be found. A unit is a word, a term of the vocabulary or a run of characters; it may
be found literally or by any word that means the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from .text import fold, is_han, name_key, parts_of, pieces
from .tokens import pairs, stem

#: Shorter words are looked for as they are: `lab` does not mean labour.
PREFIX_FROM = 4
MAX_UNITS = 8

#: Words that say nothing about what is looked for.
SILENT = frozenset(
    """
    a an and any are as at be by can do does for from get give have how i if in into is it me my need of on or our
    set some that the there to up us want we what when where which who why will with you your
    的 嘅 在 和 与 及 之 了 吗 呢 啲 有 我 想 要 去 到 做 喺 咩 怎么 怎样 如何 点样 什么 哪里 可以 申请 我们 需要
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Atom:
    token: str
    #: Whether longer tokens that begin with it will do.
    prefix: bool = False


#: Any of these will do.
Choice = tuple[Atom, ...]
#: All of these are needed.
Phrase = tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    #: As typed, folded.
    text: str
    literal: Phrase
    #: Other ways to say it.
    wider: tuple[Phrase, ...] = ()

    @property
    def is_word(self) -> bool:
        """Whether it is one Latin word that no vocabulary knows, which might be mistyped."""
        return not self.wider and self.text.isascii() and self.text.isalpha()


@dataclass(frozen=True, slots=True)
class Query:
    #: The whole text without spaces and signs, to compare with whole names.
    key: bytes
    units: tuple[Unit, ...]

    def __bool__(self) -> bool:
        return bool(self.units)

    def loosened(self) -> "Query":
        """The same in smaller units, for when not all of it is found: runs of characters in pairs."""
        units = {part.text: part for unit in self.units for part in loosened(unit)}
        return Query(self.key, tuple(units.values())[:MAX_UNITS])


@dataclass(slots=True)
class Node:
    """A place in the tree of the vocabulary's terms, symbol by symbol."""

    after: dict[str, "Node"] = field(default_factory=dict)
    #: Phrases of the groups that a term ending here belongs to.
    phrases: dict[Phrase, None] = field(default_factory=dict)


def word_choice(word: str, *, open_ended: bool) -> Choice:
    """A word, its stem, and (open ended) whatever begins with it."""
    prefix = open_ended and len(word) >= PREFIX_FROM
    atoms = [Atom(word, prefix)]
    if stem(word) != word:
        atoms.append(Atom(stem(word)))
    return tuple(atoms)


def run_choices(run: str) -> Phrase:
    """The pairs of a run; a single character is the beginning of a pair."""
    if len(run) == 1:
        return ((Atom(run, prefix=True),),)
    return tuple((Atom(pair),) for pair in pairs(run)[:-1])


def phrase_of(text: str, *, open_ended: bool) -> Phrase:
    """Everything that a folded text asks for at once."""
    choices: list[Choice] = []
    for piece in pieces(text):
        if is_han(piece):
            choices += run_choices(piece)
        else:
            choices += compound_choices(piece, open_ended=open_ended)
    return tuple(dict.fromkeys(choices))


def compound_choices(word: str, *, open_ended: bool) -> list[Choice]:
    """A compound is asked for as one word: the index holds it so wherever it was written so."""
    return [word_choice("".join(parts_of(word)), open_ended=open_ended)]


def symbols_of(folded: str) -> list[str]:
    """A text as the vocabulary sees it: stems of words, single characters; "" between runs that do not touch."""
    symbols: list[str] = []
    for piece in pieces(folded):
        if is_han(piece):
            symbols += [*piece, ""]
        else:
            symbols += [stem(part) for part in parts_of(piece)]
    return symbols


@lru_cache(maxsize=2)
def vocabulary_tree(groups: tuple[tuple[str, ...], ...]) -> Node:
    """The terms of the vocabulary as a tree; every term leads to all phrases that mean the same."""
    root = Node()
    for words in groups:
        folded = [fold(word) for word in words]
        phrases = dict.fromkeys(phrase_of(word, open_ended=False) for word in folded)
        phrases.pop((), None)
        for word in folded:
            node = root
            for symbol in filter(None, symbols_of(word)):
                node = node.after.setdefault(symbol, Node())
            if node is not root:
                node.phrases.update(phrases)
    return root


@dataclass(frozen=True, slots=True)
class Symbol:
    #: What the vocabulary knows it by.
    sign: str
    #: What was typed.
    text: str


def read(folded: str) -> list[Symbol]:
    """The symbols of a query with what was typed for each; a sign "" separates runs."""
    found: list[Symbol] = []
    for piece in pieces(folded):
        if is_han(piece):
            found += [*(Symbol(char, char) for char in piece), Symbol("", "")]
        else:
            parts = parts_of(piece)
            # The parts of a compound can match a term; if they do not, it is one word.
            found += [Symbol(stem(part), piece if len(parts) == 1 else f"{part}\0{piece}") for part in parts]
    return found


def longest_term(symbols: Sequence[Symbol], start: int, root: Node) -> tuple[int, Node | None]:
    """Where the longest term of the vocabulary that begins at `start` ends, and its node; (start, None) for none."""
    node, end, found = root, start, None
    for place in range(start, len(symbols)):
        node_after = node.after.get(symbols[place].sign) if symbols[place].sign else None
        if node_after is None:
            break
        node = node_after
        if node.phrases:
            end, found = place + 1, node
    return end, found


def parse(text: str, groups: Iterable[tuple[str, ...]] = ()) -> Query:
    """What a typed text asks for. `groups` are the vocabulary's words that mean the same, as written.

    Words that say nothing are left out unless there is nothing else. More than MAX_UNITS units are not looked at.
    """
    folded = fold(text)
    units = units_of(folded, vocabulary_tree(tuple(groups)))
    telling = [unit for unit in units if unit.text not in SILENT]
    return Query(name_key(text), tuple({unit.text: unit for unit in telling or units}.values())[:MAX_UNITS])


def units_of(folded: str, root: Node) -> list[Unit]:
    """The terms of the vocabulary in a folded text, longest first, and what stands between them."""
    symbols = read(folded)
    units: list[Unit] = []
    loose: list[str] = []
    place = 0

    def close_run() -> None:
        """Characters that no term claims are one unit."""
        if loose:
            units.append(plain_unit("".join(loose)))
            loose.clear()

    while place < len(symbols):
        end, node = longest_term(symbols, place, root)
        symbol = symbols[place]
        if node is not None:
            close_run()
            units.append(term_unit(symbols[place:end], node))
            place = end
            continue
        if len(symbol.sign) == 1 and is_han(symbol.sign):
            loose.append(symbol.sign)
        else:
            close_run()
            if symbol.text:
                units.append(plain_unit(symbol.text.split("\0")[-1]))
        place += 1
    close_run()
    return units


def loosened(unit: Unit) -> list[Unit]:
    """A run that no term claims in pairs, without those that say nothing; any other unit as it is."""
    if unit.wider or not is_han(unit.text) or len(unit.text) < 3:
        return [unit]
    telling = "".join(" " if char in SILENT else char for char in unit.text)
    found = [pair for run in telling.split() for pair in (pairs(run)[:-1] or [run])]
    return [plain_unit(pair) for pair in found if pair not in SILENT]


def plain_unit(text: str) -> Unit:
    return Unit(text, phrase_of(text, open_ended=True))


def term_unit(symbols: Sequence[Symbol], node: Node) -> Unit:
    """A term of the vocabulary: what was typed, and what means the same."""
    han = all(is_han(symbol.sign) for symbol in symbols)
    text = ("" if han else " ").join(symbol.text.split("\0")[0] for symbol in symbols)
    literal = phrase_of(text, open_ended=True)
    return Unit(text, literal, tuple(phrase for phrase in node.phrases if phrase != literal))
