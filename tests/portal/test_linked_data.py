"""What pages tell search engines and those who share them."""

import json
import re
from datetime import date

import pytest
from django.utils.html import escape

from tests.factories import (
    in_three,
    make_area,
    make_category,
    make_incubator,
    make_intake,
    make_measure,
    make_place,
    make_platform,
    make_programme,
    make_source,
    make_story,
)

pytestmark = pytest.mark.django_db

SITE = "https://portal.example.org"
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


def page_of(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def data(client, address: str) -> dict:
    blocks = BLOCK.findall(page_of(client, address))
    assert len(blocks) == 1
    found = json.loads(blocks[0])
    assert found["@context"] == "https://schema.org"
    return found


def thing(client, address: str) -> dict:
    return next(node for node in data(client, address)["@graph"] if node["@id"].endswith("#entry"))


def metas(page: str) -> dict[str, list[str]]:
    """Properties of the page's head, as Open Graph has them."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', page):
        found.setdefault(name, []).append(value)
    return found


class TestThings:
    def test_a_measure_is_a_service_of_the_state(self, client):
        make_measure(
            slug="rent",
            area=make_area("hetao", **in_three(name="The zone")),
            category=make_category("rent", **in_three(name="Rent")),
            opens=date(2026, 1, 1),
            closes=date(2030, 1, 31),
            **in_three(name="Office rent", summary="Half of it."),
        )
        found = thing(client, "/en/measures/rent/")
        assert found == {
            "@id": f"{SITE}/en/measures/rent/#entry",
            "@type": "GovernmentService",
            "name": "Office rent",
            "alternateName": ["Office rent（简）", "Office rent（繁）"],
            "description": "Half of it.",
            "mainEntityOfPage": {"@id": f"{SITE}/en/measures/rent/"},
            "serviceType": "Rent",
            "provider": {"@type": "Organization", "name": "Administration of the zone"},
            "areaServed": {"@type": "Place", "name": "The zone"},
            "offers": {
                "@type": "Offer",
                "availabilityStarts": "2026-01-01",
                "availabilityEnds": "2030-01-31",
            },
        }

    def test_a_grant_names_its_sums(self, client):
        measure = make_measure(slug="rent")
        assert "serviceOutput" not in thing(client, "/en/measures/rent/"), "a refund is no grant"
        version = measure.current
        version.instrument = "grant"
        version.save()
        version.benefits.update(per="firm")
        assert thing(client, "/en/measures/rent/")["serviceOutput"] == [
            {
                "@type": "MonetaryGrant",
                "amount": {"@type": "MonetaryAmount", "currency": "CNY", "maxValue": 500000.0},
            }
        ]

    def test_where_to_apply(self, client):
        measure = make_measure(slug="rent")
        make_intake(code="made-up", measure=measure, is_sample=True)
        assert "availableChannel" not in thing(client, "/en/measures/rent/")
        make_intake(code="spring", measure=measure, **in_three(title="Spring"))
        assert thing(client, "/zh-hans/measures/rent/")["availableChannel"] == [
            {"@type": "ServiceChannel", "name": "Spring（简）", "serviceUrl": f"{SITE}/zh-hans/apply/spring/"}
        ]

    def test_the_other_kinds(self, client):
        make_programme(slug="camp")
        make_incubator(slug="host", website="https://host.example.org/", established="2018-06")
        make_place(slug="lab", amenities_en="Gas\nWater")
        make_platform(slug="chips")
        make_story(slug="told", firm_en="Sample Firm")
        assert thing(client, "/en/programmes/camp/")["@type"] == "Service"
        host = thing(client, "/en/incubators/host/")
        assert (host["@type"], host["url"], host["foundingDate"]) == (
            "Organization",
            "https://host.example.org/",
            "2018-06",
        )
        lab = thing(client, "/en/spaces/lab/")
        assert (lab["@type"], lab["address"]) == ("Place", "2 Sample Road")
        assert [feature["name"] for feature in lab["amenityFeature"]] == ["Gas", "Water"]
        assert thing(client, "/en/platforms/chips/")["@type"] == "Place"
        told = thing(client, "/en/stories/told/")
        assert (told["@type"], told["about"]["name"]) == ("Article", "Sample Firm")

    def test_nothing_empty_is_said(self, client):
        make_incubator(slug="host")
        assert {"url", "foundingDate", "parentOrganization"}.isdisjoint(thing(client, "/en/incubators/host/"))


class TestPages:
    def test_the_page_of_an_entry(self, client):
        source = make_source(
            title="Notice", publisher="The office", url="https://example.org/n", published="2025-03"
        )
        place = make_place(slug="lab", sources=[source], **in_three(name="Lab"))
        page, _thing, crumbs = data(client, "/zh-hant/spaces/lab/")["@graph"]
        address = f"{SITE}/zh-hant/spaces/lab/"
        assert (page["@type"], page["url"], page["inLanguage"]) == ("WebPage", address, "zh-Hant-HK")
        assert page["dateModified"] == place.updated_at.isoformat()
        assert page["citation"] == [
            {
                "@type": "CreativeWork",
                "name": "Notice",
                "url": "https://example.org/n",
                "datePublished": "2025-03",
                "publisher": {"@type": "Organization", "name": "The office"},
            }
        ]
        assert page["breadcrumb"] == {"@id": crumbs["@id"]}
        assert [(step["position"], step["item"]) for step in crumbs["itemListElement"]] == [
            (1, f"{SITE}/zh-hant/"),
            (2, f"{SITE}/zh-hant/catalogue/"),
            (3, address),
        ]

    def test_the_list(self, client):
        area = make_area("hetao")
        for number in range(23):
            make_place(slug=f"lab-{number:02}", area=area, **in_three(name=f"Lab {number:02}"))
        found = data(client, "/en/catalogue/?sort=name&kind=space&page=2")
        assert found["url"] == f"{SITE}/en/catalogue/?kind=space&page=2"
        assert found["mainEntity"]["numberOfItems"] == 23
        assert found["mainEntity"]["itemListElement"][0] == {
            "@type": "ListItem",
            "position": 21,
            "url": f"{SITE}/en/spaces/lab-20/",
        }

    def test_the_site_can_be_searched(self, client):
        found = data(client, "/zh-hans/")
        assert found["@type"] == "WebSite"
        assert found["potentialAction"]["target"]["urlTemplate"] == (
            f"{SITE}/zh-hans/catalogue/?q={{search_term_string}}"
        )

    @pytest.mark.parametrize(
        "text", ["</script><script>alert(1)</script>", "<!-- <script>", "&lt;/script&gt;", '"\\']
    )
    def test_no_text_ends_the_block(self, client, text):
        make_place(slug="lab", **in_three(name=text, summary=text))
        assert thing(client, "/en/spaces/lab/")["name"] == text
        assert "<script>alert" not in page_of(client, "/en/spaces/lab/")

    def test_samples_are_not_offered_to_search_engines(self, client):
        make_place(slug="lab", is_sample=True)
        page = page_of(client, "/en/spaces/lab/")
        assert BLOCK.findall(page) == []
        assert '<meta name="robots" content="noindex">' in page
        assert 'rel="canonical"' not in page


class TestHead:
    @pytest.mark.parametrize(
        ("query", "kept"),
        [
            ("", ""),
            ("?page=1&sort=name&utm_source=x&q=", ""),
            (
                "?sort=name&area=hetao&kind=space&kind=measure&kind=",
                "?kind=measure&amp;kind=space&amp;area=hetao",
            ),
            ("?area=hetao&kind=space&page=2", "?kind=space&amp;area=hetao&amp;page=2"),
        ],
    )
    def test_the_same_list_has_one_address(self, client, query, kept):
        area = make_area("hetao")
        for _ in range(21):
            make_place(area=area)
        page = page_of(client, f"/en/catalogue/{query}")
        assert f'<link rel="canonical" href="{SITE}/en/catalogue/{kept}">' in page
        assert f'hreflang="zh-Hant-HK" href="{SITE}/zh-hant/catalogue/{kept}">' in page
        assert "noindex" not in page

    def test_searches_are_not_listed(self, client):
        page = page_of(client, "/en/catalogue/?q=rent")
        assert '<meta name="robots" content="noindex">' in page
        assert 'rel="canonical"' not in page

    def test_addresses_never_come_from_the_host_header(self, client, settings):
        settings.ALLOWED_HOSTS = ["*"]
        response = client.get("/en/catalogue/", headers={"Host": "evil.example.com"})
        assert "evil.example.com" not in response.content.decode()
        for address in (
            "/en/feed.atom",
            "/en/windows.ics",
            "/sitemap.xml",
            "/sitemap-pages.xml",
            "/robots.txt",
        ):
            found = client.get(address, headers={"Host": "evil.example.com"})
            assert b"evil.example.com" not in found.content, address

    def test_pages_of_ones_own_are_nobodys_to_list(self, client):
        page = page_of(client, "/en/accounts/login/")
        assert 'rel="canonical"' not in page
        assert "og:title" not in page

    @pytest.mark.parametrize("address", ["/en/nowhere/", "/en/measures/nowhere/", "/en/catalogue/?kind=x"])
    def test_refusals_have_no_address(self, client, address):
        page = client.get(address).content.decode()
        assert 'rel="canonical"' not in page

    def test_a_shared_entry(self, client):
        make_place(slug="lab", **in_three(name='Lab "A" & B', summary="What it is."))
        found = metas(page_of(client, "/zh-hant/spaces/lab/"))
        assert found["og:title"] == [escape('Lab "A" & B（繁）')]
        assert found["og:description"] == ["What it is.（繁）"]
        assert found["og:type"] == ["article"]
        assert found["og:url"] == [f"{SITE}/zh-hant/spaces/lab/"]
        assert (found["og:locale"], found["og:locale:alternate"]) == (["zh_HK"], ["en_GB", "zh_CN"])
        assert found["og:image"] == [f"{SITE}/zh-hant/og/lab.png"]
        assert (found["og:image:width"], found["og:image:height"]) == (["1200"], ["630"])
        assert found["twitter:card"] == ["summary_large_image"]
        assert client.get(found["og:image"][0].removeprefix(SITE)).status_code == 200

    @pytest.mark.parametrize("address", ["/en/", "/en/catalogue/?kind=space"])
    def test_a_shared_page(self, client, address):
        found = metas(page_of(client, address))
        assert found["og:title"][0]
        assert found["og:image"] == [f"{SITE}/en/og.png"]
        assert found["og:url"] == [f"{SITE}{address}"]

    def test_every_list_leads_to_its_feed_and_its_calendar(self, client):
        make_area("hetao")
        make_place()
        page = page_of(client, "/en/catalogue/?sort=name&q=space&kind=space")
        feed = "/en/feed.atom?kind=space&amp;q=space"
        assert (
            f'<link rel="alternate" type="application/atom+xml" title="New and changed" href="{feed}">'
            in page
        )
        assert f'<a href="{feed}" type="application/atom+xml">' in page
        assert '<a href="/en/windows.ics?kind=space&amp;q=space" type="text/calendar">' in page

    def test_titles_are_escaped_once(self, client):
        make_place(slug="lab", **in_three(name="Labs & <b>co</b>"))
        page = page_of(client, "/en/spaces/lab/")
        assert "<title>Labs &amp; &lt;b&gt;co&lt;/b&gt; · Hetao Launchpad</title>" in page
        assert metas(page)["og:title"] == ["Labs &amp; &lt;b&gt;co&lt;/b&gt;"]
