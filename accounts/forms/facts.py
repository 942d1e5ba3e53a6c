"""One question of the fact registry as a form, drawn as its type asks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.wording import choice_labels, unit_label
from portal.catalogue.enums import Currency, FactType
from portal.catalogue.models import Fact

from .fields import WholeNumberField

#: From this many choices on, a list that opens is easier to use than a column of buttons.
MANY = 12


class FactForm(forms.Form):
    """`cleaned_data["value"]` is what `services.facts.record_fact` takes."""

    def __init__(self, data=None, *, fact: Fact, value=None):
        """value: the answer in force, or None."""
        super().__init__(data, initial={"value": shown(fact, value)})
        makers = {
            FactType.BOOL: yes_or_no,
            FactType.INT: whole_number,
            FactType.CHOICE: one_of,
            FactType.MULTI_CHOICE: any_of,
        }
        field = makers[FactType(fact.type)](fact)
        field.label = fact.question
        field.help_text = fact.help
        self.fields["value"] = field
        #: The unit stands before a sum and after any other number.
        self.prefix_unit = fact.unit if fact.unit in Currency else ""
        self.suffix_unit = "" if self.prefix_unit else unit_label(fact.unit)


def shown(fact: Fact, value):
    """A stored answer as its field's widget wants it."""
    if fact.type == FactType.BOOL and value is not None:
        return "yes" if value else "no"
    return value


def yes_or_no(fact: Fact) -> forms.Field:
    return forms.TypedChoiceField(
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Answer yes or no."), "invalid_choice": _("Answer yes or no.")},
    )


def whole_number(fact: Fact) -> forms.Field:
    return WholeNumberField(error_messages={"required": _("Enter a whole number.")})


def one_of(fact: Fact) -> forms.Field:
    choices = list(choice_labels(fact).items())
    many = len(choices) >= MANY
    return forms.ChoiceField(
        choices=[("", _("Choose one")), *choices] if many else choices,
        widget=forms.Select if many else forms.RadioSelect,
        error_messages={
            "required": _("Choose one of the answers."),
            "invalid_choice": _("Choose one of the answers."),
        },
    )


def any_of(fact: Fact) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=list(choice_labels(fact).items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one of the answers."),
            "invalid_choice": _("Choose among the answers."),
        },
    )
