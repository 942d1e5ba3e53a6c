"""What founders type finds what they mean: `tests/gold/search.yaml`, on the real catalogue."""

import os
from datetime import date
from pathlib import Path

import pytest
import yaml
from django.http import QueryDict
from django.utils.translation import override

from portal.catalogue.models import Entry
from portal.front import listing
from portal.front.importing.run import import_catalogue
from portal.front.importing.shape import OWN_CATALOGUE
from portal.front.importing.vocabulary import import_vocabulary
from portal.front.listing import Search, search

GOLD = Path(__file__).parent.parent / "gold"
#: The day on which the queries were written: what ends later would drop out of the lists.
WRITTEN_ON = date(2026, 11, 22)
LEAST = 0.95
HEAD = """\
# The first ten entries that each gold query finds, the same on SQLite and PostgreSQL.
# Written by: WRITE_GOLD=1 make test ARGS=tests/search/test_gold.py
"""


@pytest.fixture
def first_ten(db, monkeypatch) -> dict[str, list[str]]:
    """The first ten entries that each query finds, by query and language."""
    for module in ("portal.front.filters", "portal.kernel.clock"):
        monkeypatch.setattr(f"{module}.today", lambda: WRITTEN_ON)
    import_catalogue(OWN_CATALOGUE)
    import_vocabulary()
    slugs = dict(Entry.objects.values_list("pk", "slug"))
    return {row["query"]: [slugs[key] for key in look_for(row).keys(0, 10)] for row in queries()}


def look_for(row: dict) -> Search:
    query = QueryDict(mutable=True)
    query["q"] = row["query"]
    with override(row["from"]):
        return search(query)


def queries() -> list[dict]:
    return yaml.safe_load((GOLD / "search.yaml").read_text(encoding="utf-8"))


def test_the_first_three_hold_what_was_meant(first_ten, monkeypatch):
    rows = queries()
    missed = [row["query"] for row in rows if not set(row["expect"]) & set(first_ten[row["query"]][:3])]
    share = 1 - len(missed) / len(rows)
    assert len(rows) >= 60
    assert {row["from"] for row in rows} == {"en", "zh-hant", "zh-hans"}
    assert share >= LEAST, f"{share:.1%}; missed: {missed}"

    # The same file holds for SQLite and PostgreSQL, so both give the same order.
    path = GOLD / "first-ten.yaml"
    if os.environ.get("WRITE_GOLD"):
        path.write_text(
            HEAD + yaml.safe_dump(first_ten, allow_unicode=True, sort_keys=False), encoding="utf-8"
        )
    kept = yaml.safe_load(path.read_text(encoding="utf-8"))
    changed = {query: slugs for query, slugs in first_ten.items() if slugs != kept.get(query)}
    hint = f"If the ranking or the catalogue changed on purpose, write {path.name} again: see its head."
    assert not changed, f"{hint} {changed}"

    # Read place by place, as it is done where very many entries hold the words, the order is the same.
    whole = {row["query"]: look_for(row).keys(0, 30) for row in rows}
    monkeypatch.setattr(listing, "BROAD", 0)
    for start, stop in ((0, 10), (5, 25), (29, 30)):
        for row in rows:
            assert look_for(row).keys(start, stop) == whole[row["query"]][start:stop], (row["query"], start)
    # Nor does it matter after which row one goes on.
    for row in rows:
        found = look_for(row)
        read, last = [], None
        while len(read) < 30 and (page := found.after(last, 7)):
            read += [each.pk for each in page]
            last = found.position(page[-1])
        assert read[:30] == whole[row["query"]], row["query"]
