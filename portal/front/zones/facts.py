"""What is known of the crossings, each fact with its source and date.

Opening hours are left out on purpose: they change, and a wrong one costs a founder an evening.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.catalogue.texts import run_language
from portal.catalogue.windows import short_partial_date
from spaces.crossings import NEAREST
from spaces.enums import Crossing


class Way(TextChoices):
    """How one gets across."""

    RAIL = "rail", _("By rail and on foot")
    ROAD = "road", _("By road")
    FAST = "fast", _("By high-speed rail")


@dataclass(frozen=True, slots=True)
class Cited:
    """A published text that a fact is taken from. `published` is an ISO date."""

    title: str
    publisher: str
    url: str
    published: str

    @property
    def date(self) -> str:
        return short_partial_date(self.published)

    @property
    def title_lang(self) -> str:
        return run_language(self.title)

    @property
    def publisher_lang(self) -> str:
        return run_language(self.publisher)


@dataclass(frozen=True, slots=True)
class CrossingFacts:
    crossing: Crossing
    #: On the map, where the full name has no room.
    short: str | Promise
    way: Way
    where: str | Promise
    sources: tuple[Cited, ...]

    @property
    def anchor(self) -> str:
        """The id of its paragraph on the overview."""
        return f"crossing-{self.crossing.value}"

    @property
    def key(self) -> str:
        """Its name in the drawing's templates, which know no hyphens."""
        return self.crossing.value.replace("-", "_")


@dataclass(frozen=True, slots=True)
class Nearness:
    """Which crossings the map puts near an area; none where it spans too much for one answer."""

    words: str | Promise
    #: Their own facts carry the sources.
    crossings: tuple[Crossing, ...] = ()


HKSAR = "HKSAR Government"

LANES = Cited(
    "New measures facilitate Hetao cross-border flow",
    "Shenzhen Daily / EyeShenzhen",
    "https://www.eyeshenzhen.com/content/2025-11/04/content_31745840.htm",
    "2025-11-04",
)
BAY_BRIDGE = Cited(
    "New link cuts journey time to Shenzhen",
    HKSAR,
    "https://www.news.gov.hk/isd/ebulletin/en/category/infrastructureandlogistics/070628/features/html/"
    "070628en06001.htm",
    "2007-06-30",
)

#: From west to east.
CROSSINGS = (
    CrossingFacts(
        Crossing.SHENZHEN_BAY,
        Crossing.SHENZHEN_BAY.label,
        Way.ROAD,
        _(
            "Over the Shenzhen Bay Bridge, from Ngau Hom Shek in the north-west New Territories to Shekou in "
            "Nanshan. The westernmost of the six."
        ),
        (BAY_BRIDGE,),
    ),
    CrossingFacts(
        Crossing.WEST_KOWLOON_FUTIAN_HSR,
        pgettext_lazy("on a map", "High-speed rail"),
        Way.FAST,
        _(
            "By train from West Kowloon station to Futian station in the middle of Futian. Both sides check "
            "travellers at West Kowloon."
        ),
        (
            Cited(
                "立法會：運輸及房屋局局長就有關推展廣深港高速鐵路西九龍站一地兩檢安排的後續工作議案回應議員發言",
                HKSAR,
                "https://www.info.gov.hk/gia/general/201711/15/P2017111500842.htm",
                "2017-11-15",
            ),
        ),
    ),
    CrossingFacts(
        Crossing.LOK_MA_CHAU_FUTIAN,
        Crossing.LOK_MA_CHAU_FUTIAN.label,
        Way.RAIL,
        _(
            "From Lok Ma Chau station, the end of the Lok Ma Chau Spur Line, over the boundary bridge to the "
            "Futian checkpoint beside the Hetao Shenzhen Park."
        ),
        (
            LANES,
            Cited(
                "Lok Ma Chau Spur Line enhances HK-Shenzhen connectivity",
                "Transport and Housing Bureau, HKSAR",
                "https://www.thb.gov.hk/eng/psp/pressreleases/transport/land/2007/200708151.htm",
                "2007-08-15",
            ),
        ),
    ),
    CrossingFacts(
        Crossing.HUANGGANG,
        Crossing.HUANGGANG.label,
        Way.ROAD,
        _(
            "From Lok Ma Chau to the Huanggang checkpoint beside the Hetao Shenzhen Park. In May 2025 the port "
            "was being rebuilt for joint checks; look up how it works now before you travel."
        ),
        (
            LANES,
            Cited(
                "LCQ8: Operation of new Huanggang Port",
                HKSAR,
                "https://www.info.gov.hk/gia/general/202505/07/P2025050700335p.htm",
                "2025-05-07",
            ),
        ),
    ),
    CrossingFacts(
        Crossing.LUOHU,
        Crossing.LUOHU.label,
        Way.RAIL,
        _("From Lo Wu station on the MTR East Rail Line to Luohu."),
        (
            Cited(
                "LCQ1: Managing passenger flows at land boundary control points",
                HKSAR,
                "https://www.info.gov.hk/gia/general/202507/16/P2025071600385p.htm",
                "2025-07-16",
            ),
        ),
    ),
    CrossingFacts(
        Crossing.LIANTANG,
        Crossing.LIANTANG.label,
        Way.ROAD,
        _(
            "From the Heung Yuen Wai Highway in the north-east New Territories to Liantang in Luohu. The "
            "easternmost of the six."
        ),
        (
            Cited(
                "Cargo clearance facilities at Heung Yuen Wai Boundary Control Point to open on August 26",
                HKSAR,
                "https://www.info.gov.hk/gia/general/202008/21/P2020082000643p.htm",
                "2020-08-21",
            ),
            Cited(
                "Liantang Checkpoint in Luohu District passes its review",
                "Shenzhen Daily",
                "http://www.szdaily.com/content/2020-06/30/content_23296503.htm",
                "2020-06-30",
            ),
        ),
    ),
)

BY_CROSSING = {facts.crossing: facts for facts in CROSSINGS}

#: Codes of the catalogue's areas. An area that is not named here goes by its places alone.
NEAR = {
    "hetao": Nearness(
        _("The Futian and Huanggang checkpoints stand beside the Shenzhen Park."),
        NEAREST["hetao"],
    ),
    "futian": Nearness(
        _("Three of the six crossings lead into this district."),
        NEAREST["futian"],
    ),
    "nanshan": Nearness(_("Shenzhen Bay is in this district, at Shekou."), NEAREST["nanshan"]),
    "qianhai": Nearness(
        _("On the map the nearest of the six is Shenzhen Bay, the one furthest west."),
        NEAREST["qianhai"],
    ),
}
SPANS_TOO_MUCH = Nearness(_("None is the nearest to all of it. Choose by the district you go to."))
