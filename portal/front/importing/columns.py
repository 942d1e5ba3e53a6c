"""Which part of a row stands in which column. One table, read in both directions.

A snapshot is what one entry says: label (as in the files, such as "benefit" or "name.zh_hant") to a plain value. Rows
of the files and rows of the database both become snapshots, so that comparing them is comparing two dictionaries.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any

from portal.catalogue.enums import Kind
from portal.kernel.languages import SUFFIXES

LANGUAGES = tuple(SUFFIXES.values())
Snapshot = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    attr: str  #: name of the model's attribute
    read: Callable[[dict], Any]  #: the value out of a row of a file

    def current(self, instance) -> Any:
        """The value in the database. A translated column that was never filled counts as empty."""
        value = getattr(instance, self.attr)
        return "" if value is None and self.attr.endswith(LANGUAGES) else value


def plain(label: str, attr: str = "", convert: Callable[[Any], Any] = lambda value: value) -> Column:
    """One value. `label` may have a dot: rent.amount is `amount` inside `rent`."""
    keys = label.split(".")

    def read(row: dict) -> Any:
        value: Any = row
        for key in keys:
            value = value.get(key) if value else None
        return convert(value)

    return Column(label, attr or label.replace(".", "_"), read)


def words(label: str, attr: str = "") -> Column:
    """Text that is the same in every language; none becomes empty."""
    return plain(label, attr, lambda value: value or "")


def day(label: str) -> Column:
    return plain(label, "", lambda value: date.fromisoformat(value) if value else None)


def count(label: str, attr: str = "") -> Column:
    return plain(label, attr, lambda value: None if value is None else int(value))


def figure(label: str) -> Column:
    return plain(label, "", lambda value: None if value is None else Decimal(str(value)))


def text(label: str, attr: str = "") -> list[Column]:
    """A text in three languages, in three columns."""

    def reader(language: str) -> Callable[[dict], str]:
        path = label.split(".")

        def read(row: dict) -> str:
            value: Any = row
            for key in path:
                value = value.get(key) if value else None
            return value[language] if value else ""

        return read

    name = attr or label.replace(".", "_")
    return [Column(f"{label}.{lang}", f"{name}_{lang}", reader(lang)) for lang in LANGUAGES]


def lines(label: str) -> list[Column]:
    """A list of texts, stored one item a line."""

    def reader(language: str) -> Callable[[dict], str]:
        return lambda row: "\n".join(one_line(item[language]) for item in row[label])

    return [Column(f"{label}.{lang}", f"{label}_{lang}", reader(lang)) for lang in LANGUAGES]


def one_line(item: str) -> str:
    """The item with its line breaks turned into spaces."""
    return " ".join(part.strip() for part in item.splitlines() if part.strip())


AREA = plain("area", "area_id")
COMMON = [*text("name"), *text("summary"), *text("caveat"), day("as_of"), words("confidence")]
WINDOW = [day("opens"), day("closes"), plain("rolling"), words("status")]

#: Columns of the entry itself; of a measure, those that stay the same from version to version.
ENTRY: dict[str, list[Column]] = {
    Kind.MEASURE: [AREA, plain("category", "category_id")],
    Kind.PROGRAMME: [
        AREA,
        *COMMON,
        *WINDOW,
        *text("operator"),
        plain("stage", "stages"),
        count("length_months"),
        count("cohort_size"),
    ],
    Kind.INCUBATOR: [
        AREA,
        *COMMON,
        *text("operator"),
        *text("address"),
        words("established"),
        count("total_sqm"),
        count("firms_incubated"),
        *lines("offers"),
        words("website"),
    ],
    Kind.SPACE: [
        AREA,
        *COMMON,
        *text("operator"),
        *text("address"),
        words("space_type"),
        count("total_sqm"),
        figure("rent.amount"),
        words("rent.currency"),
        words("rent.per"),
        *text("rent.note"),
        *lines("amenities"),
        words("nearest_crossing"),
        words("commissioned"),
    ],
    Kind.PLATFORM: [AREA, *COMMON, *text("operator"), *text("address"), *lines("offers"), *text("access")],
    Kind.STORY: [
        AREA,
        *COMMON,
        *text("firm"),
        *text("founders_described_as"),
        plain("sector", "sector_id"),
        *text("outcome"),
    ],
}

#: Columns of a version of a measure.
VERSION = [
    *COMMON,
    *WINDOW,
    day("effective_from"),
    day("effective_to"),
    *text("authority"),
    words("instrument"),
    *text("stackable_note"),
]

BENEFIT = [
    *text("text"),
    figure("rate"),
    figure("cap"),
    figure("amount"),
    words("currency"),
    words("per"),
    count("months"),
    plain("rule"),
]
CRITERION = [*text("text"), plain("rule")]
PAPER = [Column(lang, f"text_{lang}", itemgetter(lang)) for lang in LANGUAGES]

#: Lists of rows: label in the files, related name in the models, columns.
PARTS: dict[str, list[tuple[str, str, list[Column]]]] = {
    Kind.MEASURE: [
        ("benefit", "benefits", BENEFIT),
        ("eligibility", "criteria", CRITERION),
        ("documents", "papers", PAPER),
    ],
    Kind.PROGRAMME: [("benefit", "benefits", BENEFIT), ("eligibility", "criteria", CRITERION)],
}

AREA_LIST = [*text("name"), *text("description")]
CODE_LIST = [*text("name")]
FACT_LIST = [
    words("subject"),
    words("type"),
    words("unit"),
    plain("min"),
    plain("max"),
    plain("choices", "", lambda value: value or []),
    *text("question"),
    *text("help"),
    words("group"),
]
#: Columns of the code lists: name of the list to key and columns.
LIST_COLUMNS = {
    "areas": ("code", AREA_LIST),
    "sectors": ("code", CODE_LIST),
    "categories": ("code", CODE_LIST),
    "facts": ("name", FACT_LIST),
}

#: What a measure keeps from version to version; a change in anything else makes a new version.
IDENTITY = {"area", "category", "sectors", "archived", "published"}


def source_key(source: dict) -> tuple[str, str, str, str]:
    """The four parts that make a source the same source."""
    return (source["title"], source["publisher"], source["url"] or "", source["published"] or "")


def snapshot_of_row(kind: str, row: dict) -> Snapshot:
    """What a sound row of a file says."""
    columns = [*ENTRY[kind], *(VERSION if kind == Kind.MEASURE else [])]
    said: Snapshot = {column.label: column.read(row) for column in columns}
    for label, _, part in PARTS.get(kind, []):
        said[label] = [{column.label: column.read(item) for column in part} for item in row[label]]
    if kind == Kind.STORY:
        said["what_they_used"] = [
            {"entry": item, **dict.fromkeys(LANGUAGES, "")}
            if isinstance(item, str)
            else {"entry": None, **item}
            for item in row["what_they_used"]
        ]
    if kind == Kind.PROGRAMME:
        said["incubator"] = row["incubator"]
    said["sectors"] = frozenset(row["sectors"])
    said["sources"] = frozenset(source_key(source) for source in row["sources"])
    return said | {"archived": False, "published": True}


def snapshot_of_code(name: str, row: dict) -> Snapshot:
    """What a sound row of a code list says."""
    said = {column.label: column.read(row) for column in LIST_COLUMNS[name][1]}
    return said | {"archived": False} if name == "facts" else said
