"""The OpenAPI document as a page shows it: operations by tag, and schemas with their fields in words."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

REF = "#/components/schemas/"
#: Operations whose answer is too long to open from a page.
FILES = ("catalogue_json", "catalogue_csv")
CODE = re.compile("`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a field of a schema."""

    name: str
    type: str
    #: The schema that the type names; empty for plain types.
    schema: str
    description: SafeString
    values: list[str]
    example: str
    may_be_null: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    id: str
    method: str
    path: str
    summary: str
    description: SafeString
    parameters: list[Field]
    #: The schema of the body, and a body to copy; empty where none is sent.
    body: str
    example: str
    #: The schema of the answer; empty for a file that is none.
    answer: str
    statuses: list[str]
    #: Where a reader can see it at work; empty where that takes more than an address, and where the answer is a file.
    try_url: str


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    operations: list[Operation]


@dataclass(frozen=True, slots=True)
class Schema:
    name: str
    description: SafeString
    fields: list[Field]
    values: list[str]


def with_code(text: str) -> SafeString:
    """A text of the document with its `code` marked as such. Everything in it is escaped first."""
    return mark_safe(CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S308


def paragraphs_of(document: dict[str, Any]) -> list[SafeString]:
    """What the document says of the whole."""
    return [with_code(one) for one in document["info"]["description"].split("\n\n")]


def groups_of(document: dict[str, Any], language: str) -> list[Group]:
    """The operations under each tag, in the order of the tags."""
    found: dict[str, list[Operation]] = {tag["name"]: [] for tag in document["tags"]}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            found[operation["tags"][0]].append(operation_of(method, path, operation, language))
    return [Group(name, operations) for name, operations in found.items()]


def operation_of(method: str, path: str, said: dict[str, Any], language: str) -> Operation:
    """One operation of a document."""
    content = next(iter(said["responses"]["200"]["content"].values()))
    body: dict[str, Any] = next(iter(said.get("requestBody", {}).get("content", {}).values()), {})
    is_open = method == "get" and "{" not in path and said["operationId"] not in FILES
    return Operation(
        id=said["operationId"],
        method=method.upper(),
        path=path,
        summary=said["summary"],
        description=with_code(said["description"]),
        parameters=[field_of(one["name"], one["schema"], one) for one in said["parameters"]],
        body=named(body.get("schema", {})),
        example=json.dumps(body["example"], indent=2, ensure_ascii=False) if body else "",
        answer=named(content["schema"]),
        statuses=list(said["responses"]),
        try_url=f"{path}?{urlencode({'lang': language})}" if is_open else "",
    )


def schemas_of(document: dict[str, Any]) -> list[Schema]:
    """Every schema but those that only repeat another with three languages."""
    return [
        schema_of(name, said)
        for name, said in document["components"]["schemas"].items()
        if not name.endswith("InThree")
    ]


def schema_of(name: str, said: dict[str, Any]) -> Schema:
    """One schema of a document."""
    return Schema(
        name=name,
        description=with_code(said.get("description", "")),
        fields=[field_of(field, inner, inner) for field, inner in said.get("properties", {}).items()],
        values=[str(value) for value in said.get("enum", [])],
    )


def field_of(name: str, schema: dict[str, Any], said: dict[str, Any]) -> Field:
    """A parameter or field. `said` holds its description and example."""
    kinds = [one for one in alternatives(schema) if one.get("type") != "null"]
    core = kinds[0] if kinds else schema
    values = core.get("enum") or core.get("items", {}).get("enum") or []
    return Field(
        name=name,
        type=pgettext("between types", " or ").join(dict.fromkeys(in_words(one) for one in kinds)),
        schema=named(core),
        description=with_code(said.get("description", "")),
        values=[str(value) for value in values],
        example=example_of(said),
        may_be_null=len(kinds) < len(list(alternatives(schema))),
    )


def alternatives(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What a value may be."""
    yield from schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf") or [schema]


def in_words(schema: dict[str, Any]) -> str:
    """A type as readers call it."""
    if "anyOf" in schema:
        return pgettext("between types", " or ").join(in_words(one) for one in schema["anyOf"])
    if name := reference_of(schema):
        return name
    if schema.get("type") == "array":
        return _("list of %(type)s") % {"type": in_words(schema.get("items", {}))}
    if schema.get("format") in ("date", "date-time"):
        return {"date": pgettext("type", "date"), "date-time": pgettext("type", "date and time")}[
            schema["format"]
        ]
    names = {
        "string": pgettext("type", "text"),
        "integer": pgettext("type", "whole number"),
        "boolean": pgettext("type", "true or false"),
        "object": pgettext("type", "object"),
    }
    return names.get(schema.get("type", ""), pgettext("type", "anything"))


def named(schema: dict[str, Any]) -> str:
    """The schema that a type refers to, itself or item by item; empty for plain types."""
    inner = schema.get("items") or schema.get("additionalProperties")
    return reference_of(schema) or (named(inner) if isinstance(inner, dict) else "")


def reference_of(schema: dict[str, Any]) -> str:
    """The name behind a `$ref`; the page describes a schema once, whatever its texts are."""
    return schema.get("$ref", "").removeprefix(REF).removesuffix("InThree")


def example_of(said: dict[str, Any]) -> str:
    """The first example, as it would be typed."""
    value = said.get("example", next(iter(said.get("examples", [])), None))
    if isinstance(value, list):
        value = value[0] if value else None
    return "" if value is None or isinstance(value, dict) else str(value)
