"""What searching and counting read instead of the entries themselves.

Every row here is derived: `search.indexing` writes it in the transaction that changes the entry, and
`manage.py rebuild_index` can make it again. An entry that the public may not see has no row.
"""

import uuid

from django.db import models

from portal.catalogue.enums import Kind, Openness

from .entry import Entry


class FacetProfile(models.Model):
    """One combination of what facets ask about. Entries share profiles, so counting by profile counts every facet."""

    #: Hash of the rest.
    key = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    area = models.CharField(max_length=40)
    category = models.CharField(max_length=40, blank=True)
    instrument = models.CharField(max_length=20, blank=True)
    #: Codes.
    sectors = models.JSONField(default=list)
    stages = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.kind} {self.area} {self.category}"


class Phased(models.Model):
    """When the state of an entry changes, as day numbers: see `openness.Phases`."""

    ends = models.IntegerField()
    starts = models.IntegerField()
    shuts = models.IntegerField()
    base = models.CharField(max_length=10, choices=Openness, blank=True)

    class Meta:
        abstract = True


class EntryIndex(Phased):
    """The narrow row of an entry that lists are filtered, counted and sorted by.

    Sorting columns ascend and are never empty, so that any order can be continued after a given row.
    """

    entry = models.OneToOneField(Entry, models.CASCADE, primary_key=True, related_name="index")
    profile = models.ForeignKey(FacetProfile, models.PROTECT, related_name="+")
    #: Days from `as_of` to a far future day: the newest information has the least. Undated is far behind.
    age = models.IntegerField()
    #: The last day of the window or the term as a day number; a far future one where there is none.
    last_day = models.IntegerField()
    #: The largest sum or cap in whole units of its own currency, negative so that the largest comes first; 0 for none.
    worth = models.BigIntegerField(default=0)
    #: How many sectors it is for; the fewer, the more it is meant for whoever looks for one of them.
    breadth = models.PositiveSmallIntegerField()
    #: Names without spaces and signs (`search.text.name_key`): whole names and beginnings are compared by these.
    key_en = models.BinaryField(max_length=240)
    key_zh_hant = models.BinaryField(max_length=240)
    key_zh_hans = models.BinaryField(max_length=240)
    # What lists by name are sorted by. English has its key; bytes compare alike in every database.
    sort_zh_hant = models.BinaryField(max_length=240)
    sort_zh_hans = models.BinaryField(max_length=240)

    class Meta:
        indexes = [
            models.Index(fields=["age", "entry"], name="index_newest"),
            models.Index(fields=["last_day", "entry"], name="index_closing"),
            models.Index(fields=["worth", "entry"], name="index_worth"),
            models.Index(fields=["key_en", "entry"], name="index_name_en"),
            models.Index(fields=["key_zh_hant"], name="index_key_zh_hant"),
            models.Index(fields=["key_zh_hans"], name="index_key_zh_hans"),
            models.Index(fields=["sort_zh_hant", "entry"], name="index_name_zh_hant"),
            models.Index(fields=["sort_zh_hans", "entry"], name="index_name_zh_hans"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class EntryTokens(Phased):
    """The tokens of an entry, separated by spaces, best places first (`search.tokens`).

    The full-text index over it belongs to the database: an FTS5 table on SQLite, stored vectors with GIN on PostgreSQL,
    both made by the migrations. What facets ask about stands here once more, so that PostgreSQL counts the entries that
    hold a word while it reads where the word leads, without looking each of them up in another table.
    """

    index = models.OneToOneField(EntryIndex, models.CASCADE, primary_key=True, related_name="tokens")
    profile = models.ForeignKey(FacetProfile, models.PROTECT, related_name="+", db_index=False)
    names = models.TextField()
    #: How the names sound in Mandarin and Cantonese.
    sounds = models.TextField()
    #: Kind, area, category, sectors, instrument, who runs it.
    labels = models.TextField()
    summary = models.TextField()
    #: Benefits, criteria, papers, offers, addresses.
    details = models.TextField()

    def __str__(self) -> str:
        return str(self.pk)


class SearchWord(models.Model):
    """A Latin word that stands in the index: what a mistyped word is compared with.

    Words are only added. One whose last entry has gone stays until `rebuild_index`: to know that no other entry has
    it would take a search for every word of an entry at each change of it. Until then it counts as known: who types
    it finds nothing, and it is not put right.
    """

    word = models.CharField(max_length=40, primary_key=True)
    #: It stands in a name or is how one sounds; such a word is the likelier meant.
    in_name = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.word


class CatalogueRevision(models.Model):
    """A single row whose token changes with every change of the public catalogue: see `portal.catalogue.revision`."""

    token = models.UUIDField(default=uuid.uuid4)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return str(self.token)
