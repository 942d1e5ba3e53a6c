"""Which parts a question of each kind has. No database."""

from collections.abc import Mapping

from programs.enums import QuestionKind

LENGTHS = ("max_length", "max_words")
RANGE = ("minimum", "maximum")
#: Kind -> the columns of a question that only some kinds have. Texts, rules and the like belong to every kind.
PARTS: Mapping[str, tuple[str, ...]] = {
    QuestionKind.TEXT: (*LENGTHS, "fact", "asked_again"),
    QuestionKind.LONG_TEXT: (*LENGTHS, "fact", "asked_again"),
    QuestionKind.NUMBER: ("unit", *RANGE, "fact", "asked_again"),
    QuestionKind.MONEY: ("currency", *RANGE, "fact", "asked_again"),
    QuestionKind.YES_NO: ("fact", "asked_again"),
    QuestionKind.CHOICE: ("options", "fact", "asked_again"),
    QuestionKind.MULTIPLE: ("options", "fact", "asked_again"),
    QuestionKind.DATE: ("asked_again",),
    QuestionKind.TABLE: ("columns", "min_rows", "max_rows", "asked_again"),
    QuestionKind.FILE: ("paper_kind", "asked_again"),
    QuestionKind.FACT: ("fact",),
    # Always asked anew.
    QuestionKind.DECLARATION: (),
}
#: Every column that some kind lacks.
OPTIONAL_PARTS = frozenset(part for parts in PARTS.values() for part in parts)


def parts_lacking(kind: str) -> frozenset[str]:
    """The columns that mean nothing to a question of this kind."""
    return OPTIONAL_PARTS - set(PARTS.get(kind, ()))
