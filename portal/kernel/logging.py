"""Log lines with the request's id: text for people, one JSON object a line for machines."""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="-")

# What a LogRecord carries anyway; whatever else a caller passed in `extra` goes into the line.
STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request_id", "taskName"}
# Objects that frameworks attach to their records and that say nothing as text.
NOISE = frozenset({"request", "server_time", "exc_text", "data"})


class RequestIdFilter(logging.Filter):
    """Puts the id of the request being served, or `-`, on every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true: the filter only adds."""
        record.request_id = request_id.get()
        return True


def extras(record: logging.LogRecord) -> dict:
    """What the caller passed as `extra`, without the frameworks' own objects."""
    return {k: v for k, v in vars(record).items() if k not in STANDARD and k not in NOISE}


class TextFormatter(logging.Formatter):
    """`12:04:05 INFO portal.outbox [4f2a...] message key=value`."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s", "%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        """The line itself, before the traceback."""
        added = "".join(f" {key}={value}" for key, value in extras(record).items() if not key.startswith("_"))
        return super().formatMessage(record) + added


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, request_id, message, then the extras."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON; what JSON does not know is written as text."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request_id": getattr(record, "request_id", "-"),
            "message": record.getMessage(),
            **extras(record),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
