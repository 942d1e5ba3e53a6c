"""The questions of one page of the check as a form, and the choice between answers when they are kept for a firm."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.facts import any_of, one_of, shown, whole_number, yes_or_no
from accounts.rules import clean_fact_value
from accounts.wording import fact_in_words, unit_label
from portal.catalogue.enums import Currency, FactType
from portal.catalogue.models import Fact
from portal.kernel.display import SHORT, format_date
from programs.eligibility.traits import contradictions
from programs.selectors.check import as_of_today
from programs.services.check import Proposal

#: Posted for "I don't know" where there are answers to choose from. A number is left empty instead.
UNSURE = "?"
CHOSEN = (FactType.BOOL, FactType.CHOICE)
MAKERS = {
    FactType.BOOL: yes_or_no,
    FactType.INT: whole_number,
    FactType.CHOICE: one_of,
    FactType.MULTI_CHOICE: any_of,
}


class PageForm(forms.Form):
    """One field a fact, named after it; every one may be answered with "I don't know".

    After `is_valid`, `said` and `unsure` are what the page says.
    """

    def __init__(self, data=None, *, facts: Iterable[Fact], values: Mapping[str, Any], unsure: Iterable[str]):
        """facts: what the page asks. values: answers so far. unsure: facts that were answered with "I don't know"."""
        self.facts = {fact.name: fact for fact in facts}
        unsure = set(unsure)
        initial = {
            name: UNSURE if name in unsure and fact.type in CHOSEN else shown(fact, values.get(name))
            for name, fact in self.facts.items()
        }
        super().__init__(data, initial=initial)
        for name, fact in self.facts.items():
            field = field_for(fact)
            if isinstance(field, forms.ChoiceField) and fact.type == FactType.CHOICE:
                # What was posted stays, so that the contradiction is named and not the choice refused.
                stays = {values.get(name), (data or {}).get(name)}
                against = {code for code in codes_against(fact, values) if code not in stays}
                choices: Any = field.choices
                field.choices = [(code, label) for code, label in choices if code not in against]
            self.fields[name] = field

    def clean(self) -> dict[str, Any]:
        """Each answer as the registry takes it; what does not fit is an error at its field."""
        for name in list(self.cleaned_data):
            value = self.cleaned_data[name]
            if value is not None:
                try:
                    self.cleaned_data[name] = clean_fact_value(self.facts[name], value)
                except ValidationError as error:
                    self.add_error(name, error)
        return self.cleaned_data

    @property
    def said(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value is not None}

    @property
    def unsure(self) -> list[str]:
        return [name for name, value in self.cleaned_data.items() if value is None]

    def questions(self) -> list[dict]:
        """Each field with what stands around it."""
        return [
            {
                "field": self[name],
                "fact": fact,
                "prefix": fact.unit if fact.unit in Currency else "",
                "suffix": "" if fact.unit in Currency else unit_label(fact.unit),
                "note": note_for(fact),
                "in_row": fact.type == FactType.BOOL,
            }
            for name, fact in self.facts.items()
        ]


def codes_against(fact: Fact, values: Mapping[str, Any]) -> list[str]:
    """The codes of a choice that contradict the other answers: no area for a company that there is."""
    others = {name: value for name, value in values.items() if name != fact.name}
    before = set(contradictions(others))
    codes = [choice["code"] for choice in fact.choices]
    return [code for code in codes if set(contradictions({**others, fact.name: code})) - before]


def field_for(fact: Fact) -> forms.Field:
    """The field of a firm's own facts, with a way to say that one does not know."""
    field = MAKERS[FactType(fact.type)](fact)
    field.label, field.help_text = fact.question, fact.help
    if fact.type in CHOSEN and isinstance(field, forms.ChoiceField):
        field = with_unsure(field)
    elif fact.type == FactType.INT:
        field.required = False
    return field


def with_unsure(field: forms.ChoiceField) -> forms.Field:
    """The same field with one more choice, which stands for None."""
    known = field.coerce if isinstance(field, forms.TypedChoiceField) else str
    choices: Any = field.choices
    message = _("Choose an answer, or “I don’t know”.")
    return forms.TypedChoiceField(
        label=field.label,
        help_text=field.help_text,
        choices=[*choices, (UNSURE, _("I don’t know"))],
        coerce=lambda value: None if value == UNSURE else known(value),
        empty_value=None,
        widget=type(field.widget),
        error_messages={"required": message, "invalid_choice": message},
    )


def note_for(fact: Fact):
    """How to leave an answer open, where no choice says it."""
    if fact.type == FactType.INT:
        return _("Leave it empty if you do not know.")
    return _("Choose all that apply.") if fact.type == FactType.MULTI_CHOICE else ""


#: What may be chosen where an answer differs from what is recorded.
NEW, RECORDED = "new", "recorded"


class ConflictForm(forms.Form):
    """One choice a fact whose answer differs from the recorded one; nothing is chosen beforehand."""

    def __init__(self, data=None, *, conflicts: Iterable[Proposal]):
        super().__init__(data)
        for each in conflicts:
            self.fields[each.fact.name] = forms.ChoiceField(
                label=each.fact.question,
                choices=[(NEW, new_label(each)), (RECORDED, recorded_label(each))],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose which answer holds.")},
            )

    @property
    def replaced(self) -> set[str]:
        """The facts whose new answer takes the place of the recorded one."""
        return {name for name, choice in self.cleaned_data.items() if choice == NEW}


def new_label(each: Proposal) -> str:
    return gettext("%(answer)s (your answer in the check)") % {"answer": fact_in_words(each.fact, each.value)}


def recorded_label(each: Proposal) -> str:
    """What is recorded, when, and by whom."""
    if each.stored is None:
        return ""
    return gettext("%(answer)s (recorded on %(date)s by %(person)s)") % {
        "answer": fact_in_words(each.fact, as_of_today(each.stored)),
        "date": format_date(each.stored.recorded_at, SHORT),
        "person": each.stored.recorded_by,
    }
