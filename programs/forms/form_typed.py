"""What an author typed on the page of a section or question, in words: where it cannot be saved, to copy from."""

from collections.abc import Iterable
from typing import Any

from django import forms

from .form_rows import Typed


def typed_in_words(sent: Iterable[Typed]) -> list[tuple[str, str]]:
    """The label and the text of every field that was filled in. sent: forms; blank ones count for nothing."""
    fields = [field for form in sent if form.is_bound and form.has_changed() for field in form]
    return [(str(field.label), words) for field in fields if (words := said_in(field))]


def said_in(field: forms.BoundField) -> str:
    """What stands in a field: labels of what was chosen, else the text. Boxes say nothing by themselves."""
    if isinstance(field.field, forms.BooleanField):
        return ""
    said = field.value() or ""
    if not isinstance(field.field, forms.ChoiceField):
        return str(said).strip()
    labels = labels_of(field.field)
    return ", ".join(labels.get(code, code) for code in ([said] if isinstance(said, str) else said) if code)


def labels_of(field: forms.ChoiceField) -> dict[str, str]:
    """The label of each choice by its code, also of those that stand in groups."""
    found: dict[str, str] = {}
    choices: Any = field.choices
    for code, label in choices:
        rows = label if isinstance(label, list | tuple) else [(code, label)]
        found.update((str(key), str(text)) for key, text in rows)
    return found
