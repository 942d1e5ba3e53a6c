"""What founders come for, in their own words, as doors into the catalogue. The data: `portal/data/needs.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from portal.kernel.languages import HANS, HANT, HTML_LANG, SUFFIXES, current

NEEDS_FILE = Path(__file__).parent.parent / "data" / "needs.yaml"


@dataclass(frozen=True, slots=True)
class Need:
    code: str
    #: By language suffix.
    labels: Mapping[str, str]
    blurbs: Mapping[str, str]
    #: An entry fits when it fits any of these; it fits one when it has a value of each facet named.
    any: tuple[Mapping[str, frozenset[str]], ...]

    def fits(self, values: Mapping[str, frozenset[str]]) -> bool:
        """Whether an entry with these facet values answers the need."""
        return any(all(values[facet] & wanted for facet, wanted in one.items()) for one in self.any)

    def __str__(self) -> str:
        return self.labels[SUFFIXES[current()]]

    @property
    def blurb(self) -> str:
        return self.blurbs[SUFFIXES[current()]]

    @property
    def query(self) -> str:
        return f"need={self.code}"

    @property
    def far(self) -> str:
        """The label as the far bank writes it."""
        return self.labels[SUFFIXES[far_language()]]


@cache
def needs() -> tuple[Need, ...]:
    """Every need, in the order of the home page."""
    rows = yaml.safe_load(NEEDS_FILE.read_text(encoding="utf-8"))
    return tuple(
        Need(
            row["code"],
            row["label"],
            row["blurb"],
            tuple({facet: frozenset(codes) for facet, codes in one.items()} for one in row["any"]),
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Door:
    need: Need
    count: int
    far_lang: str


def doors(counts) -> list[Door]:
    """Every need with its live count. `counts` are those of the whole catalogue (`facets.Counts`)."""
    lang = HTML_LANG[far_language()]
    return [Door(need, counts.of("need", need.code), lang) for need in needs()]


def far_language() -> str:
    """The script of the other bank: Simplified, or Traditional for those who read Simplified."""
    return HANT if current() == HANS else HANS
