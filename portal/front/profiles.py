"""What the facets know of an entry: its profile's values, one set a facet."""

from collections.abc import Mapping
from functools import lru_cache

from portal.catalogue.models import FacetProfile
from portal.catalogue.selectors import ANY_SECTOR, CodeLists, code_lists
from portal.kernel.templatetags.ui import BOTH, NORTH, SOUTH, bank_side

from .needs import needs

#: Facets answered by an entry's profile. The other one, `open`, depends on the day.
PROFILE_FACETS = ("kind", "need", "area", "side", "category", "sector", "instrument", "stage")

#: Facet -> the values of one profile.
Values = Mapping[str, frozenset[str]]


@lru_cache(maxsize=1)
def codes_of(revision: str) -> CodeLists:
    """The code lists, kept while the catalogue stays as it is."""
    return code_lists()


@lru_cache(maxsize=1)
def profiles_of(revision: str) -> dict[int, Values]:
    """Every profile's values by its id, kept while the catalogue stays as it is. One query a revision."""
    every_sector = frozenset(row.code for row in codes_of(revision).sectors)
    return {profile.pk: values_of(profile, every_sector) for profile in FacetProfile.objects.all()}


def values_of(profile: FacetProfile, every_sector: frozenset[str]) -> Values:
    """One profile as sets. An entry for every sector has each of them; one on both banks is on either."""
    side = bank_side(profile.area)
    values = {
        "kind": frozenset([profile.kind]),
        "area": frozenset([profile.area]),
        "side": frozenset([SOUTH, NORTH]) if side == BOTH else frozenset([side]),
        "category": frozenset(filter(None, [profile.category])),
        "sector": every_sector if ANY_SECTOR in profile.sectors else frozenset(profile.sectors),
        "instrument": frozenset(filter(None, [profile.instrument])),
        "stage": frozenset(profile.stages),
    }
    values["need"] = frozenset(need.code for need in needs() if need.fits(values))
    return values
