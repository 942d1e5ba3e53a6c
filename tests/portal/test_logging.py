"""Log lines: one a record, with the request's id."""

import json
import logging
import sys

from portal.kernel.logging import JsonFormatter, RequestIdFilter, TextFormatter, request_id


def record(message="moved %s", *args, exc_info=None, **extra) -> logging.LogRecord:
    made = logging.getLogger("portal.test").makeRecord(
        "portal.test", logging.INFO, __file__, 1, message, args, exc_info, extra=extra
    )
    RequestIdFilter().filter(made)
    return made


def test_json_is_one_object_a_line_with_the_extras():
    token = request_id.set("abc12345")
    try:
        line = JsonFormatter().format(record("moved %s\nto", "申請", reference="HL-2026-000001", status=200))
    finally:
        request_id.reset(token)
    assert "\n" not in line
    seen = json.loads(line)
    assert seen["message"] == "moved 申請\nto"
    assert (seen["request_id"], seen["reference"], seen["status"]) == ("abc12345", "HL-2026-000001", 200)
    assert seen["level"] == "INFO"
    assert seen["time"].endswith("+00:00")


def test_json_survives_what_it_cannot_encode_and_carries_the_traceback():
    try:
        1 / 0  # noqa: B018
    except ZeroDivisionError:
        line = json.loads(JsonFormatter().format(record("failed", exc_info=sys.exc_info(), thing=object())))
    assert "ZeroDivisionError" in line["traceback"]
    assert line["thing"].startswith("<object")


def test_text_names_the_logger_and_the_request():
    request_id.set("-")
    line = TextFormatter().format(record("moved", status=200))
    assert line.endswith("INFO portal.test [-] moved status=200")
