"""Forms of what follows a decision. They check input and nothing else."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.kernel.days import DayField, around_today
from portal.kernel.errors import InvalidInput
from portal.kernel.forms import LimitedText
from portal.kernel.uploads import ACCEPT, check_upload


class MilestoneForm(forms.Form):
    """Staff: what is due, and by when."""

    title = forms.CharField(
        label=_("What is due"),
        max_length=200,
        help_text=_("The firm reads it, such as “Lease signed” or “Report on the first year”."),
        error_messages={"required": _("Say what is due.")},
    )
    due_on = DayField(
        label=_("Due on"),
        days=lambda: around_today(on=10),
        error_messages={"required": _("Choose a day.")},
    )
    is_completion = forms.BooleanField(label=_("This is the completion report"), required=False)

    def __init__(self, data=None):
        super().__init__(data, prefix="milestone")


class ReturnForm(forms.Form):
    """Staff: why a report goes back."""

    note = LimitedText(
        label=_("What is missing"),
        most=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what is missing.")},
    )

    def __init__(self, pk: int, data=None):
        super().__init__(data, prefix=f"return-{pk}")


class ReportForm(forms.Form):
    """The firm: what was done, with a paper."""

    report = LimitedText(
        label=_("Your report"),
        help_text=_("What was done and what came of it. Write in English or Chinese."),
        most=8000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write a report.")},
    )
    paper = forms.FileField(
        label=_("Paper"), required=False, max_length=255, widget=forms.FileInput(attrs={"accept": ACCEPT})
    )

    def __init__(self, pk: int, data=None, files=None, initial=None):
        super().__init__(data, files, prefix=f"report-{pk}", initial=initial)

    def clean_paper(self):
        upload = self.cleaned_data["paper"]
        if upload:
            try:
                check_upload(upload)
            except InvalidInput as refused:
                raise ValidationError(refused.message, code=refused.code) from refused
        return upload


class ReconsiderForm(forms.Form):
    """The firm: why a refusal should be looked at again."""

    note = LimitedText(
        label=_("Why should it be looked at again?"),
        help_text=_("Name what was overlooked or what has changed. You can ask only once."),
        most=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Say why it should be looked at again.")},
    )

    def __init__(self, data=None):
        super().__init__(data, prefix="reconsider")
