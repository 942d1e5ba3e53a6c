"""Which control points the map puts near an area."""

from spaces.enums import Crossing

#: By the codes of the catalogue's areas, the nearest first. Areas that span too much for one answer are left out.
NEAREST: dict[str, tuple[Crossing, ...]] = {
    "hetao": (Crossing.HUANGGANG, Crossing.LOK_MA_CHAU_FUTIAN),
    "futian": (Crossing.LOK_MA_CHAU_FUTIAN, Crossing.HUANGGANG, Crossing.WEST_KOWLOON_FUTIAN_HSR),
    "nanshan": (Crossing.SHENZHEN_BAY,),
    "qianhai": (Crossing.SHENZHEN_BAY,),
}
