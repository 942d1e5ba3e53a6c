"""Does a row fit the schema? The project's own `schema.json` is the authority, whatever a directory brings along."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

from .faults import Faults
from .reading import UnquotedDate

OWN_CATALOGUE = Path(__file__).parents[2] / "data" / "catalogue"
LONGEST_MESSAGE = 200
#: How messages call the types of JSON Schema.
TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a set of fields",
    "null": "null",
}


@cache
def validator(definition: str) -> Draft202012Validator:
    """The validator of one definition of the schema, such as "measure"."""
    schema = json.loads((OWN_CATALOGUE / "schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator({"$ref": f"#/$defs/{definition}", "$defs": schema["$defs"]})


def check_shape(data: Any, definition: str, file: str, slug: str, faults: Faults) -> None:
    """Add a fault for everything in a row that does not fit the definition. Rules are checked elsewhere."""
    for error in validator(definition).iter_errors(without_rules(data)):
        deepest = best_match([error]) or error
        path = list(deepest.absolute_path)
        for field, message in explain(deepest):
            faults.add(file, slug, field_name([*path, *field]) or "entry", message)


def without_rules(data: Any) -> Any:
    """The same row with its rules left out: `validate_rule` says better what is wrong with them."""
    if not isinstance(data, dict):
        return data
    copy = dict(data)
    for name, stand_in in (("benefit", {}), ("eligibility", {"rule": None})):
        if isinstance(copy.get(name), list):
            copy[name] = [
                {**{key: value for key, value in part.items() if key != "rule"}, **stand_in}
                if isinstance(part, dict) and "rule" in part
                else part
                for part in copy[name]
            ]
    return copy


def explain(error: ValidationError) -> list[tuple[list, str]]:
    """What a schema error means, as (path below the error, message)."""
    value, rule = error.instance, error.validator
    if isinstance(value, UnquotedDate):
        return [([], f"a date stands in quotes: '{value.text}'")]
    if rule == "required" and isinstance(value, dict):
        return [([name], "is missing") for name in error.validator_value if name not in value]
    if rule == "additionalProperties" and isinstance(value, dict):
        known = error.schema.get("properties", {})
        return [([shown(name)], "is not a field of the format") for name in value if name not in known]
    if rule == "type":
        wanted: list[str] = (
            rule_value if isinstance(rule_value := error.validator_value, list) else [str(rule_value)]
        )
        return [([], f"{shown(value)} is not {' or '.join(TYPES.get(name, name) for name in wanted)}")]
    if rule == "pattern" and error.validator_value == "\\S":
        return [([], "is empty")]
    if rule == "enum":
        return [
            ([], f"{shown(value)} is not one of {', '.join(str(item) for item in error.validator_value)}")
        ]
    if rule == "oneOf":
        told = [
            inner
            for inner in error.context or []
            if (inner.validator, inner.validator_value) != ("type", "null")
        ]
        if len(told) == 1:  # a value or null: what is wrong is what is wrong with the value
            return [([*told[0].path, *field], message) for field, message in explain(told[0])]
        return [([], f"{shown(value)} fits none of the forms allowed here")]
    return [([], error.message[:LONGEST_MESSAGE])]


def shown(value: Any) -> str:
    """A value as a message quotes it, of a bearable length."""
    text = value if isinstance(value, str) and value.isidentifier() else repr(value)
    return text if len(text) <= 80 else f"{text[:79]}…"


def field_name(path) -> str:
    """A path such as benefit[0].text.en."""
    out = ""
    for part in path:
        out += f"[{part}]" if isinstance(part, int) else (f".{part}" if out else str(part))
    return out
