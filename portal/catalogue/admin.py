"""Code lists, facts and sources; and what the pages of all six kinds of entry share."""

import json
from typing import ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter
from django.db import models, transaction
from django.forms.fields import InvalidJSONInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from import_export.admin import ExportMixin
from modeltranslation.admin import TranslationAdmin
from modeltranslation.translator import translator
from unfold.contrib.import_export.forms import ExportForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminTextareaWidget

from portal.audit.admin import BackOffice, ReadOnly
from portal.kernel.languages import CODES, SUFFIXES

from . import revision
from .changes import Noted, note_change, note_changes
from .enums import ChangeKind
from .models import Area, Category, Entry, Fact, Relation, Sector, Source
from .search.indexing import index_entries, index_where
from .services import archive_entries, restore_entries

#: As each language calls itself.
LANGUAGE_NAMES = {"en": "English", "zh-hant": "繁體中文", "zh-hans": "简体中文"}
ORDERED_DATES = (("effective_from", "effective_to"), ("opens", "closes"))


def language_tabs(*fields: str) -> list[tuple]:
    """One tab a language, with the columns of these translated fields."""
    return [
        (
            LANGUAGE_NAMES[code],
            {"classes": ["tab"], "fields": [f"{field}_{SUFFIXES[code]}" for field in fields]},
        )
        for code in CODES
    ]


def tab(title, *fields) -> tuple:
    """A tab with these fields; a tuple among them stands on one line."""
    return (title, {"classes": ["tab"], "fields": list(fields)})


class IndentedJSON(forms.JSONField):
    """JSON as people can read it: indented, Chinese as Chinese, nothing for null."""

    def prepare_value(self, value):
        if value is None or isinstance(value, InvalidJSONInput):
            return value
        return json.dumps(value, indent=2, ensure_ascii=False)


def low_boxes(rows: int) -> dict:
    """Widgets for texts and JSON that leave room for the other languages."""
    return {
        models.TextField: {"widget": UnfoldAdminTextareaWidget(attrs={"rows": rows})},
        models.JSONField: {
            "form_class": IndentedJSON,
            "widget": UnfoldAdminTextareaWidget(attrs={"rows": 8}),
        },
    }


class ThreeLanguages(forms.ModelForm):
    """A text is there in all three languages or in none; windows end after they begin."""

    def clean(self):
        cleaned = super().clean()
        for field in translator.get_options_for_model(self._meta.model).all_fields:
            columns = {code: f"{field}_{suffix}" for code, suffix in SUFFIXES.items()}
            if any(column not in self.fields or column in self.errors for column in columns.values()):
                continue
            empty = [column for column in columns.values() if not (cleaned.get(column) or "").strip()]
            for column in empty if len(empty) < len(columns) else ():
                self.add_error(column, _("This text is needed in all three languages."))
        for first, last in ORDERED_DATES:
            start, end = cleaned.get(first), cleaned.get(last)
            if start and end and start > end:
                self.add_error(last, _("This date lies before the first one."))
        return cleaned


