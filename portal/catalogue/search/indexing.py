"""Writing the index. Every change of what the public may see ends here, in its own transaction."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from portal.catalogue import revision
from portal.catalogue.enums import Kind
from portal.catalogue.models import Entry, EntryIndex, EntryTokens, FacetProfile, SearchWord

from .documents import Document, Lists, document_of, index_row, load_lists, profile_of
from .particulars import READERS, Particulars

BATCH = 500
COLUMNS = ("names", "sounds", "labels", "summary", "details")
#: Shorter words are not corrected, and longer ones are no words.
WORD_LENGTHS = range(4, 41)


@transaction.atomic
def index_entries(keys: Iterable[int]) -> int:
    """Bring the index of these entries up to date and mark the catalogue as changed; how many are public.

    Entries that are archived, unpublished or gone lose their rows. Ten queries and a few, for 1 as for 500.
    """
    # First of all: the revision's row is locked from here on, so that those who write the index do so one after the
    # other, each on what the one before has committed.
    revision.bump()
    lists = load_lists()
    count = 0
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        entries = list(Entry.objects.public().filter(pk__in=batch))
        unindex(batch)
        write(entries, lists)
        count += len(entries)
    return count


def index_where(**condition) -> int:
    """The same for the public entries that meet a condition on their columns."""
    return index_entries(Entry.objects.public().filter(**condition).values_list("pk", flat=True))


@transaction.atomic
def rebuild_index() -> int:
    """Make the whole index again; how many entries are in it."""
    revision.bump()
    unindex(None)
    SearchWord.objects.all().delete()
    count = index_entries(Entry.objects.public().values_list("pk", flat=True))
    # Those still in use keep their ids: a list that is being made knows the profiles of a moment ago.
    FacetProfile.objects.exclude(pk__in=EntryIndex.objects.values("profile")).delete()
    return count


def fill_empty_index() -> None:
    """Make the index where it holds nothing; one that holds anything is left as it is."""
    if not EntryTokens.objects.exists():
        rebuild_index()


def unindex(keys: Sequence[int] | None) -> None:
    """Take entries out of the index; None for all."""
    rows = EntryTokens.objects.all() if keys is None else EntryTokens.objects.filter(pk__in=keys)
    if connection.vendor == "sqlite":
        forget_text(keys)
    rows.delete()
    (EntryIndex.objects.all() if keys is None else EntryIndex.objects.filter(pk__in=keys)).delete()


def write(entries: list[Entry], lists: Lists) -> None:
    """Insert the rows of these entries."""
    if not entries:
        return
    keys = [entry.pk for entry in entries]
    sectors = sectors_of(keys)
    own = particulars_of(entries)
    profiles = save_profiles([profile_of(entry, sectors[entry.pk], own[entry.pk]) for entry in entries])
    EntryIndex.objects.bulk_create(
        index_row(entry, profile, own[entry.pk], lists)
        for entry, profile in zip(entries, profiles, strict=True)
    )
    documents = [
        document_of(entry, profile, sectors[entry.pk], own[entry.pk], lists)
        for entry, profile in zip(entries, profiles, strict=True)
    ]
    EntryTokens.objects.bulk_create(document.tokens for document in documents)
    if connection.vendor == "sqlite":
        remember_text(keys)
    save_words(documents)


def sectors_of(keys: list[int]) -> dict[int, list[str]]:
    """Sector codes by entry."""
    found = defaultdict(list)
    for entry, sector in Entry.sectors.through.objects.filter(entry__in=keys).values_list("entry", "sector"):
        found[entry].append(sector)
    return found


def particulars_of(entries: list[Entry]) -> dict[int, Particulars]:
    """What each kind adds, by entry."""
    found: defaultdict[int, Particulars] = defaultdict(Particulars)
    for kind in Kind:
        keys = [entry.pk for entry in entries if entry.kind == kind]
        if keys and kind in READERS:
            found.update(READERS[kind](keys))
    return found


def save_profiles(profiles: list[FacetProfile]) -> list[FacetProfile]:
    """Insert the profiles that are new; the saved one for each given."""
    unique = {profile.key: profile for profile in profiles}
    FacetProfile.objects.bulk_create(unique.values(), ignore_conflicts=True)
    saved = {profile.key: profile for profile in FacetProfile.objects.filter(key__in=unique)}
    return [saved[profile.key] for profile in profiles]


def save_words(documents: list[Document]) -> None:
    """Add the words of these entries to the list that mistyped ones are compared with."""
    named = frozenset[str]().union(*(document.named for document in documents))
    words = named.union(*(document.words for document in documents))
    kept = {word for word in words if word.isascii() and word.isalpha() and len(word) in WORD_LENGTHS}
    known = dict(SearchWord.objects.filter(word__in=kept).values_list("word", "in_name"))
    newly_named = [word for word, in_name in known.items() if word in named and not in_name]
    SearchWord.objects.filter(word__in=newly_named).update(in_name=True)
    kept -= known.keys()
    SearchWord.objects.bulk_create(
        (SearchWord(word=word, in_name=word in named) for word in sorted(kept)), ignore_conflicts=True
    )


def forget_text(keys: Sequence[int] | None) -> None:
    """Take rows out of SQLite's full-text table, which keeps no text of its own and has to be told what it held."""
    with connection.cursor() as cursor:
        if keys is None:
            cursor.execute("INSERT INTO catalogue_entrytext(catalogue_entrytext) VALUES ('delete-all')")
            return
        cursor.execute(
            f"INSERT INTO catalogue_entrytext(catalogue_entrytext, rowid, {', '.join(COLUMNS)}) "  # noqa: S608
            f"SELECT 'delete', index_id, {', '.join(COLUMNS)} FROM catalogue_entrytokens "
            f"WHERE index_id IN ({', '.join(['%s'] * len(keys))})",
            list(keys),
        )


def remember_text(keys: Sequence[int]) -> None:
    """Put rows into SQLite's full-text table."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO catalogue_entrytext(rowid, {', '.join(COLUMNS)}) "  # noqa: S608
            f"SELECT index_id, {', '.join(COLUMNS)} FROM catalogue_entrytokens "
            f"WHERE index_id IN ({', '.join(['%s'] * len(keys))})",
            list(keys),
        )
