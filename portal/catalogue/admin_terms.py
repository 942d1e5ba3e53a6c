"""The page of the vocabulary. Loaded by `apps.py`, after the other pages that it builds on."""

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import revision
from .admin import Translated, language_tabs, tab
from .models import Term
from .terms import TEXTS, columns, shared_words, words_in
from .vocabulary import groups


class TermForm(forms.ModelForm):
    """Words are kept one a line, without empty lines. What else has to hold is the model's to say."""

    def clean(self):
        cleaned = super().clean()
        for column in columns(["words"]):
            if column in cleaned:
                cleaned[column] = "\n".join(words_in(cleaned[column] or ""))
        return cleaned


@admin.register(Term)
class TermAdmin(Translated):
    """Synonyms and twin terms. Search and glossary follow at once."""

    form = TermForm
    list_display = ("code", "kind", "topic", "hong_kong_name", "mainland_name", "position")
    list_filter = ("kind", "topic")
    search_fields = (
        "code",
        *columns(["hong_kong_name", "mainland_name", "words"]),
    )
    autocomplete_fields = ("hong_kong_source", "mainland_source")
    fieldsets = (
        *language_tabs(*TEXTS, "words"),
        tab(gettext_lazy("Kind and order"), "code", "kind", "topic", "position"),
        tab(gettext_lazy("Sources"), "hong_kong_source", "mainland_source"),
    )

    def get_readonly_fields(self, request, obj=None):
        """A code is part of addresses, so it is given once."""
        return (*super().get_readonly_fields(request, obj), *(("code",) if obj else ()))

    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        revision.bump()
        self.warn(request, obj)

    def delete_model(self, request, obj) -> None:
        with transaction.atomic():
            revision.bump()
            super().delete_model(request, obj)

    def warn(self, request, term: Term) -> None:
        """Say which words of a term stand in others too: allowed, but a search for one then follows both."""
        shared = shared_words({group.code: group.words for group in groups()})
        for word, codes in shared.items():
            if term.code in codes:
                others = ", ".join(code for code in codes if code != term.code)
                message = _("“%(word)s” also stands in %(others)s. A search for it finds what either means.")
                self.message_user(request, message % {"word": word, "others": others}, messages.WARNING)
