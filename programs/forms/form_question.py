"""One section and one question of a form as their authors fill them in."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.catalogue.enums import Currency
from portal.catalogue.models import Fact
from portal.kernel.forms import error_links
from portal.kernel.languages import SUFFIXES
from programs.answering.conditions import RULES
from programs.answering.kinds import PARTS
from programs.answering.limits import too_many_rows
from programs.answering.specs import MOST_ROWS_ALLOWED
from programs.enums import PaperKind, QuestionKind
from programs.models import Question, Section
from programs.models.form import LISTS

from .form_rows import ColumnRow, OptionRow, Rows, Typed, bound, in_languages
from .form_rules import RuleForm, Subjects


class SectionForm(Typed):
    """The words of a section; `values()` is what the services take."""

    def __init__(self, data=None, *, section: Section | None = None):
        super().__init__(data, initial=texts_of(section, "title", "help") if section else None)
        self.fields.update(in_languages("title", _("Title"), length=200))
        self.fields.update(in_languages("help", _("Help"), length=4000, rows=3))

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    @property
    def titles(self) -> list[forms.BoundField]:
        return [self[f"title_{suffix}"] for suffix in SUFFIXES.values()]

    @property
    def helps(self) -> list[forms.BoundField]:
        return [self[f"help_{suffix}"] for suffix in SUFFIXES.values()]


def texts_of(row: Section | Question, *fields: str) -> dict[str, str]:
    """The columns of translated fields."""
    return {
        f"{f}_{suffix}": getattr(row, f"{f}_{suffix}") or "" for f in fields for suffix in SUFFIXES.values()
    }


class QuestionForm(Typed):
    """Everything about a question but its lists and rules. Which fields there are follows from the kind."""

    def __init__(
        self, data=None, *, question: Question | None, facts: Mapping[str, Fact], labels, quiet=False
    ):
        """question: None for a new one. facts: the registry. labels: name of a fact -> its short words."""
        super().__init__(data, initial=stored_values(question) if question else None, quiet=quiet)
        self.facts = facts
        self.fields["kind"] = forms.ChoiceField(
            label=_("Kind of question"), choices=QuestionKind.choices, initial=QuestionKind.TEXT
        )
        self.kind = self.said("kind")
        if question is None:
            self.fields["key"] = forms.SlugField(
                label=_("Key"),
                required=False,
                max_length=60,
                help_text=_(
                    "Rules and exports call the answer by this key. Left empty, it is made from the words."
                ),
            )
        self.fields.update(in_languages("label", _("Question"), length=300))
        self.fields.update(in_languages("help", _("Help"), length=4000, rows=2))
        for part in PARTS.get(self.kind, ()):
            if part in MAKERS:
                self.fields[part] = MAKERS[part]()
        if "fact" in PARTS.get(self.kind, ()):
            self.fields["fact"] = fact_field(self.kind, labels)
        self.fields["required"] = forms.BooleanField(
            label=_("An answer is required"), required=False, initial=True
        )

    def clean_fact(self) -> Fact | None:
        return self.facts.get(self.cleaned_data["fact"])

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    def named(self, *names: str) -> list[forms.BoundField]:
        """The fields of these names that the kind has."""
        return [self[name] for name in names if name in self.fields]

    @property
    def labels(self) -> list[forms.BoundField]:
        return self.named(*(f"label_{suffix}" for suffix in SUFFIXES.values()))

    @property
    def helps(self) -> list[forms.BoundField]:
        return self.named(*(f"help_{suffix}" for suffix in SUFFIXES.values()))

    @property
    def limits(self) -> list[forms.BoundField]:
        """What narrows the answer: lengths, unit, range, rows, kind of paper."""
        return self.named(*MAKERS)


def stored_values(question: Question) -> dict[str, Any]:
    """A stored question as the fields show it."""
    plain = {name: getattr(question, name) for name in (*MAKERS, "kind", "required", "asked_again")}
    return {**plain, **texts_of(question, "label", "help"), "fact": question.fact_id or ""}


def number(label, *, most: int | None = None) -> forms.IntegerField:
    """A whole number that may be left open. most: None where what fits depends on the kind of question."""
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=most, widget=forms.TextInput
    )


def row_limit(label) -> forms.IntegerField:
    """A number of rows of a table."""
    field = number(label, most=MOST_ROWS_ALLOWED)
    field.error_messages["max_value"] = too_many_rows()
    return field


#: Column -> its field. In the order of the page.
MAKERS = {
    "max_length": lambda: number(_("Longest answer in characters")),
    "max_words": lambda: number(_("Longest answer in words"), most=30_000),
    "currency": lambda: forms.ChoiceField(
        label=_("Currency"), required=False, choices=[("", "…"), *Currency.choices]
    ),
    "unit": lambda: forms.CharField(label=_("Unit"), required=False, max_length=20),
    "minimum": lambda: bound(_("Minimum")),
    "maximum": lambda: bound(_("Maximum")),
    "min_rows": lambda: row_limit(_("Fewest rows")),
    "max_rows": lambda: row_limit(_("Most rows")),
    "paper_kind": lambda: forms.ChoiceField(
        label=_("Kind of paper"), required=False, choices=[("", _("Any paper")), *PaperKind.choices]
    ),
    "asked_again": lambda: forms.BooleanField(
        label=_("Asked anew each time"),
        required=False,
        help_text=_("Never filled in from facts or from an earlier application."),
    ),
}


def fact_field(kind: str, labels: Mapping[str, str]) -> forms.Field:
    """The fact that a question asks for, or that answers it."""
    choices = sorted(labels.items(), key=lambda item: item[1].casefold())
    if kind == QuestionKind.FACT:
        return forms.ChoiceField(
            label=_("Fact of the firm"),
            required=False,
            choices=[("", _("Choose a fact")), *choices],
            help_text=_("The question takes its kind, its choices and its range from the registry of facts."),
        )
    return forms.ChoiceField(
        label=_("Filled in from the fact"),
        required=False,
        choices=[("", _("None")), *choices],
        help_text=_("Where the firm has recorded this fact, a new draft has the answer already."),
    )


class QuestionForms:
    """The page of one question: its fields, its options or columns, its two rules."""

    def __init__(
        self,
        data=None,
        *,
        question: Question | None,
        facts: Mapping[str, Fact],
        subjects: Subjects,
        quiet: bool = False,
        grows: str = "",
    ):
        """grows: the prefix of the list or rule for which more rows were asked."""
        labels = {name: subjects.words.label(name) for name in facts}
        self.main = QuestionForm(data, question=question, facts=facts, labels=labels, quiet=quiet)
        kind = self.main.kind
        self.options = self.columns = None
        if kind in LISTS:
            stored = question.options if question else ()
            self.options = Rows(
                OptionRow, "option", data, stored=stored, quiet=quiet, grows=grows == "option"
            )
        if kind == QuestionKind.TABLE:
            stored = question.columns if question else ()
            self.columns = Rows(
                ColumnRow, "column", data, stored=stored, quiet=quiet, grows=grows == "column"
            )
        self.shown, self.needed = (
            RuleForm(
                subjects,
                prefix,
                data,
                stored=getattr(question, part, None),
                quiet=quiet,
                grows=grows == prefix,
            )
            for prefix, part in zip(("shown", "needed"), RULES, strict=True)
        )

    @property
    def every(self) -> list[Typed]:
        """All forms in the order of the page."""
        rows = [form for each in (self.options, self.columns) if each for form in each]
        return [self.main, *rows, self.shown, *self.shown.rows, self.needed, *self.needed.rows]

    @property
    def problems(self) -> list[dict[str, str]]:
        """Every error in the order of the page, with the rule and the row that it is about."""
        found = error_links(self.main)
        for rows in (self.options, self.columns):
            found += in_rows(rows or ())
        for title, rule in ((_("Asked only when"), self.shown), (_("Required when"), self.needed)):
            links = [*error_links(rule), *in_rows(rule.rows)]
            found += [{**link, "text": placed(title, link["text"])} for link in links]
        return found

    def is_valid(self) -> bool:
        parts = [self.main, self.options, self.columns, self.shown, self.needed]
        return False not in [part.is_valid() for part in parts if part is not None]

    def values(self) -> dict[str, Any]:
        """What the services take."""
        found = {**self.main.values(), "shown_when": self.shown.rule, "required_when": self.needed.rule}
        if self.options is not None:
            found["options"] = self.options.entries()
        if self.columns is not None:
            found["columns"] = self.columns.entries()
        return found

    def refuse(self, errors: Mapping[str, list[str]], message: str) -> None:
        """Put the refusals of a service beside what they are about."""
        homes: dict[str, tuple[Typed, str | None]] = {
            "shown_when": (self.shown, "text"),
            "required_when": (self.needed, "text"),
        }
        for name, texts in errors.items():
            home, field = homes.get(name, (self.main, name if name in self.main.fields else None))
            for text in texts:
                home.add_error(field, text)
        if not errors:
            self.main.add_error(None, message)


def in_rows(rows: Iterable[Typed]) -> list[dict[str, str]]:
    """The errors of rows, each with the number of its row."""
    return [
        {**link, "text": placed(gettext("Row %(number)s") % {"number": number}, link["text"])}
        for number, row in enumerate(rows, 1)
        for link in error_links(row)
    ]


def placed(where, text: str) -> str:
    """An error with what it is about in front."""
    return gettext("%(label)s: %(error)s") % {"label": where, "error": text}
