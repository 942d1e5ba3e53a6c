"""Intakes with their rubric, and the versions of their forms with the questions."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseInlineFormSet, ValidationError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationInlineModelAdmin
from unfold.admin import StackedInline, TabularInline
from unfold.decorators import action

from portal.audit.admin import BackOffice
from portal.catalogue import revision
from portal.catalogue.admin import ThreeLanguages, Translated, language_tabs, low_boxes, tab
from portal.kernel.errors import DomainError
from portal.kernel.languages import CODES, SUFFIXES
from programs.enums import QuestionKind
from programs.models import FormVersion, Intake, Question, RubricCriterion
from programs.services.intakes import copy_form, is_frozen, publish_form

from .parts import tell_refusal


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
    """Versions of the form; their questions have a page of their own."""

    model = FormVersion
    extra = 0
    tab = True
    show_change_link = True
    can_delete = False
    fields = ("number", "published_at")
    readonly_fields = ("published_at",)

    def get_readonly_fields(self, request, obj=None):
        return ("published_at", "number") if obj else ("published_at",)


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


class QuestionForm(ThreeLanguages):
    """Options belong to choices, and each has a code and a label in three languages."""

    def clean(self):
        cleaned = super().clean()
        options, kind = cleaned.get("options") or [], cleaned.get("kind")
        if kind == QuestionKind.CHOICE and "options" not in self.errors:
            for message in option_faults(options):
                self.add_error("options", message)
        elif kind and options:
            self.add_error("options", _("Only a choice has options."))
        low, high = cleaned.get("minimum"), cleaned.get("maximum")
        if low is not None and high is not None and low > high:
            self.add_error("maximum", _("The most is less than the least."))
        return cleaned


def option_faults(options) -> list:
    """What is wrong with the options of a choice."""
    if not isinstance(options, list) or len(options) < 2:
        return [_("A choice needs a list of at least two options.")]
    faults: list = []
    codes: list[str] = []
    for number, option in enumerate(options, 1):
        label = option.get("label") if isinstance(option, dict) else None
        code = option.get("code") if isinstance(option, dict) else None
        codes.append(str(code))
        texts = label if isinstance(label, dict) else {}
        if not (isinstance(code, str) and code) or not all(
            isinstance(texts.get(lang), str) and texts[lang].strip() for lang in CODES
        ):
            told = {"number": number, "languages": ", ".join(CODES)}
            faults.append(_("Option %(number)s needs a code and a label in %(languages)s.") % told)
    if len(set(codes)) < len(codes):
        faults.append(_("Two options have the same code."))
    return faults


class QuestionInline(StackedInline, TranslationInlineModelAdmin):
    model = Question
    form = QuestionForm
    extra = 0
    formfield_overrides = low_boxes(2)
    fields = (
        ("section", "key", "kind", "required", "position"),
        *columns("label", "help"),
        ("fact", "unit", "minimum", "maximum", "max_length"),
        "options",
    )
    ordering = ("position", "pk")


@admin.action(description=_("Copy to a new version"), permissions=["change"])
def copy_forms(page, request, queryset):
    copies = [copy_form(form=form, actor=request.user) for form in queryset]
    page.message_user(request, _("New versions: %d.") % len(copies), messages.SUCCESS)
    if len(copies) == 1:
        return HttpResponseRedirect(reverse("admin:programs_formversion_change", args=[copies[0].pk]))
    return None


@admin.register(FormVersion)
class FormVersionAdmin(BackOffice):
    """The questions of an intake. Frozen once applications rest on them."""

    actions = (copy_forms,)
    actions_submit_line = ("publish_now",)
    list_display = ("intake", "number", "published_at")
    list_select_related = ("intake",)
    search_fields = ("intake__code",)
    readonly_fields = ("published_at",)
    fields = (("intake", "number", "published_at"),)
    inlines = (QuestionInline,)

    def get_readonly_fields(self, request, obj=None):
        return ("intake", "number", "published_at") if obj else ("published_at",)

    def has_change_permission(self, request, obj=None) -> bool:
        frozen = obj is not None and is_frozen(obj)
        return not frozen and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        unused = obj is None or (obj.published_at is None and not is_frozen(obj))
        return unused and super().has_delete_permission(request, obj)

    def get_actions_submit_line(self, request, object_id):
        is_draft = FormVersion.objects.filter(pk=object_id, published_at__isnull=True).exists()
        may = is_draft and self.has_change_permission(request)
        return super().get_actions_submit_line(request, object_id) if may else []

    def save_model(self, request, obj, form, change) -> None:
        if change:
            # Somebody may have begun to fill it in since this page was asked for.
            FormVersion.objects.select_for_update(no_key=True).get(pk=obj.pk)
            if is_frozen(obj):
                raise PermissionDenied(_("Applications rest on this form."))
        super().save_model(request, obj, form, change)

    @action(description=_("Save and publish"))
    def publish_now(self, request, obj) -> None:
        """Pressed below the form; `response_change` acts once the questions are saved too."""

    def response_change(self, request, obj):
        if "programs_formversion_publish_now" not in request.POST:
            return super().response_change(request, obj)
        try:
            publish_form(form=obj, actor=request.user)
        except DomainError as refused:
            tell_refusal(self, request, refused)
        else:
            self.message_user(request, _("This version of the form is published."), messages.SUCCESS)
        return HttpResponseRedirect(request.path)
