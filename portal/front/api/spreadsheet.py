"""The CSV file: one row an entry, made while it is sent."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from portal.front import licence
from portal.kernel.clock import today
from portal.kernel.languages import SUFFIXES

from .downloads import whole_catalogue

#: A cell that begins with one of these would be run as a formula by a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK = "\ufeff"

#: Columns with one text a language; the last part of each name is the language's.
TEXTS = (
    *(
        "name",
        "summary",
        "caveat",
        "area_name",
        "category_name",
        "sector_names",
        "run_by",
        "address",
        "offers",
    ),
    *("access", "rent_note", "stackable_note", "benefits", "criteria", "papers", "firm", "outcome"),
)
PLAIN = (
    *("area", "category", "sectors", "state", "status", "effective_from", "effective_to", "opens", "closes"),
    *("rolling", "as_of", "confidence", "is_sample", "instrument", "version", "stages", "length_months"),
    *(
        "cohort_size",
        "space_type",
        "total_sqm",
        "rent_amount",
        "rent_currency",
        "rent_per",
        "nearest_crossing",
    ),
    *("commissioned", "established", "firms_incubated", "website", "main_sector", "sources", "source_urls"),
    *("updated_at", "api_url"),
)
COLUMNS = (
    "kind",
    "slug",
    *(f"{name}_{suffix}" for name in TEXTS for suffix in SUFFIXES.values()),
    *PLAIN,
    *(f"page_url_{suffix}" for suffix in SUFFIXES.values()),
    "licence",
    "retrieved_on",
)


class Line:
    """What `csv.writer` writes to: it hands every line back."""

    def write(self, line: str) -> str:
        return line


def as_csv(now: datetime) -> Iterator[str]:
    """The CSV file, line by line: UTF-8 with the mark that Excel wants, one row an entry."""
    writer = csv.writer(Line())
    yield BYTE_ORDER_MARK + writer.writerow(COLUMNS)
    day = today()
    for entry in whole_catalogue(now):
        yield writer.writerow(
            [safe(value) for value in cells(entry.model_dump(mode="json", by_alias=True), day)]
        )


def safe(value: Any) -> str:
    """A cell's text. One that a spreadsheet would take for a formula gets an apostrophe in front."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def cells(entry: dict[str, Any], day: date) -> list[Any]:
    """One entry's cells in the order of COLUMNS."""
    row = {**entry, **flat(entry), "licence": licence.SPDX, "retrieved_on": day.isoformat()}
    for code, suffix in SUFFIXES.items():
        row[f"page_url_{suffix}"] = entry["page_urls"][code]
        for name in TEXTS:
            row[f"{name}_{suffix}"] = text_cell(row.get(name), code)
    return [row.get(column) for column in COLUMNS]


def flat(entry: dict[str, Any]) -> dict[str, Any]:
    """What is nested in an entry, under the names of columns."""
    rent = entry.get("rent") or {}
    category, main_sector = entry["category"], entry.get("main_sector")
    return {
        "area": entry["area"]["code"],
        "area_name": entry["area"]["name"],
        "category": category and category["code"],
        "category_name": category and category["name"],
        "sectors": joined(row["code"] for row in entry["sectors"]),
        "sector_names": [row["name"] for row in entry["sectors"]],
        "run_by": entry.get("authority") or entry.get("operator"),
        "benefits": [row["text"] for row in entry.get("benefits", [])],
        "criteria": [row["text"] for row in entry.get("criteria", [])],
        "stages": joined(entry.get("stages", [])),
        "rent_amount": rent.get("amount"),
        "rent_currency": rent.get("currency"),
        "rent_per": rent.get("per"),
        "rent_note": rent.get("note"),
        "main_sector": main_sector and main_sector["code"],
        "sources": "\n".join(source_line(row) for row in entry["sources"]),
        "source_urls": "\n".join(row["url"] for row in entry["sources"] if row["url"]),
    }


def text_cell(value: Any, code: str) -> str | None:
    """A text, or the texts of a list one a line, in one language."""
    if isinstance(value, list):
        return "\n".join(filter(None, (text[code] for text in value)))
    return value and value[code]


def joined(codes: Iterable[str]) -> str:
    return ";".join(codes)


def source_line(row: dict[str, Any]) -> str:
    return ", ".join(filter(None, [row["publisher"], row["title"], row["published"]]))
