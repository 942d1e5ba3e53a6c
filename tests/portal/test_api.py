"""The open data API: lists, pages, and that it is the same for everybody."""

import pytest
from django.utils import timezone

from portal.catalogue.search.indexing import index_entries
from portal.front.api.lists import FILTERS
from tests.factories import (
    in_three,
    make_area,
    make_category,
    make_intake,
    make_measure,
    make_place,
    make_programme,
    make_sector,
    make_staff,
    make_user,
)
from tests.portal.api_contract import MAKERS, asked, read, refused, refused_names, the_document

pytestmark = pytest.mark.django_db

MOST = 12


class TestLists:
    def test_the_catalogue_holds_every_kind_and_each_list_its_own(self, client):
        rows = {name: make() for name, make in MAKERS.items()}
        items = read(client, "/catalogue/?limit=100").json()["items"]
        assert {item["slug"] for item in items} == {row.slug for row in rows.values()}
        for name, row in rows.items():
            (item,) = read(client, f"/{name}/").json()["items"]
            assert item["slug"] == row.slug
            assert item["api_url"] == f"http://testserver/api/v1/{name}/{row.slug}/"
            assert item["page_urls"]["zh-hant"] == f"http://testserver/zh-hant/{name}/{row.slug}/"

    def test_filters_are_those_of_the_page(self, client):
        area = make_area("hetao")
        make_measure(area=area, slug="wanted")
        make_measure(slug="elsewhere")
        for address in ("/api/v1/catalogue/", "/api/v1/measures/"):
            items = client.get(f"{address}?area=hetao").json()["items"]
            assert [item["slug"] for item in items] == ["wanted"]
        assert b"wanted" in client.get("/en/catalogue/?area=hetao").content

    def test_every_filter_of_the_page_is_documented(self):
        for path in ("/api/v1/catalogue/", "/api/v1/stories/"):
            said = {one["name"] for one in the_document()["paths"][path]["get"]["parameters"]}
            expected = FILTERS | {"lang", "limit", "cursor"}
            assert said == (expected if "catalogue" in path else expected - {"kind"})

    def test_what_is_over_is_left_out_unless_asked_for(self, client):
        make_programme(closes="2020-01-01", slug="over")
        assert read(client, "/catalogue/").json()["total"] == 0
        (item,) = read(client, "/catalogue/?ended=1").json()["items"]
        assert item["state"] == "closed"
        assert read(client, "/catalogue/?open=closed").json()["total"] == 1

    def test_empty_values_are_passed_over(self, client):
        make_place()
        assert read(client, "/catalogue/?area=&q=&sort=").json()["total"] == 1

    def test_an_open_intake_makes_its_entry_open(self, client):
        make_intake(place=make_place(), questions=False, rubric=False)
        assert read(client, "/spaces/").json()["items"][0]["state"] == "open"

    def test_what_is_not_public_is_nowhere(self, client):
        hidden = make_measure(published=False)
        gone = make_place(archived_at=timezone.now())
        index_entries([hidden.pk, gone.pk])
        assert read(client, "/catalogue/?ended=1").json()["items"] == []
        for path in (f"/measures/{hidden.slug}/", f"/spaces/{gone.slug}/"):
            assert refused(client, path, 404)["type"].endswith("/api/v1/problems/not-found/")

    def test_the_list_takes_as_many_queries_for_one_row_as_for_thirty(self, client):
        area, category = make_area("hetao"), make_category("rent")
        make_intake(measure=make_measure(area=area, category=category), questions=False, rubric=False)
        asked(client, "/api/v1/catalogue/?area=hetao")
        one = asked(client, "/api/v1/catalogue/?area=hetao")
        for _ in range(6):
            make_intake(measure=make_measure(area=area, category=category), questions=False, rubric=False)
            for make in MAKERS.values():
                make(area=area, sectors=[make_sector(), make_sector()])
        asked(client, "/api/v1/catalogue/?area=hetao&limit=50")
        assert asked(client, "/api/v1/catalogue/?area=hetao&limit=50") == one <= MOST
        assert asked(client, "/api/v1/measures/?area=hetao&sort=name&lang=zh-hans&q=measure") <= MOST


