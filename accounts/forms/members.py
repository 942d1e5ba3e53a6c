"""Inviting people and changing what they may do."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import MemberRole

ROLE_HELP = _("Owners sign and manage members. Editors change data and drafts. Viewers read.")


def role_field(**options) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Role"),
        choices=MemberRole.choices,
        error_messages={"required": _("Choose a role."), "invalid_choice": _("Choose a role.")},
        **options,
    )


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("The invitation works only for somebody who can read mail sent to this address."),
        error_messages={
            "required": _("Enter an e-mail address."),
            "invalid": _("Enter an e-mail address, such as name@example.org."),
            "max_length": _("Use %(limit_value)d characters or fewer."),
        },
    )
    role = role_field(initial=MemberRole.EDITOR, widget=forms.RadioSelect, help_text=ROLE_HELP)


class RoleForm(forms.Form):
    role = role_field()
