"""The signs of the schematic map: every area and crossing as a link. Where they stand, the template says.

Text on the map never scales, whatever the width of the page, so a sign's size follows from its words alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext_lazy

from portal.catalogue.models import Area

from .facts import CROSSINGS

#: Names on the map, by code of the area; an area that is not here is in the list below the map only.
SHORT_NAMES = {
    "gba": pgettext_lazy("on a map", "Greater Bay Area"),
    "shenzhen": pgettext_lazy("on a map", "Shenzhen"),
    "hong-kong": pgettext_lazy("on a map", "Hong Kong"),
    "qianhai": pgettext_lazy("on a map", "Qianhai"),
    "nanshan": pgettext_lazy("on a map", "Nanshan"),
    "futian": pgettext_lazy("on a map", "Futian"),
    "hetao": pgettext_lazy("on a map", "Hetao"),
}

#: In ems: how wide a Chinese character, a capital, a narrow and any other Latin character are; the room beside
#: the words, with something over for fonts that run wider; the mark that tells rail from road.
HAN, CAPITAL, NARROW, OTHER = 1.0, 0.7, 0.31, 0.57
ROOM, MARK = 1.5, 1.3
FIRST_HAN = "\u2e80"
NARROW_ONES = frozenset(" /-.,'()fijlrt")


@dataclass(frozen=True)
class Sign:
    label: str | Promise
    #: The whole name, which the label is the short form of.
    name: str | Promise
    #: Empty where there is no page to lead to.
    url: str
    is_current: bool = False
    #: How one crosses, for a sign that carries the mark itself.
    way: str = ""

    @cached_property
    def width(self) -> float:
        """How wide the sign is, in ems of its own text."""
        return round(sum(map(width_of, str(self.label))) + ROOM, 1)

    @property
    def half(self) -> float:
        return round(self.width / 2, 2)

    @property
    def reach(self) -> float:
        """How far a sign reaches away from the line that leads to one em inside it."""
        return round(self.width - 1, 2)

    @property
    def shift(self) -> float:
        """How far its middle is from that line."""
        return round(self.half - 1, 2)

    @property
    def marked_width(self) -> float:
        """The same with a mark in front of the words."""
        return round(self.width + MARK, 1)

    @property
    def marked_half(self) -> float:
        return round(self.marked_width / 2, 2)

    @property
    def mark_at(self) -> float:
        """How far left of the middle the mark stands."""
        return round(self.marked_half - MARK, 2)

    @property
    def attributes(self) -> SafeString:
        """What its `<a>` element needs. Without an address it takes no focus and has no name of its own."""
        if not self.url:
            return mark_safe("")
        current = mark_safe(' aria-current="page"') if self.is_current else ""
        return format_html(' href="{}" aria-label="{}"{}', self.url, self.name, current)


@dataclass(frozen=True)
class Drawing:
    """Signs by code, with underscores for the hyphens that templates cannot follow."""

    areas: dict[str, Sign]
    crossings: dict[str, Sign]
    #: The area to outline; empty where there is none.
    current: str = ""


def width_of(character: str) -> float:
    if character >= FIRST_HAN:
        return HAN
    if character in NARROW_ONES:
        return NARROW
    return CAPITAL if character.isupper() else OTHER


def draw(areas: Iterable[Area], current: str = "") -> Drawing:
    """The signs for the areas that exist. `current` is the code of the area whose page this is."""
    names = {area.code: area.name for area in areas}
    overview = reverse("zones")
    return Drawing(
        areas={
            code.replace("-", "_"): Sign(
                label,
                names.get(code, label),
                reverse("zone", args=[code]) if code in names else "",
                is_current=code == current,
            )
            for code, label in SHORT_NAMES.items()
        },
        crossings={
            facts.key: Sign(facts.short, facts.crossing.label, f"{overview}#{facts.anchor}", way=facts.way)
            for facts in CROSSINGS
        },
        current=current if current in SHORT_NAMES else "",
    )
