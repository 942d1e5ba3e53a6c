"""What is known of each fact beyond its question: its name, how it can change, when asking makes sense.

The data: `portal/data/fact_traits.yaml`, which also says what each part means.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from portal.kernel.languages import SUFFIXES, pick

from .compiling import Facts, Test, compile_node
from .nodes import Comparison, Group, Node, comparisons, parse
from .schemes import Rule, Texts, rule_of

TRAITS_FILE = Path(__file__).parents[2] / "portal" / "data" / "fact_traits.yaml"


class Changeable(StrEnum):
    """How a fact can change."""

    NEVER = "never"
    #: By itself: it grows by a month a month, or by a year a year.
    TIME = "time"
    CHOICE = "choice"
    EFFORT = "effort"


@dataclass(frozen=True, slots=True)
class Trait:
    name: str
    #: A short noun phrase.
    label: Texts
    #: One of `Changeable`.
    change: str
    #: What a change takes, from 1 (a decision) to 9 (years of work); 0 where nobody can change it.
    effort: int
    #: The question makes sense only where this is not False; None: always.
    asked_when: Rule | None
    #: The only values, or codes to add, that are worth proposing; empty: any.
    becomes: tuple[Any, ...] = ()
    #: Whether numbers only rise and codes only add up.
    only_more: bool = False
    #: Facts whose codes come first when one of several would do.
    like: tuple[str, ...] = ()
    #: Facts with the same act change in one go; empty: it changes alone.
    act: str = ""
    #: Value it becomes -> the facts that follow from it; None: no longer known.
    brings: Mapping[Any, Mapping[str, Any]] = field(default_factory=dict)
    #: The change as a thing to do, with {value}; of a fact of time: what then holds. Empty: no words of its own.
    do: Texts = field(default_factory=dict)
    #: Of yes or no: the answer that is needed -> what is needed, as a sentence. Empty: no words of its own.
    need: Mapping[bool, Texts] = field(default_factory=dict)
    #: What it takes to answer; 0: what its type takes.
    asking: int = 0

    @property
    def grows(self) -> bool:
        """Whether time alone changes it."""
        return self.change == Changeable.TIME

    @property
    def can_be_changed(self) -> bool:
        """Whether somebody can change it."""
        return self.change in (Changeable.CHOICE, Changeable.EFFORT)


@dataclass(frozen=True)
class Contradiction:
    """Answers that cannot both be true. One of `never` and `most` is there."""

    #: The fact that a message names.
    fact: str
    message: Texts
    #: What has to hold instead, as a tree, and its test.
    node: Node | None = None
    test: Test | None = field(default=None, compare=False)
    #: The fact whose number is the largest that `fact` can be.
    most: str = ""
    #: The yes-or-no facts of it.
    hinges: tuple[str, ...] = ()

    def broken(self, facts: Facts) -> Node | None:
        """What would have to hold where it does not; None where nothing is contradicted, as far as is known."""
        if self.test is not None:
            return self.node if self.test(facts) is False else None
        value, most = facts.get(self.fact), facts.get(self.most)
        if value is None or most is None or value <= most:
            return None
        return Group(False, (Comparison(self.fact, "<=", most), Comparison(self.most, ">=", value)))


@dataclass(frozen=True, slots=True)
class TraitsFile:
    """The whole file, read."""

    traits: Mapping[str, Trait]
    contradictions: tuple[Contradiction, ...]
    acts: Mapping[str, Texts]


def traits() -> Mapping[str, Trait]:
    """The trait of every fact by its name, in the order of the registry. Read once."""
    return read_traits().traits


def contradictions(facts: Facts) -> list[tuple[str, str]]:
    """What cannot both be true of some facts, as (fact, message in the active language); empty when all fits.

    facts: values of the types that the registry says; what is not known contradicts nothing.
    """
    return [
        (each.fact, pick(each.message))
        for each in read_traits().contradictions
        if each.broken(facts) is not None
    ]


def ruled_out(facts: Facts) -> dict[str, bool]:
    """Answers to yes-or-no questions that nobody has given and of which the others leave one only.

    A Chinese citizen is no permanent resident who is not a Chinese citizen.
    """
    found: dict[str, bool] = {}
    for each in read_traits().contradictions:
        for name in each.hinges:
            if facts.get(name) is None:
                answers = (True, False)
                refused = [answer for answer in answers if each.broken({**facts, name: answer}) is not None]
                if len(refused) == 1:
                    found[name] = not refused[0]
    return found


@cache
def read_traits() -> TraitsFile:
    """`fact_traits.yaml`, with its rules compiled."""
    data = yaml.safe_load(TRAITS_FILE.read_text(encoding="utf-8"))
    return TraitsFile(
        traits={row["name"]: trait_of(row) for row in data["facts"]},
        contradictions=tuple(contradiction_of(row) for row in data["contradictions"]),
        acts={code: texts_of(texts) for code, texts in data["acts"].items()},
    )


def trait_of(row: Mapping[str, Any]) -> Trait:
    """One row of `facts`."""
    return Trait(
        name=row["name"],
        label=texts_of(row["label"]),
        change=Changeable(row["change"]),
        effort=row.get("effort", 0),
        asked_when=rule_of(row.get("asked_when")),
        becomes=tuple(row.get("becomes", ())),
        only_more=row.get("only_more", False),
        like=tuple(row.get("like", ())),
        act=row.get("act", ""),
        brings=row.get("brings", {}),
        do=texts_of(row["do"]) if "do" in row else {},
        need={answer: texts_of(texts) for answer, texts in row.get("need", {}).items()},
        asking=row.get("asking", 0),
    )


def contradiction_of(row: Mapping[str, Any]) -> Contradiction:
    """One row of `contradictions`."""
    message = texts_of(row["message"])
    if "most" in row:
        return Contradiction(row["fact"], message, most=row["most"])
    node = parse(row["never"], negated=True)
    hinges = tuple(dict.fromkeys(each.fact for each in comparisons(node) if isinstance(each.value, bool)))
    return Contradiction(row["fact"], message, node, compile_node(node), hinges=hinges)


def texts_of(texts: Mapping[str, str]) -> dict[str, str]:
    """Texts by the language codes of the portal, from those of a YAML file."""
    return {code: texts[suffix] for code, suffix in SUFFIXES.items()}
