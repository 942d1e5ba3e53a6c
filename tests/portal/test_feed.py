"""The Atom feed of the catalogue."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.catalogue.enums import ChangeKind
from portal.catalogue.models import Change
from tests.factories import in_three, make_area, make_measure, make_place

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def change(entry, what=ChangeKind.ADDED, days=0, **fields) -> Change:
    return Change.objects.create(entry=entry, what=what, at=timezone.now() - timedelta(days=days), **fields)


def read(client, query: str = "", language: str = "en"):
    response = client.get(f"/{language}/feed.atom{query}")
    assert response.status_code == 200, response.content[:300]
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def titles(feed) -> list[str]:
    return [node.text for node in feed.findall("a:entry/a:title", ATOM)]


def text(node, path: str) -> str:
    found = node.find(path, ATOM)
    assert found is not None, path
    return found.text or ""


def href(node, rel: str) -> str:
    return node.find(f"a:link[@rel='{rel}']", ATOM).get("href")


def test_newest_first_with_what_changed_in_words(client):
    measure = make_measure(slug="rent", **in_three(name="Rent & more", summary="Half <b>of</b> it."))
    change(measure, days=3)
    change(measure, ChangeKind.CHANGED, days=1, fields=["benefits", "closes"], version=2)
    change(make_place(slug="lab", **in_three(name="Lab")), ChangeKind.RESTORED, days=2)
    feed = read(client)
    assert titles(feed) == ["Changed: Rent & more", "Back in the catalogue: Lab", "New: Rent & more"]
    first, _second, last = feed.findall("a:entry", ATOM)
    assert text(first, "a:summary") == (
        "<p>Version 2. What changed: benefits and closing date.</p><p>Half &lt;b&gt;of&lt;/b&gt; it.</p>"
    )
    assert text(last, "a:summary") == "<p>Half &lt;b&gt;of&lt;/b&gt; it.</p>"
    assert href(first, "alternate") == "http://testserver/en/measures/rent/"
    assert {node.get("term") for node in first.findall("a:category", ATOM)} == {
        "measure",
        measure.area_id,
        measure.category_id,
    }


def test_the_head_of_the_feed(client, settings):
    settings.SITE_URL = "https://portal.example.org"
    row = change(make_place())
    feed = read(client, "?kind=space&kind=measure&page=2&sort=name&utm=x", "zh-hant")
    assert feed.get(LANG) == "zh-Hant-HK"
    assert href(feed, "self") == "https://portal.example.org/zh-hant/feed.atom?kind=measure&kind=space"
    assert href(feed, "alternate") == "https://portal.example.org/zh-hant/catalogue/?kind=measure&kind=space"
    assert text(feed, "a:updated") == row.at.isoformat()
    assert text(feed, "a:author/a:name")
    assert text(feed, "a:author/a:uri") == "https://portal.example.org/zh-hant/"


def test_ids_are_stable_and_differ_by_language(client, settings):
    row = change(make_place())
    ids = {language: text(read(client, language=language), "a:entry/a:id") for language in ("en", "zh-hans")}
    assert ids == {
        "en": f"tag:testserver,2026:en/change/{row.pk}",
        "zh-hans": f"tag:testserver,2026:zh-hans/change/{row.pk}",
    }
    assert text(read(client, "?kind=space"), "a:entry/a:id") == ids["en"], "the same change in another feed"
    assert text(read(client), "a:id") != text(read(client, "?kind=space"), "a:id")


def test_names_are_those_of_the_language(client):
    change(make_place(slug="lab", **in_three(name="Lab")))
    assert titles(read(client, language="zh-hans"))[0].endswith("Lab（简）")


def test_filters_are_those_of_the_page(client):
    hetao, qianhai = make_area("hetao"), make_area("qianhai")
    change(make_place(area=hetao, **in_three(name="Lab")), days=1)
    change(make_measure(area=hetao, **in_three(name="Rent")), days=2)
    change(make_measure(area=qianhai, **in_three(name="Fund")), days=3)
    assert titles(read(client, "?area=hetao")) == ["New: Lab", "New: Rent"]
    assert titles(read(client, "?kind=measure")) == ["New: Rent", "New: Fund"]
    assert titles(read(client, "?kind=measure&area=hetao&q=")) == ["New: Rent"]
    assert titles(read(client, "?q=fund")) == ["New: Fund"]


def test_the_title_names_the_filters(client):
    assert text(read(client), "a:title") == "Hetao Launchpad: new and changed"
    assert text(read(client, "?kind=measure"), "a:title") == "Hetao Launchpad: new and changed (Measures)"


def test_what_is_over_is_news_and_what_is_gone_is_not(client):
    over = make_measure(status="expired", **in_three(name="Over"))
    change(over, ChangeKind.CHANGED, fields=["status"])
    gone = make_place(archived_at=timezone.now())
    change(gone)
    change(gone, ChangeKind.ARCHIVED)
    change(make_measure(published=False))
    assert titles(read(client)) == titles(read(client, "?kind=measure")) == ["Changed: Over"]
    assert titles(read(client, "?open=open")) == []


def test_samples_are_marked(client):
    change(make_place(is_sample=True, **in_three(name="Lab")))
    assert titles(read(client)) == ["New: Lab (sample)"]


def test_fifty_at_most(client):
    place = make_place()
    for day in range(53):
        change(place, ChangeKind.CHANGED, days=day, fields=["name"])
    assert len(titles(read(client))) == 50


@pytest.mark.parametrize("empty", [True, False])
def test_nothing_is_sent_twice(client, empty):
    if not empty:
        change(make_place())
    first = client.get("/en/feed.atom")
    assert first["ETag"]
    assert "public" in first["Cache-Control"]
    again = client.get("/en/feed.atom", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    dated = client.get("/en/feed.atom", headers={"If-Modified-Since": first["Last-Modified"]})
    assert dated.status_code == 304
    change(make_place(), days=-1)
    assert client.get("/en/feed.atom", headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "?kind=unheard-of",
        "?sort=x",
        "?area=nowhere",
        "?open=maybe",
        "?ended=2",
        "?amount=x",
        f"?q={'a' * 300}",
    ],
)
@pytest.mark.parametrize("name", ["feed.atom", "windows.ics"])
def test_a_filter_that_nobody_knows_is_refused(client, name, query):
    response = client.get(f"/en/{name}{query}")
    assert response.status_code == 400
    assert "filter we do not know" in response.content.decode()
    assert "max-age" not in response.get("Cache-Control", "")


@pytest.mark.parametrize("name", ["feed.atom", "windows.ics"])
def test_as_many_queries_for_one_row_as_for_thirty(client, name):
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(f"/en/{name}?kind=measure").status_code == 200
        return len(queries)

    def add(number: int) -> None:
        for _ in range(number):
            change(make_measure(closes=timezone.now().date()))

    add(1)
    client.get(f"/en/{name}?kind=measure")
    add(1)
    few = count()
    add(29)
    assert count() == few <= 12


def test_only_read(client):
    assert client.post("/en/feed.atom").status_code == 405


@pytest.mark.parametrize(
    "query",
    [
        "?q=%F0%9F%9A%80",
        "?q=%ED%A0%80",
        "?q=%22+OR+%22%29+NEAR%28",
        "?q=*%3A%26%7C%21",
        "?page=9999999999999999999&cursor=x",
        "?%5B%5D=1&kind",
        "?kind=measure" + "&area=hetao" * 500,
    ],
)
@pytest.mark.parametrize("name", ["feed.atom", "windows.ics"])
def test_odd_queries_are_answered(client, name, query):
    make_area("hetao")
    change(make_measure(closes=timezone.now().date()))
    assert client.get(f"/en/{name}{query}").status_code == 200


@pytest.mark.parametrize("name", ["feed.atom", "windows.ics"])
def test_nul_is_refused(client, name):
    assert client.get(f"/en/{name}?q=%00").status_code == 400


def test_words_that_xml_cannot_hold_are_left_out_of_the_title(client):
    make_measure()
    feed = read(client, "?q=a%01b%EF%BF%BF")
    assert "Search: ab" in text(feed, "a:title")
