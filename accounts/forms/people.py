"""A person's own page."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .fields import name_field


class ProfileForm(forms.Form):
    name = name_field(
        pgettext_lazy("a person", "Name"),
        longest=120,
        help_text=_("Other members and the zone see it. Without one they see your e-mail."),
    )
    language = forms.ChoiceField(
        label=_("Language of mails"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
        help_text=_("Pages have their own language: change it at the top of any page."),
        error_messages={
            "required": _("Choose a language."),
            "invalid_choice": _("Choose a language."),
        },
    )
    match_news = forms.BooleanField(
        label=_("Tell me when something begins or ceases to fit a firm of mine"),
        required=False,
        help_text=_(
            "In the inbox and by e-mail: measures and programmes that fit now, open now or no longer fit."
        ),
    )
