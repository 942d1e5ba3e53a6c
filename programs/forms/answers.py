"""What a founder writes beside her answers: a reply, a reason, a message."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.kernel.forms import LimitedText
from programs.enums import WithdrawReason


class ReplyForm(forms.Form):
    """The words that go with the answers to a correction."""

    reply = LimitedText(
        label=_("Your reply"),
        help_text=_("Write in English or Chinese. Sending the reply passes the turn to the zone."),
        most=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write a reply.")},
    )


class NoteForm(forms.Form):
    """An optional reason for throwing a draft away or turning an offer down."""

    note = LimitedText(label=_("Reason"), required=False, most=2000, widget=forms.Textarea(attrs={"rows": 3}))


class WithdrawForm(forms.Form):
    """Why a firm withdraws what it has sent."""

    reason = forms.ChoiceField(
        label=_("Why do you withdraw?"),
        choices=WithdrawReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason."), "invalid_choice": _("Choose a reason.")},
    )
    note = LimitedText(
        label=_("In your words"),
        required=False,
        most=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The zone reads it. Needed for another reason."),
    )

    def __init__(self, data=None):
        super().__init__(data, prefix="withdraw")

    def clean(self):
        found = super().clean()
        if found.get("reason") == WithdrawReason.OTHER and not found.get("note"):
            self.add_error("note", _("Say why you withdraw."))
        return found


class MessageForm(forms.Form):
    body = LimitedText(
        label=_("Message"),
        most=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write a message.")},
    )
