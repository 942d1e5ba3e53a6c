"""A person's own page."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.outbox.topics import Topic

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
    notices = forms.MultipleChoiceField(
        label=_("Tell me of"),
        choices=Topic.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "In the inbox and by e-mail. You are always told of decisions, offers, requests for more information, "
            "messages, reports that are due, papers that are held back, and changes of your account or firm."
        ),
        error_messages={"invalid_choice": _("Choose from the list.")},
    )
