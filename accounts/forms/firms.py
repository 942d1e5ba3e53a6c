"""The firm's own data, and which of several firms one works for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import FirmSide
from accounts.models import Firm, User
from accounts.selectors import possible_parents

from .fields import name_field


class FirmForm(forms.Form):
    """`cleaned_data` is what `services.firms` takes. The parent is asked for where there is one to choose."""

    name = name_field(
        _("Name in English"),
        longest=200,
        required=_("Enter the firm's name in English."),
        help_text=_("As registered. Where there is no English name, write the Chinese one in Latin letters."),
    )
    name_zh = name_field(_("Name in Chinese"), longest=200, help_text=_("As registered."))
    side = forms.ChoiceField(
        label=_("Where it is registered"),
        choices=FirmSide.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose where the firm is registered."),
            "invalid_choice": _("Choose where the firm is registered."),
        },
    )
    registration_number = forms.CharField(
        label=_("Registration number"),
        required=False,
        max_length=40,
        help_text=_(
            "Hong Kong: the 8 digits of the business registration. Shenzhen: the 18 characters of the unified social "
            "credit code."
        ),
        error_messages={"max_length": _("Use %(limit_value)d characters or fewer.")},
    )
    parent = forms.ModelChoiceField(
        label=_("Hong Kong parent"),
        queryset=Firm.objects.none(),
        required=False,
        empty_label=_("None"),
        help_text=_(
            "For a Shenzhen company: the Hong Kong firm that it belongs to. You must write for both."
        ),
        error_messages={"invalid_choice": _("Choose a Hong Kong firm of which you are an owner or editor.")},
    )

    def __init__(self, data=None, *, user: User, firm: Firm | None = None):
        """firm: the one to change, or None for a new one."""
        initial = {}
        if firm is not None:
            initial = {
                name: getattr(firm, name)
                for name in ("name", "name_zh", "side", "registration_number", "parent")
            }
        super().__init__(data, initial=initial)
        parents = possible_parents(user, firm)
        field = self.fields["parent"]
        if isinstance(field, forms.ModelChoiceField) and parents.exists():
            field.queryset = parents
        else:
            del self.fields["parent"]


class SwitchForm(forms.Form):
    """Which firm to work for; only the person's own can be chosen."""

    def __init__(self, data=None, *, firms):
        super().__init__(data)
        self.fields["firm"] = forms.ModelChoiceField(queryset=firms)
