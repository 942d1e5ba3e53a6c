"""Intakes with their rubric. The forms of intakes are built at the desk."""

from django.contrib import admin
from django.forms import BaseInlineFormSet, ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationInlineModelAdmin
from unfold.admin import StackedInline, TabularInline

from portal.catalogue import revision
from portal.catalogue.admin import ThreeLanguages, Translated, language_tabs, low_boxes, tab
from portal.kernel.languages import SUFFIXES
from programs.models import FormVersion, Intake, RubricCriterion


def columns(*fields: str) -> list[tuple[str, ...]]:
    """Each field's three languages side by side."""
    return [tuple(f"{field}_{suffix}" for suffix in SUFFIXES.values()) for field in fields]


class Weights(BaseInlineFormSet):
    """The weights of a rubric add up to 100."""

    def clean(self) -> None:
        super().clean()
        rows = [form for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        total = sum(form.cleaned_data.get("weight") or 0 for form in rows)
        if rows and total != 100:
            raise ValidationError(_("The weights add up to %(total)s, not 100.") % {"total": total})


class RubricInline(StackedInline, TranslationInlineModelAdmin):
    """What reviewers score. Fixed once the intake has applications: scores given must keep their meaning."""

    model = RubricCriterion
    form = ThreeLanguages
    formset = Weights
    extra = 0
    tab = True
    formfield_overrides = low_boxes(2)
    fields = (*columns("name", "hint"), ("weight", "position"))
    ordering = ("position", "pk")

    def has_add_permission(self, request, obj=None) -> bool:
        return not has_applications(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request, obj=None) -> bool:
        return not has_applications(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        return not has_applications(obj) and super().has_delete_permission(request, obj)


def has_applications(intake: Intake | None) -> bool:
    return intake is not None and intake.pk is not None and intake.applications.exists()


class FormInline(TabularInline):
    """Versions of the form. They are begun, built and published at the desk."""

    model = FormVersion
    extra = 0
    tab = True
    can_delete = False
    fields = readonly_fields = ("number", "published_at", "builder")
    ordering = ("-number",)

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    @admin.display(description=_("Questions"))
    def builder(self, form: FormVersion) -> str:
        return format_html('<a href="{}">{}</a>', reverse("desk_form", args=[form.pk]), _("Open at the desk"))


class IntakeForm(ThreeLanguages):
    """Exactly one target; the window ends after it begins."""

    def clean(self):
        cleaned = super().clean()
        chosen = [name for name in ("measure", "programme", "place") if cleaned.get(name)]
        if "measure" in self.fields and len(chosen) != 1:
            self.add_error("measure", _("Choose one measure, one programme or one place."))
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("This date lies before the first one."))
        return cleaned


@admin.register(Intake)
class IntakeAdmin(Translated):
    form = IntakeForm
    list_display = ("title", "code", "opens_at", "closes_at", "is_published", "is_sample")
    list_filter = ("is_published", "is_sample")
    search_fields = ("code", "title_en", "title_zh_hant", "title_zh_hans")
    autocomplete_fields = ("measure", "programme", "place")
    readonly_fields = ("is_sample",)
    inlines = (RubricInline, FormInline)
    fieldsets = (
        *language_tabs("title", "receiving_body", "introduction"),
        tab(
            _("Target and window"),
            *("code", "measure", "programme", "place", "opens_at", "closes_at", "is_published"),
            *("offer_line", "accept_days", "correction_days", "is_sample"),
        ),
    )

    def get_readonly_fields(self, request, obj=None):
        """What an intake is for does not change under those who applied."""
        fixed = ("code", "measure", "programme", "place") if has_applications(obj) else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    def save_model(self, request, obj, form, change) -> None:
        """Lists show what takes applications."""
        super().save_model(request, obj, form, change)
        revision.bump()

    def delete_model(self, request, obj) -> None:
        revision.bump()
        super().delete_model(request, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        return not has_applications(obj) and super().has_delete_permission(request, obj)
