"""What founders come for, in their own words, as doors into the catalogue."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.kernel.languages import HANS, HANT, HTML_LANG, current

from .facets import Counts


@dataclass(frozen=True, slots=True)
class Need:
    label: str | Promise
    #: The same need in the other script, as the far bank writes it.
    far: dict[str, str]
    blurb: str | Promise
    facet: str
    #: Values that exclude each other, so that their counts add up.
    values: tuple[str, ...]

    @property
    def query(self) -> str:
        query = QueryDict(mutable=True)
        query.setlist(self.facet, self.values)
        return query.urlencode()

    def count(self, counts: Counts) -> int:
        """How many entries the link leads to."""
        return sum(counts.of(self.facet, value) for value in self.values)


NEEDS = (
    Need(
        _("A desk or a lab"),
        {HANS: "工位或实验室", HANT: "工位或實驗室"},
        _("Converted factories in Futian, and the Hong Kong Park as it opens"),
        "kind",
        ("space",),
    ),
    Need(
        _("Lower rent"),
        {HANS: "租金减免", HANT: "租金減免"},
        _("Reductions, refunds and free places"),
        "category",
        ("rent",),
    ),
    Need(
        _("A host who knows the way"),
        {HANS: "孵化器", HANT: "孵化器"},
        _("Incubators in the zone and across Shenzhen"),
        "kind",
        ("incubator",),
    ),
    Need(
        _("Equipment to share"),
        {HANS: "公共技术平台", HANT: "公共技術平台"},
        _("Test, computing and prototyping platforms"),
        "kind",
        ("platform",),
    ),
    Need(
        _("Money to grow"),
        {HANS: "投资基金", HANT: "投資基金"},
        _("Funds and loans, not grants"),
        "category",
        ("fund",),
    ),
    Need(
        _("People who cross often"),
        {HANS: "人才与通关", HANT: "人才與通關"},
        _("Crossing channels, talent schemes and recognised titles"),
        "category",
        ("talent", "passage", "recognition"),
    ),
)


@dataclass(frozen=True, slots=True)
class Door:
    need: Need
    count: int
    far: str
    far_lang: str


def doors(counts: Counts) -> list[Door]:
    """Every need with its live count and its wording in the script across the river."""
    far = far_language()
    return [Door(need, need.count(counts), need.far[far], HTML_LANG[far]) for need in NEEDS]


def far_language() -> str:
    """The script of the other bank: Simplified, or Traditional for those who read Simplified."""
    return HANT if current() == HANS else HANS
