"""The back office's common ground: pages that record who changed what, pages that only show, and the record itself."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import display_for_value, flatten
from django.db import models, transaction
from unfold.admin import ModelAdmin

from .models import AuditEntry
from .record import record

LONGEST = 300


class ReadOnly:
    """A page or list that shows rows and changes none."""

    def get_readonly_fields(self, request, obj=None):
        return flatten(self.fields)

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class Audited(ModelAdmin):
    """A page on which every addition, change and deletion is recorded, with old and new values.

    Rows are deleted one by one: deleting a selection would need the same care for each kind of row.
    """

    def get_actions(self, request) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def construct_change_message(self, request, form, formsets, add=False):
        request.audit_changes = changes_of(form) | rows_of(formsets or [])
        return super().construct_change_message(request, form, formsets, add)

    def log_addition(self, request, obj, message):
        self.note(request, obj, "add", getattr(request, "audit_changes", {}))
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        changes = getattr(request, "audit_changes", {})
        if changes:
            self.note(request, obj, "change", changes)
        return super().log_change(request, obj, message)

    def delete_model(self, request, obj) -> None:
        with transaction.atomic():
            self.note(request, obj, "delete", {})
            super().delete_model(request, obj)

    def note(self, request, obj: models.Model, verb: str, changes: dict[str, Any]) -> None:
        """Add one entry to the record."""
        with transaction.atomic():
            record(actor=request.user, action=f"admin.{verb}", target=obj, data=changes)


def changes_of(form) -> dict[str, list[str]]:
    """Field to its old and new value, for the fields of a form that changed."""
    return {
        name: [plain(form.initial.get(name)), plain(form.cleaned_data.get(name))]
        for name in form.changed_data
        if name in form.cleaned_data
    }


def rows_of(formsets) -> dict[str, Any]:
    """What was added to, changed in and removed from the lists on the page."""
    found: dict[str, Any] = {}
    for formset in formsets:
        name = formset.model._meta.model_name
        changed = {f"{name} {row.pk}": changes_of(form) for form, row in pairs(formset)}
        found |= {key: changes for key, changes in changed.items() if changes}
        found |= {f"{name} {row.pk} added": plain(row) for row in formset.new_objects}
        found |= {f"{name} removed: {plain(row)}": True for row in formset.deleted_objects}
    return found


def pairs(formset):
    """The forms of a list that changed a row that was there before."""
    changed = {id(row) for row, _ in formset.changed_objects}
    return [(form, form.instance) for form in formset.initial_forms if id(form.instance) in changed]


def plain(value: Any) -> str:
    """A value as the record keeps it."""
    if isinstance(value, models.QuerySet | list | tuple | set):
        text = ", ".join(str(item) for item in value)
    else:
        text = str(display_for_value(value, ""))
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


class BackOffice(Audited):
    """What every page of ours is built on."""

    compressed_fields = False
    warn_unsaved_form = True
    list_fullwidth = True
    list_per_page = 50

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly, ModelAdmin):
    list_display = ("at", "actor_label", "action", "target_type", "target_label")
    list_filter = ("action", "target_type")
    search_fields = ("actor_label", "action", "target_label", "target_id", "request_id")
    fields = (
        *("at", "actor", "actor_label", "action", "target_type", "target_id", "target_label"),
        *("data", "request_id", "previous_hash", "hash"),
    )
    date_hierarchy = "at"
    list_per_page = 50
