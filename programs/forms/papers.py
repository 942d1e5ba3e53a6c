"""A paper of the library: the file, and what a person says of it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.rules import validate_name
from portal.kernel.days import DayField
from portal.kernel.uploads import ACCEPT, LONGEST_NAME, allowed_files
from programs.enums import Attestation, PaperKind, PaperLanguage, Translation
from programs.services.papers import PaperDetails


def choose_first(choices) -> list:
    return [("", _("Choose one")), *choices]


class PaperForm(forms.Form):
    """What is said of a paper. `details()` gives what `services.papers` takes."""

    kind = forms.ChoiceField(
        label=_("Kind of paper"),
        choices=lambda: choose_first(PaperKind.choices),
        error_messages={"required": _("Choose the kind of paper.")},
    )
    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=200,
        validators=[validate_name],
        help_text=_("Such as “Audited accounts 2025”. Without one the file’s name is shown."),
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=lambda: choose_first(PaperLanguage.choices)
    )
    issued_on = DayField(label=_("Issued on"), required=False)
    expires_on = DayField(
        label=_("Valid until"),
        required=False,
        help_text=_("The last day on which it counts. We write to you 30 days before."),
    )
    attestation = forms.ChoiceField(
        label=_("Attestation"),
        choices=Attestation.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Hong Kong company papers for a body in the Mainland need a China-appointed attesting officer."
        ),
    )
    translation = forms.ChoiceField(
        label=_("Translation"), choices=Translation.choices, widget=forms.RadioSelect
    )

    def __init__(self, data=None, files=None, *, details: PaperDetails):
        """details: what the fields begin with."""
        super().__init__(data, files, initial=vars(details))

    def shown_again(self) -> None:
        """What has to be said when the form is shown again because something in it is wrong."""

    def details(self) -> PaperDetails:
        """What was filled in. Only after `is_valid()`."""
        return PaperDetails(**{name: self.cleaned_data[name] for name in PaperDetails.__dataclass_fields__})


class UploadForm(PaperForm):
    """A new paper, or the next version of one. The file is looked into by the service."""

    file = forms.FileField(
        label=_("File"),
        max_length=LONGEST_NAME,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Choose another one."),
            "max_length": _("The name of the file is too long. Shorten it."),
            "missing": _("Choose a file."),
            "invalid": _("Choose a file."),
        },
    )

    field_order = ["file"]

    def __init__(self, data=None, files=None, *, details: PaperDetails):
        super().__init__(data, files, details=details)
        self.fields["file"].help_text = allowed_files()

    def shown_again(self) -> None:
        """A browser does not send a chosen file again by itself."""
        if "file" not in self.errors:
            self.add_error(
                "file", _("Choose the file again: it was not kept, because something else has a problem.")
            )
