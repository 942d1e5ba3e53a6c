from .change import Change
from .codes import Area, Category, Sector
from .entry import Entry, EntryContent, PublicEntry
from .fact import Fact
from .index import CatalogueRevision, EntryIndex, EntryTokens, FacetProfile, SearchWord
from .relation import Relation
from .source import Source
from .term import Term

__all__ = [
    "Area",
    "CatalogueRevision",
    "Category",
    "Change",
    "Entry",
    "EntryContent",
    "EntryIndex",
    "EntryTokens",
    "FacetProfile",
    "Fact",
    "PublicEntry",
    "Relation",
    "SearchWord",
    "Sector",
    "Source",
    "Term",
]
