"""The OpenAPI document, and the pages for people that are made from it."""

import re

import pytest
from django.urls import get_resolver
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from portal.kernel.languages import CODES
from tests.architecture.test_routes import patterns
from tests.portal.api_contract import operation_at, the_document

HAN = re.compile(r"[\u4e00-\u9fff]")


def walk(part, path=()):
    """Every pair of a key and its value, with where it stands."""
    if isinstance(part, dict):
        for key, value in part.items():
            yield path, key, value
            yield from walk(value, (*path, key))
    if isinstance(part, list):
        for place, value in enumerate(part):
            yield from walk(value, (*path, place))


@pytest.mark.parametrize("language", CODES)
def test_it_is_a_valid_openapi_3_1_document(language):
    document = the_document(language)
    assert document["openapi"].startswith("3.1")
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_every_address_is_in_it(settings):
    own = {
        name.partition(":")[2]
        for _route, name, _item in patterns(get_resolver())
        if name.startswith("api-v1:")
    }
    beside = {"openapi", "docs", "problem"}
    listed = {operation_at(path)["operationId"] for path in the_document()["paths"]}
    names = {"root": "api-root", "catalogue_json": "catalogue-json", "catalogue_csv": "catalogue-csv"}
    assert {names.get(name, name) for name in listed} == own - beside
    assert {f"api-v1:{name}" for name in own} <= settings.PUBLIC_ROUTES


def test_everything_says_what_it_is():
    document = the_document()
    for path, item in document["paths"].items():
        operation = operation_at(path)
        assert operation["summary"], path
        assert operation["description"], path
        assert len(operation["tags"]) == 1, path
        own = {"304"} if "get" in item else {"413", "415", "422", "429"}
        assert {"200", "400", "405", "500"} | own <= operation["responses"].keys(), path
        assert ("404" in operation["responses"]) == ("{slug}" in path), path
        for parameter in operation["parameters"]:
            assert parameter["description"], (path, parameter["name"])
    for name, schema in document["components"]["schemas"].items():
        assert schema.get("description") or "enum" in schema, name
    assert document["info"]["license"]["identifier"] == "CC-BY-4.0"
    assert document["info"]["contact"]["url"] == "http://testserver/en/data/"
    assert document["servers"] == [{"url": "http://testserver"}]


def test_no_name_shows_how_it_was_made():
    names = the_document()["components"]["schemas"]
    assert all(re.fullmatch(r"[A-Z][A-Za-z]+", name) for name in names)
    assert {"Measure", "MeasureInThree", "Summary", "Problem"} <= names.keys()


def test_examples_fit_their_schemas():
    document = the_document()
    found = 0
    for path, key, examples in walk(document):
        if key != "examples" or "properties" not in path:
            continue
        schema = document
        for step in path:
            schema = schema[step]
        validator = Draft202012Validator({**schema, "components": document["components"]})
        for example in examples:
            assert list(validator.iter_errors(example)) == [], (path, example)
            found += 1
    assert found > 15


@pytest.mark.parametrize("language", ["zh-hant", "zh-hans"])
def test_every_text_of_it_is_translated(language):
    left = {
        value
        for _path, key, value in walk(the_document(language))
        if key in ("description", "summary") and isinstance(value, str) and not HAN.search(value)
    }
    assert left == set()


def test_it_is_served_with_its_language(client):
    response = client.get("/api/v1/openapi.json?lang=zh-hans")
    assert response["Content-Language"] == "zh-Hans-CN"
    assert response.json() == the_document("zh-hans")


@pytest.mark.django_db
class TestPages:
    @pytest.mark.parametrize("language", CODES)
    def test_the_page_about_the_data(self, client, language, django_assert_max_num_queries):
        with django_assert_max_num_queries(12):
            response = client.get(f"/{language}/data/")
        text = response.content.decode()
        assert response.status_code == 200
        for expected in (
            "http://testserver/api/v1/catalogue.csv",
            "http://testserver/api/v1/catalogue.json",
            "http://testserver/api/v1/openapi.json",
            "https://creativecommons.org/licenses/by/4.0/",
            f'href="/{language}/data/reference/"',
        ):
            assert expected in text
        assert f'href="/{language}/data/"' in client.get(f"/{language}/catalogue/").content.decode()

    @pytest.mark.parametrize("language", CODES)
    def test_the_reference_names_every_address_and_schema(self, client, language):
        text = client.get(f"/{language}/data/reference/").content.decode()
        document = the_document(language)
        for path in document["paths"]:
            assert f"<code>{path}</code>" in text
            assert f'id="{operation_at(path)["operationId"]}"' in text
        for name in document["components"]["schemas"]:
            if not name.endswith("InThree"):
                assert f'id="schema-{name}"' in text
        linked = set(re.findall(r'href="#([^"]+)"', text))
        assert linked - set(re.findall(r'id="([^"]+)"', text)) == set()

    @pytest.mark.parametrize(
        ("query", "header", "language"),
        [("", "zh-HK,zh;q=0.9", "zh-hant"), ("", "fr", "en"), ("?lang=zh-hans", "en", "zh-hans")],
    )
    def test_docs_lead_to_the_reference(self, client, query, header, language):
        response = client.get(f"/api/v1/docs{query}", headers={"Accept-Language": header})
        assert response["Location"] == f"/{language}/data/reference/"
        assert "Accept-Language" in response["Vary"]
