"""Everything that must hold beyond the schema: languages, dates, code lists, rules, references, unique slugs."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.catalogue.enums import Kind
from portal.kernel.languages import SUFFIXES
from programs.eligibility.facts import OPERATORS, FactSpec
from programs.eligibility.rules import validate_rule

from .faults import Faults
from .reading import Directory, Row, name_of
from .shape import check_shape, field_name, shown

LANGUAGES = tuple(SUFFIXES.values())
#: Name of each list: its definition in the schema and its key.
LISTS = {
    "areas": ("areaEntry", "code"),
    "sectors": ("codeEntry", "code"),
    "categories": ("codeEntry", "code"),
    "facts": ("fact", "name"),
}
DATES = {
    "as_of",
    "effective_from",
    "effective_to",
    "opens",
    "closes",
    "established",
    "commissioned",
    "published",
}
ORDERED_DATES = (("effective_from", "effective_to"), ("opens", "closes"))


@dataclass(slots=True)
class Known:
    """What the directory may refer to although it does not hold it: the database's rows."""

    #: Name of a code list to its rows, in the form of the files, by key.
    lists: dict[str, dict[str, dict]] = field(default_factory=dict)
    #: Slug to kind, of every entry in the database.
    kinds: dict[str, str] = field(default_factory=dict)
    #: Slugs that are archived, or will be because the directory does not hold them.
    archived: frozenset[str] = frozenset()
    samples: frozenset[str] = frozenset()


def check_directory(found: Directory, known: Known, faults: Faults) -> None:
    """Check all of it. Where there are faults, only the rows that are sound in themselves stay in `found`.

    known: what the database holds. Its code lists stand in for those that the directory lacks.
    """
    sound_lists: dict[str, list[Any]] = {name: [] for name in found.lists}
    lists = {name: check_list(name, found, known, sound_lists, faults) for name in LISTS}
    check_sector_fact(lists, found, faults)
    facts = fact_specs(lists["facts"].values())
    kinds = {slug: kind for slug, kind in known.kinds.items() if slug not in known.archived}
    kinds |= {row.data["slug"]: row.kind for row in found.rows if has_slug(row)}
    sound = set()
    check_slugs(found.rows, known, faults)
    for position, row in enumerate(found.rows):
        before = len(faults)
        check_shape(row.data, row.kind, row.file, row.slug, faults)
        if isinstance(row.data, dict):
            check_values(row.data, row.file, row.slug, faults)
            check_codes(row, lists, faults)
            check_dates(row, faults)
            check_parts(row, facts, faults)
            check_references(row, kinds, known, faults)
        if len(faults) == before:
            sound.add(position)
    if faults:
        found.keep_only(sound, sound_lists)


def check_list(
    name: str, found: Directory, known: Known, sound: dict[str, list[Any]], faults: Faults
) -> dict[str, dict]:
    """The rows of a code list by their key: the directory's where it has the list, else the database's."""
    if name not in found.lists:
        return known.lists[name]
    definition, key = LISTS[name]
    file, rows = f"{name}.yaml", {}
    for number, data in enumerate(found.lists[name], 1):
        slug, before = name_of(data, key, number), len(faults)
        check_shape(data, definition, file, slug, faults)
        if not isinstance(data, dict):
            continue
        check_values(data, file, slug, faults)
        if name == "facts":
            check_fact(data, file, slug, faults)
        code = data.get(key)
        if not isinstance(code, str):
            continue
        if code in rows:
            faults.add(file, slug, key, "given twice")
        rows[code] = data
        if len(faults) == before:
            sound[name].append(data)
    return rows


def check_fact(data: dict, file: str, slug: str, faults: Faults) -> None:
    """Ranges and choices of a fact."""
    codes = choice_codes(data)
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        faults.add(file, slug, "choices", f"{code!r} given twice")
    if data.get("type") != "int":
        for part in ("unit", "min", "max"):
            if data.get(part) is not None:
                faults.add(file, slug, part, "only whole numbers have one")
    low, high = data.get("min"), data.get("max")
    if isinstance(low, int) and isinstance(high, int) and low > high:
        faults.add(file, slug, "max", "is below min")


def choice_codes(data: dict) -> list[str]:
    choices = data.get("choices")
    found = [c.get("code") for c in choices if isinstance(c, dict)] if isinstance(choices, list) else []
    return [code for code in found if isinstance(code, str)]


def check_sector_fact(lists: dict[str, dict[str, dict]], found: Directory, faults: Faults) -> None:
    """The fact `sectors` offers exactly the sectors of the code list."""
    fact = lists["facts"].get("sectors")
    if not fact or not lists["sectors"] or not {"facts", "sectors"} & found.lists.keys():
        return
    if set(choice_codes(fact)) != set(lists["sectors"]) - {"any"}:
        faults.add("facts.yaml", "sectors", "choices", "differ from sectors.yaml")


def fact_specs(rows: Iterable[dict]) -> dict[str, FactSpec]:
    """The facts that are sound enough to check rules against."""
    return {
        row["name"]: FactSpec(
            name=row["name"],
            subject=str(row.get("subject")),
            type=row["type"],
            min=whole(row.get("min")),
            max=whole(row.get("max")),
            choices=tuple(choice_codes(row)),
        )
        for row in rows
        if isinstance(row.get("name"), str) and isinstance(row.get("type"), str) and row["type"] in OPERATORS
    }


