"""Facts and their values in words, in the active language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.wording import fact_in_words
from portal.kernel.display import listed
from portal.kernel.languages import pick

from .traits import Trait


@dataclass(frozen=True, slots=True)
class FactWords:
    """The words of the registry, in all three languages: made once, it serves every reader."""

    #: Name -> anything with `type`, `unit` and `choices` with their labels, such as a row of the registry.
    facts: Mapping[str, Any]
    #: Name -> trait, which holds the label.
    traits: Mapping[str, Trait]
    #: Whether yes and no are told as answers to questions, as people who write rules read them.
    as_answers: bool = False

    def label(self, name: str) -> str:
        """The short name of a fact; its name in the registry where it has no label."""
        trait = self.traits.get(name)
        return pick(trait.label) if trait else name


def value_in_words(name: str, value: Any, words: FactWords) -> str:
    """A value as a person reads it: 24%, 12 months, Yes, the labels of its codes; "not known" for None."""
    if value is None:
        return _("not known")
    fact = words.facts.get(name)
    return fact_in_words(fact, value) if fact else str(value)


def either(texts: Iterable[str]) -> str:
    """Texts of which one is enough: "A, B or C"."""
    *first, last = texts
    if not first:
        return last
    return _("%(first)s or %(last)s") % {"first": listed(first), "last": last}


def both(texts: Iterable[str]) -> str:
    """Texts that all count: "A, B and C"."""
    *first, last = texts
    if not first:
        return last
    return _("%(first)s and %(last)s") % {"first": listed(first), "last": last}
