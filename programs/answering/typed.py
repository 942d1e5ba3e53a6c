"""What a page sends for a question, as the text that is kept; and back, as what its controls show. No database.

A draft keeps what was typed even where it does not fit. Only what no text of ours may hold is taken out: control
characters, halves of pairs, and marks that turn the direction of what follows them.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

from portal.catalogue.enums import FactType
from portal.kernel.text import readable
from programs.enums import QuestionKind

from .numbers import MOST, number_in
from .specs import MOST_ROWS_ALLOWED, QuestionSpec
from .values import NO, YES, from_json, is_row

#: Characters that a draft keeps of one answer: no less than any question allows. `limits` holds forms to that.
MOST_KEPT: Mapping[str, int] = {
    QuestionKind.LONG_TEXT: 60_000,
    QuestionKind.TABLE: 500_000,
    # A hundred of the longest codes fit.
    QuestionKind.MULTIPLE: 10_000,
    QuestionKind.FACT: 10_000,
}
MOST_KEPT_ELSE = 5_000

Sent = Mapping[str, Sequence[str]]


def field_name(key: str) -> str:
    """The name of a question's control."""
    return f"answer-{key}"


def cell_name(key: str, row: int, column: str) -> str:
    """The name of the control of one cell of a table. No key holds a full stop, so no two names are alike."""
    return f"{field_name(key)}.{row}.{column}"


def rows_name(key: str) -> str:
    """The name of the hidden control that says how many rows a page shows of a table."""
    return f"rows-{key}"


def text_from(question: QuestionSpec, sent: Sent) -> str:
    """The text to keep of what a page sent. Empty where nothing was answered; for files always."""
    values = [
        readable(value, lines=question.kind == QuestionKind.LONG_TEXT) for value in sent_under(question, sent)
    ]
    last = values[-1] if values else ""
    if question.kind == QuestionKind.FILE:
        return ""
    if question.kind == QuestionKind.TABLE:
        return table_from(question, sent)
    if question.kind == QuestionKind.MULTIPLE:
        return codes_from(question.options, values)
    if question.kind == QuestionKind.FACT:
        return fact_from(question, values, last)
    if question.kind == QuestionKind.DECLARATION:
        return YES if last else ""
    return last


def sent_under(question: QuestionSpec, sent: Sent) -> Sequence[str]:
    return sent.get(field_name(question.key), ())


def codes_from(known: Mapping[str, Any] | Sequence[str], values: Sequence[str]) -> str:
    """Several codes as JSON, each once, in the order of the list; codes that it has not come last."""
    codes = [code for code in known if code in values]
    codes += [code for code in dict.fromkeys(values) if code and code not in codes]
    return dumped(codes) if codes else ""


def table_from(question: QuestionSpec, sent: Sent, *, without: int | None = None) -> str:
    """The rows of a table as JSON; rows that are wholly empty are left out, and the one numbered `without`."""
    rows = [row for number, row in filled_rows(question, sent).items() if number != without]
    return dumped(rows) if rows else ""


def filled_rows(question: QuestionSpec, sent: Sent) -> dict[int, dict[str, str]]:
    """The rows of a table that are not wholly empty, by the number from 0 that they have on the page."""
    rows = {}
    for number in range(sent_rows(question, sent)):
        row = {}
        for column in question.columns:
            values = sent.get(cell_name(question.key, number, column.key), ())
            text = readable(values[-1]) if values else ""
            if text:
                row[column.key] = text
        if row:
            rows[number] = row
    return rows


def sent_rows(question: QuestionSpec, sent: Sent) -> int:
    """How many rows of a table a page sent."""
    said = sent.get(rows_name(question.key), ("0",))[-1]
    return min(int(said), MOST_ROWS_ALLOWED) if said.isascii() and said.isdigit() and len(said) < 5 else 0


def fact_from(question: QuestionSpec, values: Sequence[str], last: str) -> str:
    """A fact as JSON, of the fact's own type where what was typed is one, else the text itself."""
    if question.fact is None or not last:
        return ""
    if question.fact.type == FactType.MULTI_CHOICE:
        return codes_from(question.fact.choices, values)
    value: Any = last
    if question.fact.type == FactType.BOOL:
        value = {YES: True, NO: False}.get(last, last)
    elif question.fact.type == FactType.INT:
        number = number_in(last, question.currency)
        if number is not None and -MOST <= number <= MOST and number == number.to_integral_value():
            value = int(number)
    return dumped(value)


def dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def is_too_long(question: QuestionSpec, text: str) -> bool:
    """Whether a draft cannot keep this text."""
    return len(text) > MOST_KEPT.get(question.kind, MOST_KEPT_ELSE)


def typed_again(question: QuestionSpec, text: str) -> str:
    """A text in the shape in which answers are kept, as a page held it: cleaned part by part like what is typed."""
    if question.kind == QuestionKind.TABLE:
        rows = [
            {column.key: cell for column in question.columns if (cell := readable(row.get(column.key, "")))}
            for row in kept_rows(text)
        ]
        return dumped([row for row in rows if row]) if any(rows) else ""
    if question.kind == QuestionKind.MULTIPLE:
        return codes_from(question.options, [readable(code) for code in texts_in(from_json(text))])
    if question.kind != QuestionKind.FACT:
        return readable(text, lines=question.kind == QuestionKind.LONG_TEXT)
    value = from_json(text)
    if isinstance(value, list):
        return codes_from((), [readable(code) for code in texts_in(value)])
    if isinstance(value, str):
        value = readable(value)
    return dumped(value) if value not in ("", None) and not isinstance(value, dict) else ""


def chosen_codes(question: QuestionSpec, text: str) -> tuple[str, ...]:
    """The codes that a kept text holds, for the controls of lists, yes or no, declarations and facts."""
    if question.kind == QuestionKind.MULTIPLE:
        return texts_in(from_json(text))
    if question.kind == QuestionKind.FACT:
        value = from_json(text)
        if isinstance(value, bool):
            return (YES if value else NO,)
        return texts_in(value if isinstance(value, list) else [value])
    return (text,) if text else ()


def texts_in(values: Any) -> tuple[str, ...]:
    return tuple(each for each in values if isinstance(each, str)) if isinstance(values, list) else ()


def shown_text(question: QuestionSpec, text: str) -> str:
    """What the one-line control of a question shows: a fact without its JSON, all else as it was typed."""
    if question.kind != QuestionKind.FACT or not text:
        return text
    value = from_json(text)
    return "" if value is None or isinstance(value, bool | list | dict) else str(value)


def kept_rows(text: str) -> list[dict[str, str]]:
    """The rows of a kept table; none where the text is no table."""
    rows = from_json(text)
    return rows if isinstance(rows, list) and all(is_row(row) for row in rows) else []


def digest(text: str) -> str:
    """Stands for a text in a page, to tell whether somebody has changed it there."""
    return blake2b(text.encode(), digest_size=6).hexdigest()
