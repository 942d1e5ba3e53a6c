"""What a founder writes beside her answers: a reply, a reason, a message."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReplyForm(forms.Form):
    """The words that go with the answers to a correction."""

    reply = forms.CharField(
        label=_("Your reply"),
        help_text=_("Write in English or Chinese. Sending the reply passes the turn to the zone."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write a reply.")},
    )


class NoteForm(forms.Form):
    """An optional reason for withdrawing or turning an offer down."""

    note = forms.CharField(
        label=_("Reason"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class MessageForm(forms.Form):
    body = forms.CharField(
        label=_("Message"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write a message.")},
    )
