"""The open data API: whole entries, and the lists of codes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.catalogue.models import Change, Relation
from programs.models import Benefit, Criterion, StoryUse
from tests.factories import (
    in_three,
    make_area,
    make_category,
    make_fact,
    make_intake,
    make_measure,
    make_place,
    make_sector,
    make_source,
    make_story,
    make_version,
)
from tests.portal.api_contract import (
    MAKERS,
    asked,
    read,
    refused,
)

pytestmark = pytest.mark.django_db


class TestDetails:
    def test_a_measure_whole(self, client):
        measure = make_measure(sources=[make_source(published="2025-03")])
        version = measure.current
        Benefit.objects.create(
            version=version, amount="30000.50", currency="CNY", position=1, **in_three(text="Flat")
        )
        rule = {"fact": make_fact().name, "op": "<=", "value": 5}
        Criterion.objects.create(version=version, rule=rule, position=1, **in_three(text="Young"))
        make_version(measure, state="retired")
        intake = make_intake(measure=measure, questions=False, rubric=False)
        later = make_intake(
            measure=measure,
            opens_at=timezone.now() + timedelta(days=5),
            questions=False,
            rubric=False,
        )
        make_intake(measure=measure, is_published=False, questions=False, rubric=False)
        body = read(client, f"/measures/{measure.slug}/", "/measures/{slug}/").json()
        assert [(row["rate"], row["cap"], row["amount"]) for row in body["benefits"]] == [
            ("0.5", "500000", None),
            (None, None, "30000.5"),
        ]
        assert body["criteria"][1] == {"text": "Young", "rule": rule}
        assert body["papers"] == ["Business licence"]
        assert body["sources"][0]["published"] == "2025-03"
        assert [(row["code"], row["state"]) for row in body["intakes"]] == [
            (intake.code, "open"),
            (later.code, "later"),
        ]
        assert body["intakes"][0]["apply_url"] == f"http://testserver/en/apply/{intake.code}/"
        assert body["state"] == "open"
        assert [row["number"] for row in body["versions"]] == [2, 1]
        assert body["version"] == 1

    @pytest.mark.parametrize("name", MAKERS)
    @pytest.mark.parametrize("lang", ["en", "zh-hant", "zh-hans"])
    def test_every_kind_in_every_language(self, client, name, lang):
        row = MAKERS[name]()
        body = read(client, f"/{name}/{row.slug}/?lang={lang}", f"/{name}/{{slug}}/").json()
        mark = {"en": "", "zh-hant": "（繁）", "zh-hans": "（简）"}[lang]
        assert body["lang"] == lang
        assert body["name"].endswith(mark)
        assert body["area"]["name"].endswith(mark)
        assert body["page_url"] == f"http://testserver/{lang}/{name}/{row.slug}/"
        # The factory writes addresses in English only.
        assert set(body["fallback_texts"]) <= {"/address"}

    def test_an_entry_is_found_under_its_own_kind_only(self, client):
        place = make_place()
        for name in set(MAKERS) - {"spaces"}:
            refused(client, f"/{name}/{place.slug}/", 404)

    def test_a_text_in_another_language_is_told(self, client):
        place = make_place(
            caveat_en="Only in English.", operator_zh_hans="只有简体", **in_three(address="1 Sample Road")
        )
        body = read(client, f"/spaces/{place.slug}/?lang=zh-hant", "/spaces/{slug}/").json()
        assert body["caveat"] == "Only in English."
        assert body["fallback_texts"] == {"/caveat": "en", "/operator": "zh-hans"}

    def test_relations_are_told_from_both_sides(self, client):
        one, other, hidden = make_measure(), make_measure(), make_measure(published=False)
        Relation.objects.create(entry=one, other=other, kind="excludes", **in_three(note="Rule 3"))
        Relation.objects.create(entry=one, other=hidden, kind="stacks")
        for row, expected in ((one, other), (other, one)):
            body = read(client, f"/measures/{row.slug}/", "/measures/{slug}/").json()
            (relation,) = body["relations"]
            assert relation["kind"] == "excludes"
            assert relation["entry"]["slug"] == expected.slug
            assert relation["note"] == "Rule 3"

    def test_history_is_told_newest_first(self, client):
        place = make_place()
        day = timezone.now()
        Change.objects.create(entry=place, what="added", at=day - timedelta(days=2))
        Change.objects.create(entry=place, what="changed", fields=["rent"], at=day)
        body = read(client, f"/spaces/{place.slug}/", "/spaces/{slug}/").json()
        assert [(row["what"], row["fields"]) for row in body["changes"]] == [
            ("changed", ["rent"]),
            ("added", []),
        ]

    def test_what_a_firm_used_keeps_its_name_when_it_is_gone(self, client):
        story, gone = make_story(), make_place(archived_at=timezone.now())
        StoryUse.objects.create(story=story, entry=gone)
        StoryUse.objects.create(story=story, position=1, **in_three(text="A loan"))
        first, second = read(client, f"/stories/{story.slug}/", "/stories/{slug}/").json()["uses"]
        assert first["entry"] == {"kind": "space", "slug": None, "name": gone.name, "api_url": None}
        assert second == {"entry": None, "text": "A loan"}

    @pytest.mark.parametrize(
        "slug", ["none", "x" * 300, "%FF", "%F0%9F%A6%9C", "..%2F..%2Fetc", "a'b", "a%20b"]
    )
    def test_entries_that_do_not_exist(self, client, slug):
        refused(client, f"/measures/{slug}/", 404)

    def test_a_detail_takes_as_many_queries_however_long_it_is(self, client):
        short, long = make_measure(), make_measure(sources=[make_source() for _ in range(9)])
        for number in range(9):
            Benefit.objects.create(version=long.current, position=number, **in_three(text="Tier"))
            Change.objects.create(entry=long, what="changed", fields=["name"])
            Relation.objects.create(entry=make_measure(), other=long, kind="stacks")
            make_version(long, state="retired")
        counts = [asked(client, f"/api/v1/measures/{row.slug}/") for row in (short, long)]
        assert counts[1] <= counts[0] + 1, "one more only because the first had no relation to follow"


class TestCodes:
    def test_lists_of_codes(self, client):
        make_area("hetao"), make_sector("ai"), make_category("rent")
        make_fact("firm_size", type="choice", unit="", min=None, max=None)
        make_fact("gone", archived_at=timezone.now())
        assert read(client, "/areas/?lang=zh-hant").json()["items"][0]["name"].endswith("（繁）")
        assert read(client, "/sectors/").json()["items"][0]["code"] == "ai"
        assert read(client, "/categories/").json()["items"][0]["code"] == "rent"
        (fact,) = read(client, "/facts/?lang=zh-hans").json()["items"]
        assert fact["choices"][0] == {"code": "a", "name": "Choice a（简）"}
        assert read(client, "/codes/").json()["lists"]["state"][0] == {"code": "open", "name": "Open"}
        assert len(read(client, "/crossings/").json()["items"]) == 6
        assert read(client, "/").json()["licence"]["spdx"] == "CC-BY-4.0"

    def test_every_address_at_the_root_answers(self, client):
        for name, url in read(client, "/").json()["links"].items():
            response = client.get(url.removeprefix("http://testserver"))
            assert response.status_code == (302 if name == "docs" else 200), name
