"""Forms that may be shown again before anything is checked, and rows of them: options and columns of a question."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.forms.utils import ErrorDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.kernel.languages import CODES, ENGLISH, HTML_LANG, SUFFIXES
from programs.answering.lists import CODE
from programs.answering.numbers import BOUND_FIGURES, PLACES, bound_too_far
from programs.answering.specs import COLUMN_KINDS, LONGEST_ALLOWED
from programs.enums import QuestionKind
from programs.services.form_parts import free_key

MOST_ROWS = 100
#: Blank rows after those that there are.
BLANK = 2
LANGUAGE_NAMES = dict(settings.LANGUAGES)


class Typed(forms.Form):
    """Keeps what was typed. While `quiet` nothing is checked: somebody only asked for other fields."""

    use_required_attribute = False

    def __init__(self, *args, quiet: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.quiet = quiet

    def full_clean(self):
        if self.quiet:
            self._errors, self.cleaned_data = ErrorDict(), {}
            return
        super().full_clean()

    def said(self, name: str) -> Any:
        """What stands in a field now, before it is cleaned."""
        return self[name].value() if name in self.fields else None


def in_languages(field: str, label, *, length: int, rows: int = 0) -> dict[str, forms.CharField]:
    """A text field for each language; `rows` makes it a text area."""
    return {
        f"{field}_{SUFFIXES[code]}": forms.CharField(
            label=f"{label} ({LANGUAGE_NAMES[code]})",
            required=False,
            max_length=length,
            widget=forms.Textarea(attrs={"rows": rows, "lang": HTML_LANG[code]})
            if rows
            else forms.TextInput(attrs={"lang": HTML_LANG[code]}),
        )
        for code in CODES
    }


def bound(label) -> forms.DecimalField:
    """The least or the largest number that an answer may be; may be left open."""
    told = bound_too_far()
    return forms.DecimalField(
        label=label,
        required=False,
        max_digits=BOUND_FIGURES,
        decimal_places=PLACES,
        widget=forms.TextInput,
        error_messages={"max_digits": told, "max_whole_digits": told},
    )


class Labelled(Typed):
    """A row with a code and words in three languages."""

    #: What the code is called where the row is stored.
    code = "code"

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("empty_permitted", True)
        super().__init__(*args, **kwargs)
        self.fields.update(
            {
                "code": forms.RegexField(
                    rf"^{CODE.pattern}\Z",
                    label=pgettext_lazy("of a row in a list", "Code"),
                    required=False,
                    max_length=60,
                    error_messages={"invalid": _("Use letters, figures and hyphens.")},
                ),
                **in_languages("label", _("Words"), length=300),
            }
        )

    def has_changed(self) -> bool:
        """Without code and words it is blank, whatever else stands in it."""
        return any(self.said(name) for name in ("code", *(f"label_{suffix}" for suffix in SUFFIXES.values())))

    def entry(self) -> dict[str, Any]:
        """The row as it is stored."""
        label = {code: self.cleaned_data.get(f"label_{SUFFIXES[code]}", "") for code in CODES}
        return {self.code: self.cleaned_data["code"], "label": label}

    @classmethod
    def initial_of(cls, entry: Mapping[str, Any]) -> dict[str, Any]:
        """A stored row as the fields show it."""
        texts = {f"label_{SUFFIXES[code]}": entry["label"].get(code, "") for code in CODES}
        return {"code": entry[cls.code], **texts}


class OptionRow(Labelled):
    """One answer to choose."""


class ColumnRow(Labelled):
    """One column of a table. Its choices are lines of a code and words in three languages."""

    code = "key"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [(str(kind), QuestionKind(kind).label) for kind in COLUMN_KINDS]
        self.fields["kind"] = forms.ChoiceField(label=_("Asks for"), choices=kinds, initial=QuestionKind.TEXT)
        self.fields["required"] = forms.BooleanField(label=_("Required"), required=False, initial=True)
        kind = self.said("kind")
        if kind == QuestionKind.TEXT:
            self.fields["max_length"] = forms.IntegerField(
                label=_("Longest answer in characters"),
                required=False,
                min_value=1,
                max_value=LONGEST_ALLOWED[QuestionKind.TEXT],
                widget=forms.TextInput,
            )
        if kind == QuestionKind.NUMBER:
            for name, label in (("minimum", _("Minimum")), ("maximum", _("Maximum"))):
                self.fields[name] = bound(label)
        if kind == QuestionKind.CHOICE:
            self.fields["options"] = forms.CharField(
                label=_("Answers to choose from"),
                required=False,
                max_length=8000,
                widget=forms.Textarea(attrs={"rows": 4}),
                help_text=_("One a line: code | English | 繁體 | 简体"),
            )

    def clean_options(self) -> list[dict[str, Any]]:
        found = []
        for line in self.cleaned_data["options"].splitlines():
            if line.strip():
                code, *texts = (part.strip() for part in line.split("|"))
                if len(texts) != len(CODES):
                    raise forms.ValidationError(
                        gettext("Write a code and three texts on each line, with | between them.")
                    )
                found.append({"code": code, "label": dict(zip(CODES, texts, strict=True))})
        return with_codes(found, "code", "option")

    def entry(self) -> dict[str, Any]:
        found = {
            **super().entry(),
            "kind": self.cleaned_data["kind"],
            "required": self.cleaned_data["required"],
        }
        for name in ("minimum", "maximum"):
            if self.cleaned_data.get(name) is not None:
                found[name] = format(self.cleaned_data[name], "f")
        if self.cleaned_data.get("max_length"):
            found["max_length"] = self.cleaned_data["max_length"]
        if "options" in self.cleaned_data:
            found["options"] = self.cleaned_data["options"]
        return found

    @classmethod
    def initial_of(cls, entry: Mapping[str, Any]) -> dict[str, Any]:
        lines = (
            " | ".join([option["code"], *(option["label"].get(code, "") for code in CODES)])
            for option in entry.get("options", ())
        )
        return {
            **super().initial_of(entry),
            "kind": entry["kind"],
            "required": entry.get("required", True),
            "minimum": entry.get("minimum"),
            "maximum": entry.get("maximum"),
            "max_length": entry.get("max_length"),
            "options": "\n".join(lines),
        }


class Rows:
    """Forms of one kind below each other, with blank ones at the end; a row left blank counts for nothing."""

    def __init__(
        self,
        row: type[Labelled],
        prefix: str,
        data: Mapping[str, Any] | None = None,
        *,
        stored: Sequence[Mapping[str, Any]] = (),
        quiet: bool = False,
        grows: bool = False,
    ):
        """grows: whether somebody asked for more rows."""
        self.row, self.prefix = row, prefix
        count = len(stored) if data is None else rows_sent(data, prefix)
        # A list that a sent page did not have yet begins with blank rows, as on a new page.
        blank = BLANK if data is None or grows or (quiet and not count) else 0
        initial = [row.initial_of(entry) for entry in stored]
        self.forms = [
            row(
                # A row that the sent page did not have yet is blank and shows what it begins with.
                data if data is not None and number < count else None,
                prefix=f"{prefix}-{number}",
                initial=initial[number] if data is None and number < count else None,
                quiet=quiet,
            )
            for number in range(min(count + blank, MOST_ROWS))
        ]

    def __iter__(self) -> Iterator[Labelled]:
        return iter(self.forms)

    @property
    def moves(self) -> list[tuple[Labelled, bool, bool]]:
        """Each row with whether it may go up and down. Blank rows stay where they are."""
        filled = [form.has_changed() for form in self.forms]
        return [
            (form, filled[n] and n > 0, filled[n] and n + 1 < len(filled) and filled[n + 1])
            for n, form in enumerate(self.forms)
        ]

    def is_valid(self) -> bool:
        # Each is asked, so that every fault is told at once.
        return False not in [form.is_valid() for form in self.forms]

    def entries(self) -> list[dict[str, Any]]:
        """The rows that were filled in, as they are stored."""
        found = [form.entry() for form in self.forms if form.has_changed()]
        return with_codes(found, self.row.code, self.prefix)


def with_codes(entries: list[dict[str, Any]], key: str, word: str) -> list[dict[str, Any]]:
    """The entries; those without a code get one from their English words, as questions get their keys."""
    taken = {entry[key] for entry in entries}
    for entry in entries:
        if not entry[key]:
            entry[key] = free_key(entry["label"].get(ENGLISH, ""), taken, word)
            taken.add(entry[key])
    return entries


def rows_sent(data: Mapping[str, Any], prefix: str) -> int:
    """How many rows a sent page had."""
    name = re.compile(rf"{prefix}-(\d{{1,3}})-", re.ASCII)
    numbers = [int(match[1]) for key in data for match in [name.match(key)] if match]
    return min(max(numbers, default=-1) + 1, MOST_ROWS)
