"""What a form asks, as plain values read from its rows. No database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from portal.catalogue.enums import Currency
from programs.eligibility.compiling import Facts, Test, compile_node
from programs.eligibility.facts import FactSpec, spec_of
from programs.eligibility.logic import Truth
from programs.eligibility.nodes import parse
from programs.enums import QuestionKind

#: What a column of a table may ask for.
COLUMN_KINDS = (
    QuestionKind.TEXT,
    QuestionKind.NUMBER,
    QuestionKind.DATE,
    QuestionKind.CHOICE,
    QuestionKind.YES_NO,
)
#: Characters that an answer may have where the form says nothing.
LONGEST: Mapping[str, int] = {QuestionKind.TEXT: 300, QuestionKind.LONG_TEXT: 20_000}
#: Characters that a form may allow.
LONGEST_ALLOWED: Mapping[str, int] = {QuestionKind.TEXT: 5_000, QuestionKind.LONG_TEXT: 30_000}
#: Rows that a table may have where the form says nothing, and rows that a form may allow.
MOST_ROWS, MOST_ROWS_ALLOWED = 50, 100


@dataclass(frozen=True)
class ColumnSpec:
    """One column of a table."""

    key: str
    #: One of COLUMN_KINDS.
    kind: str
    #: Language code -> text.
    label: Mapping[str, str]
    required: bool = True
    #: Code -> language code -> text.
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    max_length: int = LONGEST[QuestionKind.TEXT]


@dataclass(frozen=True)
class QuestionSpec:
    """One question. `minimum` and `maximum` belong to numbers and sums, the lengths to texts."""

    key: str
    #: One of `QuestionKind`.
    kind: str
    required: bool = True
    #: Rules as stored; None: never, and always.
    required_when: Mapping[str, Any] | None = None
    shown_when: Mapping[str, Any] | None = None
    asked_again: bool = False
    #: Code -> language code -> text.
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    columns: tuple[ColumnSpec, ...] = ()
    min_rows: int = 0
    max_rows: int = MOST_ROWS
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    max_length: int | None = None
    max_words: int | None = None
    #: The code in which a sum is asked for; "" for all else.
    currency: str = ""
    #: The fact of the registry that a question of kind FACT asks for, or that answers any other.
    fact: FactSpec | None = None

    @property
    def can_be_answered(self) -> bool:
        """Not where the fact that it asks for has left the registry: that must keep nobody from sending."""
        return self.kind != QuestionKind.FACT or self.fact is not None

    @cached_property
    def is_shown(self) -> Test:
        """Says of the facts and answers known so far whether the question is asked."""
        return test_of(self.shown_when, otherwise=True)

    @cached_property
    def is_needed(self) -> Test:
        """Says of the same whether it needs an answer."""
        return test_of(self.required_when, otherwise=self.required)


def test_of(rule: Mapping[str, Any] | None, *, otherwise: bool) -> Test:
    """A stored rule as a function; without a rule one that always says `otherwise`.

    Facts and drafts of forms change after a rule is stored: one that fits them no more decides nothing.
    """
    if rule is None:
        return lambda known: otherwise
    try:
        test = compile_node(parse(rule))
    except (LookupError, TypeError, AttributeError, RecursionError):
        return lambda known: None

    def decide(known: Facts) -> Truth:
        try:
            return test(known)
        except TypeError:
            return None

    return decide


@dataclass(frozen=True)
class SectionSpec:
    key: str
    questions: tuple[QuestionSpec, ...]


@dataclass(frozen=True)
class FormSpec:
    sections: tuple[SectionSpec, ...]

    @cached_property
    def questions(self) -> dict[str, QuestionSpec]:
        """Every question by key, in the order in which they are asked."""
        return {each.key: each for section in self.sections for each in section.questions}


def question_spec(row: Any) -> QuestionSpec:
    """A row of `Question`, its fact loaded with it."""
    return QuestionSpec(
        key=row.key,
        kind=row.kind,
        required=row.required,
        required_when=row.required_when,
        shown_when=row.shown_when,
        asked_again=row.asked_again or row.kind == QuestionKind.DECLARATION,
        options={option["code"]: option["label"] for option in row.options},
        columns=tuple(column_spec(column) for column in row.columns),
        min_rows=row.min_rows or 0,
        max_rows=most_rows(row),
        minimum=row.minimum,
        maximum=row.maximum,
        max_length=row.max_length or LONGEST.get(row.kind),
        max_words=row.max_words,
        currency=currency_of(row),
        fact=spec_of(row.fact) if row.fact else None,
    )


def most_rows(row: Any) -> int:
    """How many rows an answer to a row of `Question` may have."""
    return row.max_rows or max(MOST_ROWS, row.min_rows or 0)


def currency_of(row: Any) -> str:
    """The currency that a row of `Question` asks for, itself or by its fact."""
    if row.kind == QuestionKind.FACT:
        return row.fact.unit if row.fact and row.fact.unit in Currency else ""
    return row.currency if row.kind == QuestionKind.MONEY else ""


def column_spec(column: Mapping[str, Any]) -> ColumnSpec:
    """One stored column of a table."""
    return ColumnSpec(
        key=column["key"],
        kind=column["kind"],
        label=column["label"],
        required=column.get("required", True),
        options={option["code"]: option["label"] for option in column.get("options", ())},
        minimum=as_decimal(column.get("minimum")),
        maximum=as_decimal(column.get("maximum")),
        max_length=column.get("max_length") or LONGEST[QuestionKind.TEXT],
    )


def as_decimal(number: Any) -> Decimal | None:
    return None if number is None else Decimal(str(number))


def form_spec(sections: Iterable[Any]) -> FormSpec:
    """The form of rows of `Section` in order, each with its questions prefetched."""
    return FormSpec(
        tuple(
            SectionSpec(section.key, tuple(question_spec(row) for row in section.questions.all()))
            for section in sections
        )
    )
