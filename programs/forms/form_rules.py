"""A rule as rows: a fact or an earlier answer, an operator and a value, all of them or any."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.wording import choice_labels, unit_label
from portal.catalogue.enums import FactGroup
from programs.answering.conditions import PREFIX
from programs.answering.rows import ALL, ANY, RuleRows, rows_of, rule_from
from programs.eligibility.facts import LIST_OPERATORS, OPERATORS, FactSpec
from programs.eligibility.rules import fault_in_words, validate_rule
from programs.eligibility.words import FactWords

from .form_rows import MOST_ROWS, Typed, rows_sent

#: Operators in words. For lists of codes the words differ from those for numbers.
WORDS = {
    "==": pgettext_lazy("in a rule", "is"),
    "!=": pgettext_lazy("in a rule", "is not"),
    ">=": pgettext_lazy("in a rule", "is at least"),
    "<=": pgettext_lazy("in a rule", "is at most"),
    ">": pgettext_lazy("in a rule", "is more than"),
    "<": pgettext_lazy("in a rule", "is less than"),
    "in": pgettext_lazy("in a rule", "is one of"),
    "contains-any": pgettext_lazy("in a rule", "has any of"),
}


class Subjects:
    """What a rule may read, with the words for it: facts of the firm and earlier answers."""

    def __init__(self, specs: Mapping[str, FactSpec], words: FactWords):
        """specs: by name in rules. words: for each of them."""
        self.specs, self.words = specs, words

    def choices(self) -> list:
        """For a select, answers first, then facts in their groups."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for name in self.specs:
            groups.setdefault(self.group(name), []).append((name, self.words.label(name)))
        answers = gettext("Earlier answers")
        in_order = sorted(groups.items(), key=lambda item: item[0] != answers)
        return [("", gettext("Choose a fact or an answer")), *in_order]

    def group(self, name: str) -> str:
        if name.startswith(PREFIX):
            return gettext("Earlier answers")
        return str(FactGroup(self.words.facts[name].group).label)


class RuleRow(Typed):
    """One comparison. Operator and value follow from what is chosen first."""

    def __init__(self, subjects: Subjects, *args, **kwargs):
        super().__init__(*args, **{"empty_permitted": True, **kwargs})
        self.fields["name"] = forms.ChoiceField(label=_("Fact or answer"), choices=subjects.choices())
        self.spec = subjects.specs.get(self.said("name") or "")
        self.unit = ""
        if self.spec is not None:
            fact = subjects.words.facts[self.spec.name]
            ops = [(op, WORDS[op]) for op in OPERATORS[self.spec.type]]
            self.fields["op"] = forms.ChoiceField(label=_("Comparison"), choices=ops)
            self.fields["value"] = value_field(self.spec, fact)
            self.unit = unit_label(fact.unit) if self.spec.type == "int" else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        codes, op = cleaned.get("value"), cleaned.get("op")
        if isinstance(codes, list) and op and op not in LIST_OPERATORS:
            if len(codes) != 1:
                self.add_error("value", gettext("Choose one, or compare with “is one of”."))
            else:
                cleaned["value"] = codes[0]
        return cleaned

    def has_changed(self) -> bool:
        """Choosing no fact takes a row out, whatever else stands in it."""
        return bool(self.said("name"))

    def comparison(self) -> dict[str, Any]:
        return {
            "fact": self.cleaned_data["name"],
            "op": self.cleaned_data["op"],
            "value": self.cleaned_data["value"],
        }


def value_field(spec: FactSpec, fact: Any) -> forms.Field:
    """What a fact or an answer is compared with."""
    if spec.type == "bool":
        return forms.TypedChoiceField(
            label=_("Value"), choices=[("yes", _("Yes")), ("no", _("No"))], coerce=lambda said: said == "yes"
        )
    if spec.type == "int":
        return forms.IntegerField(
            label=_("Value"),
            min_value=spec.min,
            max_value=spec.max,
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        )
    return forms.MultipleChoiceField(
        label=_("Value"), choices=list(choice_labels(fact).items()), widget=forms.CheckboxSelectMultiple
    )


def initial_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """A stored comparison as the fields show it."""
    value = row["value"]
    if isinstance(value, bool):
        value = "yes" if value else "no"
    elif isinstance(value, str):
        value = [value]
    return {"name": row["fact"], "op": row["op"], "value": value}


class RuleForm(Typed):
    """All or any of some rows, or a text for rules that rows cannot show.

    After `is_valid`, `rule` is what is stored.
    """

    joint = forms.ChoiceField(
        label=_("Which of the rows must hold"),
        choices=[(ALL, _("All of them")), (ANY, _("Any of them"))],
        initial=ALL,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Rule as text"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("Written in JSON. It counts instead of the rows; empty it to use the rows."),
    )

    #: What rules are made of: facts, an answer, a list of codes, and rules within rules.
    EXAMPLE = """\
{"any": [
  {"fact": "has_shenzhen_entity", "op": "==", "value": true},
  {"all": [
    {"fact": "headcount", "op": ">=", "value": 5},
    {"not": {"fact": "answer.stage", "op": "in", "value": ["idea", "pilot"]}}
  ]}
]}"""

    def __init__(
        self,
        subjects: Subjects,
        prefix: str,
        data=None,
        *,
        stored=None,
        quiet: bool = False,
        grows: bool = False,
    ):
        """stored: the rule as it is kept, or None. grows: whether somebody asked for one more row."""
        shown = rows_of(stored, subjects.specs)
        self.is_nested = shown is None
        kept = shown or RuleRows()
        text = json.dumps(stored, ensure_ascii=False, indent=2) if self.is_nested else ""
        super().__init__(data, prefix=prefix, initial={"joint": kept.joint, "text": text}, quiet=quiet)
        self.subjects = subjects
        self.rule: dict[str, Any] | None = None
        count = len(kept.rows) if data is None else rows_sent(data, prefix)
        # While one chooses facts and answers, a blank row stands at the end.
        is_full = not count or data is None or bool(data.get(f"{prefix}-{count - 1}-name"))
        blank = 1 if data is None or grows or (quiet and is_full) else 0
        self.rows = [
            RuleRow(
                subjects,
                data if data is not None and number < count else None,
                prefix=f"{prefix}-{number}",
                initial=initial_of(kept.rows[number]) if data is None and number < count else None,
                quiet=quiet,
            )
            for number in range(min(count + blank, MOST_ROWS))
        ]

    def clean_text(self) -> str:
        text = self.cleaned_data["text"].strip()
        if not text:
            return ""
        try:
            self.rule = json.loads(text)
        except (ValueError, RecursionError) as error:
            told = {"line": getattr(error, "lineno", 1)}
            raise forms.ValidationError(
                gettext(
                    "This is not valid JSON. Check brackets, commas and quotation marks in line %(line)s."
                )
                % told
            ) from None
        for path, said in validate_rule(self.rule, self.subjects.specs):
            self.add_error("text", fault_in_words(path, said))
        return text

    def is_valid(self) -> bool:
        """Also of the rows, unless the text counts."""
        if not super().is_valid():
            return False
        if self.cleaned_data["text"]:
            return True
        if False in [row.is_valid() for row in self.rows]:
            return False
        found = [row.comparison() for row in self.rows if row.has_changed()]
        self.rule = rule_from(self.cleaned_data["joint"], found)
        return True