def check_kept_rules(kept: Mapping[str, dict], found: Directory, known: Known, faults: Faults) -> None:
    """New facts fit the rules of entries that only the database holds: slug to what each says."""
    ours = {row["name"]: row for row in found.lists["facts"] if isinstance(row, dict) and has_name(row)}
    facts = fact_specs({**known.lists["facts"], **ours}.values())
    for slug, said in kept.items():
        for name in ("benefit", "eligibility"):
            for index, part in enumerate(said.get(name, ())):
                for path, message in validate_rule(part["rule"], facts) if part["rule"] is not None else ():
                    where = f"{name}[{index}].rule" + (f".{path}" if path else "")
                    faults.add("facts.yaml", slug, where, f"would break in the database: {message}")


def has_name(row: dict) -> bool:
    return isinstance(row.get("name"), str)


def whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def has_slug(row: Row) -> bool:
    return isinstance(row.data, dict) and isinstance(row.data.get("slug"), str)


def check_slugs(rows: list[Row], known: Known, faults: Faults) -> None:
    """A slug is unique over all files and stays with its kind."""
    seen: dict[str, str] = {}
    for row in filter(has_slug, rows):
        slug = row.data["slug"]
        if slug in seen:
            faults.add(row.file, row.slug, "slug", f"also in {seen[slug]}")
        seen[slug] = row.file
        before = known.kinds.get(slug)
        if before and before != row.kind:
            faults.add(
                row.file,
                row.slug,
                "slug",
                f"is that of a {before} in the database, and a slug keeps its kind",
            )
        elif slug in known.samples:
            faults.add(row.file, row.slug, "slug", "is that of sample data in the database")


def check_values(value: Any, file: str, slug: str, faults: Faults, path: tuple = ()) -> None:
    """Texts that no database or reader can use, dates that no calendar has, numbers without end."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key in DATES and isinstance(item, str) and not real_date(item):
                faults.add(file, slug, field_name((*path, key)), f"{shown(item)} is not an ISO date")
            elif key in LANGUAGES and isinstance(item, str) and item.strip() and item != item.strip():
                faults.add(file, slug, field_name((*path, key)), "has a space at an end")
            check_values(item, file, slug, faults, (*path, shown(key)))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            check_values(item, file, slug, faults, (*path, index))
    elif isinstance(value, str) and re.search("[\x00\ud800-\udfff]", value):
        faults.add(file, slug, field_name(path), "holds a character that cannot be stored")
    elif isinstance(value, float) and not math.isfinite(value):
        faults.add(file, slug, field_name(path), f"{value} is not a number that can be kept")


def real_date(text: str) -> bool:
    """Whether a text is an ISO date, or a year or a month."""
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text, re.ASCII):
        return False
    parts = [int(part) for part in text.split("-")]
    try:
        date(*[*parts, 1, 1][:3])
    except ValueError:
        return False
    return True


def check_codes(row: Row, lists: Mapping[str, Mapping[str, dict]], faults: Faults) -> None:
    """Area, category and sectors stand in their lists; the area is that of the file."""
    data = row.data
    area, sectors = data.get("area"), data.get("sectors")
    if isinstance(area, str) and area != row.stem:
        faults.add(row.file, row.slug, "area", f"{shown(area)} does not belong in {row.file}")
    used = [("area", area, "areas"), ("category", data.get("category"), "categories")]
    used.append(("sector", data.get("sector"), "sectors"))
    if isinstance(sectors, list):
        used += [("sectors", sector, "sectors") for sector in sectors]
        if "any" in sectors and len(sectors) > 1:
            faults.add(row.file, row.slug, "sectors", "'any' stands alone")
    for label, code, name in used:
        if isinstance(code, str) and code not in lists[name]:
            faults.add(row.file, row.slug, label, f"{shown(code)} is not in {name}.yaml")


def check_dates(row: Row, faults: Faults) -> None:
    """The end of a window does not lie before its beginning."""
    for first, last in ORDERED_DATES:
        start, end = row.data.get(first), row.data.get(last)
        if (
            isinstance(start, str)
            and isinstance(end, str)
            and real_date(start)
            and real_date(end)
            and start > end
        ):
            faults.add(row.file, row.slug, last, f"before {first}")


def check_parts(row: Row, facts: Mapping[str, FactSpec], faults: Faults) -> None:
    """Sums have a currency, and rules are well made."""
    for name in ("benefit", "eligibility"):
        parts = row.data.get(name)
        for index, part in enumerate(parts if isinstance(parts, list) else ()):
            if not isinstance(part, dict):
                continue
            has_sum = part.get("cap") is not None or part.get("amount") is not None
            if name == "benefit" and has_sum and not part.get("currency"):
                faults.add(row.file, row.slug, f"benefit[{index}].currency", "needed beside a sum")
            if "rule" not in part or (name == "eligibility" and part["rule"] is None):
                continue
            for path, message in validate_rule(part["rule"], facts):
                where = f"{name}[{index}].rule" + (f".{path}" if path else "")
                faults.add(row.file, row.slug, where, message)


def check_references(row: Row, kinds: Mapping[str, str], known: Known, faults: Faults) -> None:
    """The incubator of a programme and the things that a story used exist."""
    host, used = row.data.get("incubator"), row.data.get("what_they_used")
    if isinstance(host, str) and kinds.get(host) != Kind.INCUBATOR:
        gone = host in known.archived and known.kinds.get(host) == Kind.INCUBATOR
        message = f"incubator {host} is archived" if gone else f"no incubator {shown(host)}"
        faults.add(row.file, row.slug, "incubator", message)
    for index, item in enumerate(used if isinstance(used, list) else ()):
        if isinstance(item, str) and item not in kinds:
            message = f"entry {item} is archived" if item in known.archived else f"no entry {shown(item)}"
            faults.add(row.file, row.slug, f"what_they_used[{index}]", message)
