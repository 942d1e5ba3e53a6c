"""Forms of reports about entries. They check input and nothing else."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.enums import ReportAbout
from programs.models import EntryReport


class ReportForm(forms.Form):
    """What a reader found wrong."""

    about = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=ReportAbout.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong.")},
    )
    text = forms.CharField(
        label=_("What does the page say, and what should it say?"),
        help_text=_("10 to 2,000 characters. Leave out anything private."),
        min_length=EntryReport.SHORTEST,
        max_length=EntryReport.LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": _("Say what is wrong."),
            "min_length": _("Say a little more: at least %(limit_value)d characters."),
            "max_length": _("Shorten this: at most %(limit_value)d characters."),
        },
    )
    source_url = forms.URLField(
        label=_("Link to a source"),
        help_text=_("An official page that says so helps us most."),
        required=False,
        max_length=1000,
        assume_scheme="https",
        error_messages={"invalid": _("Give a whole link, such as https://www.gov.hk/.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail"),
        help_text=_("Only if you want an answer. We use it for nothing else."),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    #: Out of sight. Programs that fill in every field give themselves away; a person who did so reads why it failed.
    homepage = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean_homepage(self) -> str:
        if self.cleaned_data["homepage"]:
            raise forms.ValidationError(_("Leave this empty: only programs fill it in."))
        return ""


class AnswerForm(forms.Form):
    """What staff did about a report."""

    answer = forms.CharField(
        label=_("Answer"),
        help_text=_(
            "The reader gets this text by e-mail if there is an address. Say what was done, or why not."
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Say what was done, or why nothing is done.")},
    )
