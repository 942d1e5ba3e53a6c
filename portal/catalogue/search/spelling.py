"""Words that stand in no entry, and the ones that were probably meant."""

from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache

from django.db.models import Count, Value
from rapidfuzz import process
from rapidfuzz.distance import OSA

from portal.catalogue.models import EntryIndex, SearchWord

from .matching import Matches
from .query import Query, Unit, parse
from .text import fold

#: Words that mean the same, as written.
Groups = tuple[tuple[str, ...], ...]

SHORTEST = 4
#: From this length on, two slips are allowed.
LONG = 8
#: Of so many equally near words the most used is taken.
CANDIDATES = 5


class Words:
    """Every word that may be meant: those of the index and of the vocabulary, the likelier ones marked.

    in_name: the words of the index, and whether each stands in a name or is how one sounds.
    """

    def __init__(self, in_name: dict[str, bool], vocabulary: Iterable[str]):
        self.sorted = sorted(in_name)
        self.is_likely = in_name | dict.fromkeys(vocabulary, True)
        self.written = list(self.is_likely)
        self.heard = [as_heard(word) for word in self.written]

    def has_beginning(self, word: str) -> bool:
        """Whether any word of the index is, or begins with, this one."""
        place = bisect_left(self.sorted, word)
        return place < len(self.sorted) and self.sorted[place].startswith(word)


@lru_cache(maxsize=1)
def words_of(revision: str, same: Groups) -> Words:
    """The words of a revision and of its vocabulary. One query."""
    vocabulary = {fold(word) for words in same for word in words if word.isascii() and word.isalpha()}
    return Words(dict(SearchWord.objects.values_list("word", "in_name")), vocabulary)


def as_heard(word: str) -> str:
    """The word with `ao` and `ou` as a letter each: what is `ao` in Mandarin is mostly `ou` in Cantonese.

    So `hetou` is as near to `hetao` as to `hotou`; both are 河套.
    """
    return word.replace("ao", "A").replace("ou", "O")


def nearest(word: str, known: Words) -> list[str]:
    """The known words that a mistyped one is nearest to, at most CANDIDATES; none when none is near.

    A slip is a letter too many, too few, wrong, or two that changed places. Of equally near words, those out of names
    and of the vocabulary come first, then those with the same first letter.
    """
    allowed = 2 if len(word) >= LONG else 1
    slips: dict[str, int] = {}
    for typed, words in ((word, known.written), (as_heard(word), known.heard)):
        near = process.extract(typed, words, scorer=OSA.distance, score_cutoff=allowed, limit=None)
        for _word, distance, place in near:
            each = known.written[place]
            slips[each] = min(distance, slips.get(each, allowed))
    best = min(slips.values(), default=0)
    same = [each for each, distance in slips.items() if distance == best]
    return sorted(same, key=lambda each: (not known.is_likely[each], each[0] != word[0], each))[:CANDIDATES]


def uses_of(words: Iterable[str], same: Groups) -> dict[str, int]:
    """How many entries each word finds; words that find none are left out. One query, none without words."""
    counts = [
        EntryIndex.objects.filter(Matches(parse(word, same).units))
        .order_by()
        .values(word=Value(word))
        .annotate(uses=Count("pk"))
        .values_list("word", "uses")
        for word in dict.fromkeys(words)
    ]
    return dict(counts[0].union(*counts[1:], all=True)) if counts else {}


def corrected(query: Query, revision: str, same: Groups) -> str:
    """The query's text with mistyped words put right; empty when there is nothing to put right.

    same: the vocabulary of the revision. Of several near words the one that most entries are found by is taken. One
    query at most on an unchanged catalogue.
    """
    known = words_of(revision, same)
    texts = [unit.text for unit in query.units]
    together = "".join(texts)
    if len(texts) > 1 and together in known.is_likely:
        return together
    meant = {unit.text: nearest(unit.text, known) for unit in query.units if is_mistyped(unit, known)}
    uses = uses_of((word for words in meant.values() if len(words) > 1 for word in words), same)
    fixed = [max(meant.get(text) or [text], key=lambda word: uses.get(word, 0)) for text in texts]
    return " ".join(fixed) if fixed != texts else ""


def is_mistyped(unit: Unit, known: Words) -> bool:
    """Whether a unit is a word that nothing in the index begins with."""
    return unit.is_word and len(unit.text) >= SHORTEST and not known.has_beginning(unit.text)
