"""The OpenAPI 3.1 document: what django-ninja says, put right, and translated.

The library knows operations and schemas. Here they get the headers, the 304 and the problems that all of them share,
names without the marks of generic classes, and their texts in one of the three languages.
"""

import json
from functools import cache
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, override
from ninja import NinjaAPI

from portal.front import licence

from .addresses import page_urls
from .endpoints.parameters import InLanguage, Paged
from .problems import MEDIA_TYPE
from .schemas.eligibility import Question
from .schemas.problems import Problem
from .wording import (
    DESCRIPTION,
    HEADERS,
    OF_ANSWERS_TO_BODIES,
    OF_ASKING,
    OF_READING,
    RESPONSES,
    RETRY_AFTER,
    SUCCESS,
    TAGS,
    TITLE,
    VERSION,
)

PREFIX = "/api/v1/"
REF = "#/components/schemas/"
#: Keys whose values are texts for people.
SPOKEN = ("description", "summary")
#: Schemas that the library keeps of the parameters, which stand at each operation anyway.
PARAMETERS = {model.__name__ for model in (InLanguage, Paged)}
#: Answers that hold the problem details, and the one without a body.
NO_BODY = HTTPStatus.NOT_MODIFIED
CSV = "/api/v1/catalogue.csv"


@cache
def document(api: NinjaAPI, language: str) -> dict[str, Any]:
    """The document in one language. Made once a process."""
    said = json.loads(json.dumps(api.get_openapi_schema(path_prefix=PREFIX), default=str))
    schemas = said["components"]["schemas"]
    problem = Problem.model_json_schema(mode="serialization", ref_template=REF + "{model}")
    schemas |= problem.pop("$defs") | {"Problem": problem, "Question": Question.model_json_schema()}
    with override(language):
        made = {
            "openapi": said["openapi"],
            "info": info(language),
            "servers": [{"url": settings.SITE_URL}],
            "tags": [{"name": gettext(name)} for name in TAGS],
            "paths": {path: put_right(path, item) for path, item in said["paths"].items()},
            "components": {
                "schemas": {name: tidy(schema) for name, schema in schemas.items() if name not in PARAMETERS},
                "responses": {str(status): shared_response(status) for status in RESPONSES},
                "headers": {name: shared_header(text) for name, text in HEADERS.items()},
            },
        }
        return renamed(translated(made))


def info(language: str) -> dict[str, Any]:
    """Whose document this is. `translated` sees to the description."""
    return {
        "title": gettext(TITLE),
        "version": VERSION,
        "description": DESCRIPTION,
        "contact": {"name": gettext("Hetao Launchpad"), "url": page_urls("open_data")[language]},
        "license": {"name": licence.NAME, "identifier": licence.SPDX},
    }


def put_right(path: str, item: dict[str, Any]) -> dict[str, Any]:
    """One path with the responses and headers that all share."""
    [(method, operation)] = item.items()
    good = operation["responses"]["200"]
    if path == CSV:
        good["content"] = {"text/csv": {"schema": {"type": "string"}}}
    headers = HEADERS if method == "get" else OF_ANSWERS_TO_BODIES
    good |= {
        "description": SUCCESS,
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in headers},
    }
    shared = {*(OF_READING if method == "get" else OF_ASKING)}
    if "{slug}" in path:
        shared.add(HTTPStatus.NOT_FOUND)
    operation["responses"] = {
        "200": good,
        **{
            str(status): {"$ref": f"#/components/responses/{status}"}
            for status in RESPONSES
            if status in shared
        },
    }
    operation["tags"] = [gettext(tag) for tag in operation.get("tags", [])]
    for parameter in operation["parameters"]:
        tidy(parameter["schema"])
        # The library repeats there what stands here.
        for key in ("description", "title"):
            parameter["schema"].pop(key, None)
        if kinds := parameter["schema"].pop("anyOf", None):
            # One that may be left out; nobody can send null.
            parameter["schema"] |= next(kind for kind in kinds if kind["type"] != "null")
        if parameter["in"] == "path":
            parameter["description"] = gettext("The entry's slug.")
    return {method: operation}


def shared_response(status: int) -> dict[str, Any]:
    """A response that many operations give."""
    said: dict[str, Any] = {"description": RESPONSES[status]}
    if status != NO_BODY:
        said["content"] = {MEDIA_TYPE: {"schema": {"$ref": f"{REF}Problem"}}}
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        said["headers"] = {"Retry-After": shared_header(RETRY_AFTER)}
    return said


def shared_header(text: str) -> dict[str, Any]:
    return {"description": text, "schema": {"type": "string"}}


def tidy(schema: Any) -> Any:
    """A schema without what only repeats names."""
    if isinstance(schema, dict):
        for _name, value in schema.get("properties", {}).items():
            if isinstance(value, dict):
                value.pop("title", None)
                tidy(value)
        for key in ("items", "additionalProperties"):
            if isinstance(schema.get(key), dict):
                schema[key].pop("title", None)
        if "enum" in schema:
            # Written for those who read the code.
            schema.pop("description", None)
        elif "properties" not in schema:
            schema.pop("title", None)
    return schema


def translated(part: Any) -> Any:
    """Every description and summary in the active language. Each is one message; examples hold no such keys."""
    if isinstance(part, list):
        return [translated(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        key: gettext(value) if key in SPOKEN and isinstance(value, str) and value else translated(value)
        for key, value in part.items()
    }


def renamed(made: dict[str, Any]) -> dict[str, Any]:
    """Schemas under their titles: `Coded_str_` is Coded, `Coded_Texts_` is CodedInThree."""
    schemas = made["components"]["schemas"]
    names = {name: schema.get("title", name) for name, schema in schemas.items()}
    if len(set(names.values())) < len(names):
        raise ValueError("two schemas of one name")
    made["components"]["schemas"] = {
        titled: {key: value for key, value in schemas[name].items() if key != "title"}
        for name, titled in sorted(names.items(), key=lambda pair: pair[1])
    }
    return with_names(made, names)


def with_names(part: Any, names: dict[str, str]) -> Any:
    """The same with references to the new names."""
    if isinstance(part, list):
        return [with_names(one, names) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        key: REF + names[value.removeprefix(REF)]
        if key == "$ref" and value.startswith(REF)
        else with_names(value, names)
        for key, value in part.items()
    }
