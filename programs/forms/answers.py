"""A Django form made from an intake's questions, so that one renderer draws every question."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.kernel.errors import InvalidInput
from portal.kernel.languages import pick
from portal.kernel.uploads import ACCEPT, check_upload
from programs.enums import QuestionKind
from programs.models import Question
from programs.selectors.answers import Answered

CHOOSE_AGAIN = _("Choose the file again: it was not kept, because another answer has a problem.")
LONGEST: dict[str, int] = {QuestionKind.TEXT: 300, QuestionKind.LONG_TEXT: 5000}


class AnswersForm(forms.Form):
    """Questions of a form version, none of them compulsory: a draft may be saved half done.

    `values()` gives what `services.applications.save_answers` takes.
    """

    def __init__(self, answered: Iterable[Answered], data=None, files=None):
        self.answered = list(answered)
        initial = {item.question.key: item.value for item in self.answered}
        super().__init__(data, files, initial=initial, prefix="answer")
        for item in self.answered:
            self.fields[item.question.key] = field_for(item.question)

    def clean(self):
        """A browser does not send a chosen file again by itself, so say when one was not kept."""
        for item in self.answered:
            name = item.question.key
            if self._errors and name not in self._errors and self.cleaned_data.get(name) and is_file(item):
                self.add_error(name, CHOOSE_AGAIN)
        return self.cleaned_data

    def values(self) -> dict[str, object]:
        """Cleaned answers by key; a question that the sent page did not hold is left out."""
        sent = {*self.data, *self.files}
        return {
            item.question.key: as_value(item.question, self.cleaned_data)
            for item in self.answered
            if self.add_prefix(item.question.key) in sent
        }


def is_file(item: Answered) -> bool:
    return item.question.kind == QuestionKind.FILE


class PaperField(forms.FileField):
    """An upload that is looked into with the rest of the form, so that all faults are told at once."""

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if upload:
            try:
                check_upload(upload)
            except InvalidInput as refused:
                raise ValidationError(refused.message, code=refused.code) from refused
        return upload


def as_value(question: Question, cleaned: dict) -> object:
    """A cleaned answer as the services take it: text, an upload, or None for "no new file"."""
    value = cleaned.get(question.key)
    if question.kind == QuestionKind.FILE:
        return value or None
    if question.kind == QuestionKind.DATE:
        return value.isoformat() if value else ""
    if question.kind == QuestionKind.NUMBER:
        return format(value.normalize() if value else Decimal(0), "f") if value is not None else ""
    return value or ""


def field_for(question: Question) -> forms.Field:
    """The form field of one question."""
    common: dict[str, Any] = {"label": question.label, "help_text": question.help, "required": False}
    if question.kind == QuestionKind.NUMBER:
        field: forms.Field = forms.DecimalField(
            **common, min_value=question.minimum, max_value=question.maximum, max_digits=16, decimal_places=2
        )
    elif question.kind == QuestionKind.CHOICE:
        options = [(option["code"], pick(option["label"])) for option in question.options]
        field = forms.ChoiceField(**common, choices=options, widget=forms.RadioSelect)
    elif question.kind == QuestionKind.DATE:
        field = forms.DateField(**common, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    elif question.kind == QuestionKind.FILE:
        field = PaperField(**common, max_length=255, widget=forms.FileInput(attrs={"accept": ACCEPT}))
    else:
        widget = (
            forms.Textarea(attrs={"rows": 6})
            if question.kind == QuestionKind.LONG_TEXT
            else forms.TextInput()
        )
        field = forms.CharField(
            **common, widget=widget, max_length=question.max_length or LONGEST[question.kind]
        )
    return field


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
