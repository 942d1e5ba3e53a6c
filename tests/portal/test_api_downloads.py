"""The whole catalogue as a file."""

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.front.api import downloads
from portal.front.api.spreadsheet import COLUMNS, safe
from portal.kernel.clock import today
from tests.factories import (
    in_three,
    make_fact,
    make_incubator,
    make_intake,
    make_measure,
    make_place,
    make_platform,
    make_programme,
    make_story,
)
from tests.portal.api_contract import faults

pytestmark = pytest.mark.django_db

MAKERS = (make_measure, make_programme, make_incubator, make_place, make_platform, make_story)


def fetch(client, ending: str, **query):
    response = client.get(f"/api/v1/catalogue.{ending}", query)
    assert response.status_code == 200
    return response, response.getvalue().decode()


def rows_of(text: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_json_holds_everything_with_licence_and_date(client):
    made = [make() for make in MAKERS]
    make_programme(closes="2020-01-01", slug="over")
    make_place(archived_at=timezone.now())
    make_measure(published=False)
    make_fact("firm_size")
    response, text = fetch(client, "json")
    body = json.loads(text)
    assert faults("CatalogueFile", body) == []
    assert {entry["slug"] for entry in body["entries"]} == {*(row.slug for row in made), "over"}
    assert body["licence"]["spdx"] == "CC-BY-4.0"
    assert body["as_of"] == today().isoformat()
    assert body["source"] == "http://testserver/"
    assert body["facts"][0]["name"] == "firm_size"
    assert body["entries"][0]["name"] == {
        "en": made[0].name_en,
        "zh-hant": made[0].name_zh_hant,
        "zh-hans": made[0].name_zh_hans,
    }
    assert today().isoformat() in response["Content-Disposition"]
    assert response.streaming


def test_an_empty_catalogue_is_a_file_too(client):
    assert json.loads(fetch(client, "json")[1])["entries"] == []
    assert rows_of(fetch(client, "csv")[1]) == []


def test_the_same_in_every_language_but_for_the_title(client):
    measure = make_measure()
    make_intake(measure=measure, questions=False, rubric=False)
    bodies = [json.loads(fetch(client, "json", lang=lang)[1]) for lang in ("en", "zh-hans")]
    assert bodies[0]["entries"] == bodies[1]["entries"]
    assert bodies[0]["entries"][0]["state"] == "open"


def test_csv_has_one_row_an_entry(client):
    made = [make() for make in MAKERS]
    response, text = fetch(client, "csv")
    assert text.startswith("\ufeff")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    rows = {row["slug"]: row for row in rows_of(text)}
    assert set(rows) == {row.slug for row in made}
    measure = rows[made[0].slug]
    assert tuple(measure) == COLUMNS
    assert measure["name_zh_hant"] == made[0].name_zh_hant
    assert measure["criteria_zh_hans"] == "The firm is registered in the zone.（简）"
    assert measure["run_by_en"] == "Administration of the zone"
    assert measure["page_url_zh_hant"] == f"http://testserver/zh-hant/measures/{made[0].slug}/"
    assert measure["licence"] == "CC-BY-4.0"
    assert measure["retrieved_on"] == today().isoformat()
    assert rows[made[3].slug]["space_type"] == "office"
    assert rows[made[3].slug]["is_sample"] == "false"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝"])
def test_no_cell_is_a_formula(client, start):
    make_place(**in_three(name=f'{start}HYPERLINK("https://example.org")'))
    (row,) = rows_of(fetch(client, "csv")[1])
    assert row["name_en"].startswith("'")


def test_cells():
    values = (None, True, False, 12, "a", "-1", "\t=1", "\r=1")
    assert [safe(value) for value in values] == ["", "true", "false", "12", "a", "'-1", "'\t=1", "'\r=1"]


def test_files_are_made_in_batches(client, monkeypatch):
    monkeypatch.setattr(downloads, "BATCH", 3)
    made = [make_place().slug for _ in range(7)]
    body = json.loads(fetch(client, "json")[1])
    assert [entry["slug"] for entry in body["entries"]] == made


def test_a_batch_takes_as_many_queries_for_one_as_for_thirty(client):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            fetch(client, "json")
        return len(queries)

    make_intake(measure=make_measure(), questions=False, rubric=False)
    one = asked()
    for _ in range(5):
        make_intake(measure=make_measure(), questions=False, rubric=False)
    assert asked() == one


def test_nothing_can_be_filtered(client):
    response = client.get("/api/v1/catalogue.csv?area=hetao")
    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == "area"
