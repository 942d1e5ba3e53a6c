"""Are the options of a list and the columns of a table sound? No database.

What is not sound in shape is never stored; what is not complete is stored and keeps the form from being published.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from portal.kernel.display import format_figure, listed
from portal.kernel.languages import CODES, names_of
from programs.enums import QuestionKind

from .numbers import bound_fault
from .specs import COLUMN_KINDS, LONGEST_ALLOWED

LONGEST_CODE = 60
CODE = re.compile(rf"[A-Za-z0-9][A-Za-z0-9_-]{{0,{LONGEST_CODE - 1}}}")
FEWEST_OPTIONS = 2
MOST_OPTIONS, MOST_COLUMNS, LONGEST_LABEL = 100, 12, 300
COLUMN_PARTS = {"key", "kind", "label", "required", "options", "minimum", "maximum", "max_length"}
OPTION_PARTS = {"code", "label"}


def option_faults(options: Any) -> list[str]:
    """What keeps options from being stored."""
    return entry_faults(options, "code", OPTION_PARTS, MOST_OPTIONS) or repeated(options, "code")


def column_faults(columns: Any) -> list[str]:
    """What keeps columns from being stored."""
    found = entry_faults(columns, "key", COLUMN_PARTS, MOST_COLUMNS) or repeated(columns, "key")
    if found:
        return found
    for number, column in enumerate(columns, 1):
        found += [
            _("Row %(number)s: %(fault)s") % {"number": number, "fault": fault}
            for fault in one_column(column)
        ]
    return found


def entry_faults(entries: Any, key: str, parts: set[str], most: int) -> list[str]:
    """What is wrong with the shape of a list of coded, labelled things."""
    if not isinstance(entries, list):
        return [_("This must be a list.")]
    if len(entries) > most:
        return [_("Use at most %(most)s rows.") % {"most": most}]
    found = []
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict) or not entry.keys() <= parts or not is_labels(entry.get("label")):
            found.append(_("Row %(number)s is not complete.") % {"number": number})
        elif not isinstance(entry.get(key), str) or not CODE.fullmatch(entry[key]):
            told = _("Row %(number)s needs a code of letters, figures and hyphens.")
            found.append(told % {"number": number})
    return found


def is_labels(label: Any) -> bool:
    """Whether it is texts by language, some of them perhaps missing."""
    return (
        isinstance(label, dict)
        and label.keys() <= set(CODES)
        and all(isinstance(text, str) and len(text) <= LONGEST_LABEL for text in label.values())
    )


def repeated(entries: Sequence[Mapping[str, Any]], key: str) -> list[str]:
    codes = [entry[key] for entry in entries]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    return [_("The code “%(code)s” is used in two rows.") % {"code": code} for code in twice]


def one_column(column: Mapping[str, Any]) -> list[str]:
    """What is wrong with one column whose key and labels are sound."""
    kind = column.get("kind")
    if kind not in COLUMN_KINDS:
        return [_("Choose what the column asks for.")]
    found = [] if isinstance(column.get("required", True), bool) else [_("Say whether it is required.")]
    options = column.get("options", [])
    if kind == QuestionKind.CHOICE:
        found += option_faults(options)
    elif options:
        found.append(_("Only a choice can have answers to choose from."))
    low, high = column.get("minimum"), column.get("maximum")
    if (low is not None or high is not None) and kind != QuestionKind.NUMBER:
        found.append(_("Only a number can have a minimum and a maximum."))
    elif not all(limit is None or is_number(limit) for limit in (low, high)):
        found.append(_("The minimum and the maximum have to be numbers."))
    elif low is not None and high is not None and Decimal(str(low)) > Decimal(str(high)):
        found.append(_("The maximum is smaller than the minimum."))
    found += dict.fromkeys(fault for fault in map(bound_fault, (low, high)) if fault)
    longest = column.get("max_length")
    if longest is not None and (type(longest) is not int or longest < 1):
        found.append(_("The longest answer has to be a number of characters, 1 or more."))
    elif fault := length_fault(QuestionKind.TEXT, longest):
        found.append(fault)
    return found


def length_fault(kind: str, longest: Any) -> str:
    """Why a text of this kind cannot be allowed to be so long; empty where it can, and where nothing is said."""
    most = LONGEST_ALLOWED.get(kind)
    if most is None or not isinstance(longest, int) or longest <= most:
        return ""
    return _("Allow at most %(most)s characters.") % {"most": format_figure(most)}


def is_number(limit: Any) -> bool:
    if isinstance(limit, bool) or not isinstance(limit, int | float | str):
        return False
    try:
        return Decimal(str(limit)).is_finite()
    except (InvalidOperation, ValueError):
        return False


def options_incomplete(options: Sequence[Mapping[str, Any]]) -> list[str]:
    """What sound options lack before founders may see them."""
    found = []
    if len(options) < FEWEST_OPTIONS:
        found.append(_("A choice needs at least two options."))
    return found + labels_missing(options, "code")


def columns_incomplete(columns: Sequence[Mapping[str, Any]]) -> list[str]:
    """What sound columns lack before founders may see them."""
    found = [] if columns else [_("A table needs at least one column.")]
    found += labels_missing(columns, "key")
    for column in columns:
        if column["kind"] == QuestionKind.CHOICE:
            told = {"name": column["key"]}
            found += [
                _("%(name)s: %(fault)s") % {**told, "fault": fault}
                for fault in options_incomplete(column.get("options", []))
            ]
    return found


def labels_missing(entries: Iterable[Mapping[str, Any]], key: str) -> list[str]:
    """The languages in which a row has no words."""
    found = []
    for entry in entries:
        missing = languages_missing(entry["label"])
        if missing:
            told = {"code": entry[key], "languages": listed(names_of(missing))}
            found.append(_("%(code)s has no words in %(languages)s.") % told)
    return found


def languages_missing(texts: Mapping[str, str]) -> list[str]:
    """Codes of the languages in which there is no text."""
    return [code for code in CODES if not (texts.get(code) or "").strip()]
