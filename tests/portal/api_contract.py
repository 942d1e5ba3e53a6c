"""Holding answers of the API against its own OpenAPI document."""

from functools import cache
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator, FormatChecker

from portal.front.api.document import document
from portal.front.api.main import api
from tests.factories import (
    make_incubator,
    make_measure,
    make_place,
    make_platform,
    make_programme,
    make_story,
)

PROBLEM = "application/problem+json"


def the_document(language: str = "en") -> dict[str, Any]:
    return document(api, language)


@cache
def validator(name: str) -> Draft202012Validator:
    """Checks one schema of the document."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": the_document()["components"]}
    return Draft202012Validator(schema, format_checker=FormatChecker())


def faults(name: str, body: Any) -> list[str]:
    """What in a body does not fit the schema of this name."""
    return [f"{error.json_path}: {error.message[:200]}" for error in validator(name).iter_errors(body)]


def operation_at(path: str) -> dict[str, Any]:
    """The one operation of a path."""
    [operation] = the_document()["paths"][path].values()
    return operation


def schema_of(path: str) -> str:
    """The schema of the good answer of a path; empty for what is no JSON."""
    content = operation_at(path)["responses"]["200"]["content"]
    return content.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]


def check(response, path: str) -> None:
    """A good answer fits its schema; a refusal is a problem that says its own status."""
    said = operation_at(path)["responses"]
    assert str(response.status_code) in said, response.status_code
    if response.status_code >= 400:
        assert response["Content-Type"] == PROBLEM
        body = response.json()
        assert faults("Problem", body) == []
        assert body["status"] == response.status_code
    elif response.status_code == 200 and (name := schema_of(path)) and not response.streaming:
        assert faults(name, response.json()) == []


MAKERS = {
    "measures": make_measure,
    "programmes": make_programme,
    "incubators": make_incubator,
    "spaces": make_place,
    "platforms": make_platform,
    "stories": make_story,
}


def read(client, path: str, template: str = "", **headers):
    """A good answer that fits the document."""
    response = client.get(f"/api/v1{path}", **headers)
    assert response.status_code == 200, response.content
    check(response, f"/api/v1{template or path.partition('?')[0]}")
    return response


def refused(client, path: str, status: int = 400) -> dict:
    """The problem that an address answers with."""
    response = client.get(f"/api/v1{path}")
    assert response.status_code == status, response.content
    assert response["Content-Type"] == PROBLEM
    assert faults("Problem", response.json()) == []
    return response.json()


def refused_names(client, path: str) -> list[str]:
    return [error["parameter"] for error in refused(client, path)["errors"]]


def asked(client, address: str) -> int:
    """How many queries an answer takes."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