class EntryForm(ThreeLanguages):
    """What all kinds of entry need."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("status", "sources"):
            if name in self.fields:
                self.fields[name].required = True


class Translated(BackOffice, TranslationAdmin):
    """A page for rows with texts in three languages, in tabs."""

    form: type[forms.ModelForm] = ThreeLanguages
    formfield_overrides = low_boxes(5)


@admin.action(description=_("Archive: hide from the public"), permissions=["change"])
def archive(page, request, queryset):
    count = archive_entries(entries=queryset, actor=request.user)
    page.message_user(request, ngettext("%d entry archived.", "%d entries archived.", count) % count)


@admin.action(description=_("Bring back from the archive"), permissions=["change"])
def restore(page, request, queryset):
    count = restore_entries(entries=queryset, actor=request.user)
    page.message_user(request, ngettext("%d entry brought back.", "%d entries brought back.", count) % count)


class EntryAdmin(ExportMixin, Translated):
    """What the pages of all six kinds share. `kind` names the one of a subclass."""

    kind = ""
    form = EntryForm
    export_form_class = ExportForm
    actions: tuple = (archive, restore)
    list_display: tuple = ("name", "slug", "area", "confidence", "as_of", "is_public")
    list_filter: ClassVar[tuple] = ("area", "confidence", ("archived_at", EmptyFieldListFilter), "is_sample")
    list_select_related: ClassVar[tuple] = ("area",)
    search_fields: ClassVar[tuple] = ("slug", "name_en", "name_zh_hant", "name_zh_hans")
    autocomplete_fields: ClassVar[tuple] = ("sources",)
    identity: ClassVar[tuple] = ("slug", "area", "sectors")
    window: ClassVar[tuple] = ("status", "opens", "closes", "rolling")
    #: Fields of the kind itself, in "Facts and dates".
    particulars: ClassVar[tuple] = ()
    #: Translated fields beside name, summary and caveat.
    words: tuple[str, ...] = ()

    def get_fieldsets(self, request, obj=None):
        return [
            *language_tabs("name", "summary", "caveat", *self.words),
            tab(_("Facts and dates"), *self.identity, *self.window, "as_of", "confidence", *self.particulars),
            tab(_("Sources"), "sources", *(("published_at", "archived_at", "is_sample") if obj else ())),
        ]

    def get_readonly_fields(self, request, obj=None):
        """A slug never changes once it is given; who may see an entry is decided by actions."""
        fixed = ("slug", "published_at", "archived_at", "is_sample") if obj else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "sectors":
            kwargs["widget"] = UnfoldAdminCheckboxSelectMultipleWidget
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change) -> None:
        if not change:
            obj.kind = self.kind
            obj.published_at = self.published_on_adding()
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change) -> None:
        """Once everything is saved, the change goes into the public history, where readers can tell."""
        super().save_related(request, form, formsets, change)
        lists = [rows.get_default_prefix() for rows in formsets if rows.has_changed()]
        what = ChangeKind.CHANGED if change else ChangeKind.ADDED
        fields = [*form.changed_data, *lists] if change else ()
        note_change(entry=form.instance, what=what, fields=fields)
        index_entries([form.instance.pk])

    def published_on_adding(self):
        """A new entry is public at once; measures wait for their first version."""
        return timezone.now()

    def has_delete_permission(self, request, obj=None) -> bool:
        """What was published is archived, never deleted."""
        unpublished = obj is None or obj.published_at is None
        return unpublished and super().has_delete_permission(request, obj)

    @admin.display(description=_("Public"), boolean=True)
    def is_public(self, obj) -> bool:
        return obj.published_at is not None and obj.archived_at is None


class CodeAdmin(Translated):
    """A code list. Codes are keys, so they are given once and never deleted."""

    list_display = ("name", "code", "position")
    search_fields = ("code", "name_en", "name_zh_hant", "name_zh_hans")
    words: tuple[str, ...] = ("name",)
    #: The field of an entry that holds such a code.
    of_entries = ""

    def get_fieldsets(self, request, obj=None):
        return [*language_tabs(*self.words), tab(_("Code and order"), "code", "position")]

    def get_readonly_fields(self, request, obj=None):
        return (*super().get_readonly_fields(request, obj), *(("code",) if obj else ()))

    def save_model(self, request, obj, form, change) -> None:
        """Entries are found by the names of their codes, and lists show them."""
        super().save_model(request, obj, form, change)
        index_where(**{self.of_entries: obj})

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Area)
class AreaAdmin(CodeAdmin):
    words = ("name", "description")
    of_entries = "area"


@admin.register(Sector)
class SectorAdmin(CodeAdmin):
    of_entries = "sectors"


@admin.register(Category)
class CategoryAdmin(CodeAdmin):
    of_entries = "category"


@admin.register(Fact)
class FactAdmin(Translated):
    """Wording of the questions. Names, types and choices come with the catalogue: rules depend on them."""

    list_display = ("name", "group", "subject", "type", "unit", "is_asked")
    list_filter = ("group", "subject", "type")
    search_fields = ("name", "question_en", "question_zh_hant", "question_zh_hans")
    readonly_fields = ("name", "subject", "type", "unit", "min", "max", "choices", "archived_at")
    fieldsets = (
        *language_tabs("question", "help"),
        tab(
            _("Fact"),
            *(
                "name",
                "group",
                "position",
                "subject",
                "type",
                ("unit", "min", "max"),
                "choices",
                "archived_at",
            ),
        ),
    )

    def save_model(self, request, obj, form, change) -> None:
        """The open data tell the questions."""
        super().save_model(request, obj, form, change)
        revision.bump()

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    @admin.display(description=_("Asked"), boolean=True)
    def is_asked(self, obj) -> bool:
        return obj.archived_at is None


@admin.register(Source)
class SourceAdmin(BackOffice):
    """Sources are added and cited, never changed: published versions rely on them as they are."""

    list_display = ("title", "publisher", "published", "url")
    search_fields = ("title", "publisher", "url")
    fields = ("title", "publisher", "url", "published")

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Entry)
class AnyEntryAdmin(ReadOnly, BackOffice):
    """Entries of every kind, for choosing one. Each is edited on the page of its kind, so the index leaves this out."""

    list_display = ("name", "slug", "kind", "area")
    list_select_related = ("area",)
    list_filter = ("kind", "area")
    search_fields = ("slug", "name_en", "name_zh_hant", "name_zh_hans")
    ordering = ("slug",)
    fields = ("name", "slug", "kind", "area", "published_at", "archived_at", "is_sample")

    def has_module_permission(self, request) -> bool:
        return False


@admin.register(Relation)
class RelationAdmin(Translated):
    """Which entries can and cannot be used together. A pair is chosen once; its kind and reason can change."""

    list_display = ("entry", "kind", "other")
    list_select_related = ("entry", "other")
    list_filter = ("kind",)
    search_fields = tuple(
        f"{end}__{name}"
        for end in ("entry", "other")
        for name in ("slug", "name_en", "name_zh_hant", "name_zh_hans")
    )
    autocomplete_fields = ("entry", "other")
    fieldsets = (tab(_("Entries"), "entry", "kind", "other"), *language_tabs("note"))

    def get_readonly_fields(self, request, obj=None):
        return (*super().get_readonly_fields(request, obj), *(("entry", "other") if obj else ()))

    def save_related(self, request, form, formsets, change) -> None:
        super().save_related(request, form, formsets, change)
        if form.changed_data or not change:
            self.tell(form.instance)

    def delete_model(self, request, obj) -> None:
        with transaction.atomic():
            self.tell(obj)
            super().delete_model(request, obj)

    @staticmethod
    def tell(relation: Relation) -> None:
        """Both entries read differently now."""
        ends = (relation.entry, relation.other)
        note_changes(Noted(entry, ChangeKind.CHANGED, ["relations"]) for entry in ends)
