"""robots.txt and the sitemap."""

import re
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django.utils import timezone
from django.utils.timezone import localdate

from portal.front import sitemaps
from portal.kernel.languages import CODES
from portal.settings.public_routes import INDEXED_ROUTES, PUBLIC_ROUTES
from tests.architecture.test_routes import an_address, patterns
from tests.factories import (
    make_incubator,
    make_measure,
    make_place,
    make_platform,
    make_programme,
    make_story,
)

pytestmark = pytest.mark.django_db

NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
SITE = "https://portal.example.org"


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


def read(client, address: str):
    response = client.get(address)
    assert response.status_code == 200, response.content[:300]
    assert response["Content-Type"] == "application/xml"
    return ElementTree.fromstring(response.content)


def urls(client, address: str) -> dict[str, dict[str, str]]:
    """Each address of a file with its alternates."""
    return {
        node.find("s:loc", NS).text: {
            link.get("hreflang"): link.get("href") for link in node.findall("x:link", NS)
        }
        for node in read(client, address).findall("s:url", NS)
    }


def test_the_index_names_every_file(client, monkeypatch):
    monkeypatch.setattr(sitemaps.Entries, "limit", 2)
    for _ in range(5):
        make_place()
    root = read(client, "/sitemap.xml")
    found = [node.text for node in root.findall("s:sitemap/s:loc", NS)]
    assert found[0] == f"{SITE}/sitemap-pages.xml"
    assert [f"{SITE}/sitemap-entries.xml{page}" for page in ("", "?p=2", "?p=3")] == [
        each for each in found if "entries" in each
    ]
    assert root.find("s:sitemap[3]/s:lastmod", NS).text
    assert [len(urls(client, address.removeprefix(SITE))) for address in found[2:]] == [6, 6, 3]


def test_entries_of_every_kind_in_every_language(client):
    makers = (make_measure, make_programme, make_incubator, make_place, make_platform, make_story)
    for number, make in enumerate(makers):
        make(slug=f"entry-{number}")
    found = urls(client, "/sitemap-entries.xml")
    assert len(found) == len(makers) * len(CODES)
    assert f"{SITE}/zh-hant/stories/entry-5/" in found
    for address in found:
        assert client.get(address.removeprefix(SITE)).status_code == 200


def test_alternates_are_reciprocal_and_the_same_on_the_page(client):
    make_measure(slug="rent")
    for file in ("/sitemap-entries.xml", "/sitemap-zones.xml", "/sitemap-pages.xml"):
        found = urls(client, file)
        for address, others in found.items():
            assert list(others) == ["en", "zh-Hant-HK", "zh-Hans-CN", "x-default"]
            assert address in others.values()
            assert others["x-default"] == others["en"]
            for other in others.values():
                assert found[other] == others
            page = client.get(address.removeprefix(SITE)).content.decode()
            links = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page)
            assert dict(links) == others, address
            assert f'<link rel="canonical" href="{address}">' in page


def test_what_is_not_public_or_made_up_stays_out(client):
    make_measure(published=False)
    make_place(archived_at=timezone.now())
    make_place(is_sample=True)
    assert urls(client, "/sitemap-entries.xml") == {}


def test_last_changes_are_days(client):
    place = make_place()
    node = read(client, "/sitemap-entries.xml").find("s:url/s:lastmod", NS)
    assert node.text == localdate(place.updated_at).isoformat()


def test_every_page_that_may_be_listed_is_in_it(client):
    fixed = urls(client, "/sitemap-pages.xml")
    assert {f"{SITE}/en/", f"{SITE}/en/catalogue/"} <= set(fixed)
    gapless = [name for route, name, _ in patterns() if name in INDEXED_ROUTES and "<" not in route]
    assert len(fixed) == len(gapless) * len(CODES)
    assert INDEXED_ROUTES < PUBLIC_ROUTES


@pytest.mark.parametrize(
    "address", ["/sitemap-nothing.xml", "/sitemap-entries.xml?p=9", "/sitemap-entries.xml?p=x"]
)
def test_no_such_file(client, address):
    assert client.get(address).status_code == 404


def test_a_file_reads_its_own_rows_only(client, monkeypatch):
    monkeypatch.setattr(sitemaps.Entries, "limit", 3)
    for _ in range(7):
        make_place()
    with CaptureQueriesContext(connection) as queries:
        client.get("/sitemap-entries.xml?p=2")
    assert len(queries) == 2
    assert "LIMIT 3 OFFSET 3" in queries[1]["sql"]
    assert "summary" not in queries[1]["sql"]
    with CaptureQueriesContext(connection) as queries:
        client.get("/sitemap.xml")
    assert len(queries) <= 6


class TestRobots:
    def rules(self, client) -> list[str]:
        response = client.get("/robots.txt")
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        return response.content.decode().splitlines()

    def is_closed(self, rules: list[str], address: str) -> bool:
        """What a crawler makes of the rules: `*` stands for anything."""
        closed = [line.removeprefix("Disallow: ") for line in rules if line.startswith("Disallow: ")]
        return any(re.match(re.escape(rule).replace(r"\*", ".*"), address) for rule in closed)

    def test_it_names_the_sitemap(self, client):
        assert f"Sitemap: {SITE}/sitemap.xml" in self.rules(client)
        assert self.rules(client)[0] == "User-agent: *"

    def test_what_asks_for_sign_in_is_closed(self, client):
        rules = self.rules(client)
        open_doors = [
            an_address(route)
            for route, name, _ in patterns(get_resolver())
            if name not in PUBLIC_ROUTES and not self.is_closed(rules, an_address(route))
        ]
        assert open_doors == []

    def test_what_may_be_listed_is_open(self, client):
        rules = self.rules(client)
        for route, name, _ in patterns(get_resolver()):
            if name in INDEXED_ROUTES or name.endswith("-card"):
                assert not self.is_closed(rules, an_address(route)), name

    @pytest.mark.parametrize(
        ("query", "closed"),
        [
            ("", False),
            ("?kind=measure", False),
            ("?page=2", False),
            ("?kind=measure&area=hetao", True),
            ("?q=rent", True),
            ("?sort=name", True),
        ],
    )
    def test_one_filter_at_a_time(self, client, query, closed):
        assert self.is_closed(self.rules(client), f"/zh-hans/catalogue/{query}") is closed