class TestPaging:
    def walk(self, client, path: str, between=lambda: None) -> list[str]:
        """The slugs of every page, following `next`; `between` is called before each further one."""
        slugs, address = [], path
        while address:
            body = read(client, address).json()
            slugs += [item["slug"] for item in body["items"]]
            address = (body["next"] or "").removeprefix("http://testserver/api/v1")
            between()
        return slugs

    @pytest.mark.parametrize("sort", ["newest", "name", "closing", "amount", ""])
    @pytest.mark.parametrize("lang", ["en", "zh-hans"])
    def test_pages_are_the_whole_list_in_order(self, client, sort, lang):
        for number in range(7):
            make_programme(as_of=f"2025-0{number % 3 + 1}-01", closes=f"2030-01-0{number % 2 + 1}")
        whole = self.walk(client, f"/catalogue/?sort={sort}&lang={lang}&limit=100")
        assert len(whole) == 7
        assert self.walk(client, f"/catalogue/?sort={sort}&lang={lang}&limit=2") == whole

    def test_words_are_paged_too(self, client):
        for _ in range(5):
            make_place(**in_three(name="Rent office"))
        whole = self.walk(client, "/catalogue/?q=rent&limit=100")
        assert len(whole) == 5
        assert self.walk(client, "/catalogue/?q=rent&limit=2") == whole

    def test_new_rows_neither_repeat_nor_hide_others(self, client):
        before = [make_place(as_of="2025-06-30").slug for _ in range(5)]
        seen = self.walk(client, "/catalogue/?limit=2", between=lambda: make_place(as_of="2026-01-01"))
        assert sorted(set(seen) & set(before)) == sorted(before)
        assert len(seen) == len(set(seen))

    def test_the_next_page_is_a_link_too(self, client):
        make_place(), make_place()
        response = read(client, "/catalogue/?limit=1&lang=zh-hant")
        assert f'<{response.json()["next"]}>; rel="next"' in response["Link"]
        assert 'rel="license"' in response["Link"]
        last = read(client, response.json()["next"].removeprefix("http://testserver/api/v1"))
        assert last.json()["next"] is None
        assert 'rel="next"' not in last["Link"]

    @pytest.mark.parametrize("cursor", ["x", "eyJ9", "é", "a:b", "W10:", "%00"[1:], "x" * 5000])
    def test_a_malformed_cursor_is_refused_by_name(self, client, cursor):
        assert refused_names(client, f"/catalogue/?cursor={cursor}") == ["cursor"]

    def test_a_cursor_holds_for_its_own_list_only(self, client):
        make_place(), make_place()
        cursor = read(client, "/catalogue/?limit=1").json()["next"].partition("cursor=")[2]
        assert client.get(f"/api/v1/catalogue/?limit=50&cursor={cursor}").status_code == 200
        for path in ("/catalogue/?sort=name", "/catalogue/?lang=zh-hans", "/spaces/?limit=1"):
            assert refused_names(client, f"{path}&cursor={cursor}") == ["cursor"]

    def test_a_cursor_of_an_order_that_is_no_more_is_refused(self, client):
        """What holds any of the words is no longer shown once something holds them all."""
        make_place(**in_three(name="Room")), make_place(**in_three(name="Harbour"))
        cursor = read(client, "/catalogue/?q=room+harbour&limit=1").json()["next"].partition("cursor=")[2]
        make_place(**in_three(name="Room at the harbour"))
        assert refused_names(client, f"/catalogue/?q=room+harbour&cursor={cursor}") == ["cursor"]

    @pytest.mark.parametrize("limit", ["0", "101", "-1", "one", "1.5", "9" * 40, ""])
    def test_a_limit_out_of_range_is_refused_by_name(self, client, limit):
        assert refused_names(client, f"/catalogue/?limit={limit}") == ["limit"]


class TestForEverybody:
    def test_any_site_may_read(self, client):
        for path in ("/catalogue/", "/nothing", "/catalogue.csv"):
            response = client.get(f"/api/v1{path}", headers={"Origin": "https://elsewhere.example"})
            assert response["Access-Control-Allow-Origin"] == "*"
            assert "ETag" in response["Access-Control-Expose-Headers"]
        response = client.options("/api/v1/catalogue/")
        assert response.status_code == 204
        assert response["Access-Control-Allow-Methods"] == response["Allow"] == "GET, HEAD, OPTIONS"
        assert "Access-Control-Allow-Origin" not in client.get("/en/")

    @pytest.mark.parametrize("make", [make_user, make_staff, lambda: make_staff(second_factor=False)])
    def test_who_asks_makes_no_difference(self, client, django_assert_num_queries, make):
        make_place()
        address = "/api/v1/catalogue/?lang=zh-hans"
        stranger = client.get(address)
        number = asked(client, address)
        client.force_login(make())
        client.cookies["django_language"] = "zh-hant"
        known = client.get(address, headers={"Accept-Language": "en"})
        assert known.content == stranger.content
        assert known["ETag"] == stranger["ETag"]
        assert not known.cookies
        assert known["Cache-Control"] == "public, max-age=60"
        assert "Cookie" not in known.get("Vary", "")
        assert "Accept-Language" not in known.get("Vary", "")
        with django_assert_num_queries(number):
            client.get(address)

    def test_head_is_get_without_a_body(self, client):
        for path in ("/catalogue/", "/catalogue.json"):
            whole, head = client.get(f"/api/v1{path}"), client.head(f"/api/v1{path}")
            assert head.status_code == 200
            assert head.getvalue() == b""
            assert head["ETag"] == whole["ETag"]
        assert client.head("/api/v1/nothing").status_code == 404

    def test_the_language_is_named(self, client):
        assert read(client, "/areas/?lang=zh-hant")["Content-Language"] == "zh-Hant-HK"
        assert read(client, "/areas/")["Content-Language"] == "en"
