from .codes import Area, Category, Sector
from .entry import Entry, EntryContent, PublicEntry
from .fact import Fact
from .source import Source

__all__ = ["Area", "Category", "Entry", "EntryContent", "Fact", "PublicEntry", "Sector", "Source"]
