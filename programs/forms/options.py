"""Answers to choose from, as a page shows them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.kernel.display import choose_text
from portal.kernel.languages import ENGLISH, current, names_of
from programs.answering.specs import ColumnSpec, QuestionSpec
from programs.answering.values import NO, YES
from programs.enums import QuestionKind


@dataclass(frozen=True)
class Option:
    code: str
    label: str
    is_chosen: bool


def options_of(spec: QuestionSpec | ColumnSpec, chosen: Iterable[str]) -> list[Option]:
    chosen = tuple(chosen)
    if spec.kind == QuestionKind.YES_NO:
        return yes_and_no(chosen)
    return [Option(code, label_in_words(label), code in chosen) for code, label in spec.options.items()]


def yes_and_no(chosen: Iterable[str]) -> list[Option]:
    chosen = tuple(chosen)
    return [Option(YES, _("Yes"), YES in chosen), Option(NO, _("No"), NO in chosen)]


def label_in_words(label: Mapping[str, str]) -> str:
    """A label in the reader's language; where it is missing, another one marked as the tag `translated` marks texts."""
    text, code = choose_text(dict(label))
    if not text or code == current():
        return text
    return f"{text} {_('(in English)') if code == ENGLISH else f'({names_of([code])[0]})'}"
