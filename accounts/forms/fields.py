"""Fields that several forms share, and the way a service's refusal gets beside them."""

import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.rules import LARGEST, validate_name
from portal.kernel.errors import DomainError, InvalidInput


def name_field(label, *, longest: int, required="", help_text="") -> forms.CharField:
    """One line of text. `required` is the message for an empty field; without it the field is optional."""
    return forms.CharField(
        label=label,
        max_length=longest,
        required=bool(required),
        validators=[validate_name],
        help_text=help_text,
        error_messages={"required": required, "max_length": _("Use %(limit_value)d characters or fewer.")},
    )


class WholeNumberField(forms.IntegerField):
    """A whole number as people type it: full-width figures, spaces and thousands commas are understood."""

    widget = forms.TextInput

    def __init__(self, **options):
        super().__init__(max_value=LARGEST, min_value=-LARGEST, **options)
        self.error_messages["invalid"] = _("Enter a whole number.")

    def to_python(self, value):
        """The number, or None for an empty field."""
        if isinstance(value, str):
            value = "".join(unicodedata.normalize("NFKC", value).replace(",", "").split())[:30]
        return super().to_python(value)

    def widget_attrs(self, widget) -> dict:
        """A keyboard of figures on a phone."""
        return {"inputmode": "numeric", "autocomplete": "off"}


def add_refusal(form: forms.BaseForm, error: DomainError) -> None:
    """Put what a service refused beside the fields it is about, or above the form."""
    named = error.errors if isinstance(error, InvalidInput) else {}
    for name, texts in named.items():
        for text in texts:
            form.add_error(name if name in form.fields else None, text)
    if not named:
        form.add_error(None, str(error.message))
