"""What landing plans are made of: the steps, and the rate between the two currencies."""

from django import forms
from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.audit.admin import BackOffice
from portal.catalogue import revision
from portal.catalogue.admin import Translated, language_tabs, tab
from portal.kernel.clock import today
from programs.models import ExchangeRate, LandingStep
from programs.planning.step_rules import cycle_fault, settles_faults
from programs.services.policies import fact_registry
from programs.services.steps import archive_steps, restore_steps

from .parts import RuleForm


class StepForm(RuleForm):
    """Facts exist, days are in order, and no step waits for itself in the end."""

    def clean_settles(self):
        settles = self.cleaned_data["settles"] or {}
        if "settles" in self.changed_data:
            for name, message in settles_faults(settles, fact_registry()):
                self.add_error("settles", f"{name}: {message}" if name else message)
        return settles

    def clean(self):
        cleaned = super().clean()
        least, most = cleaned.get("days_least"), cleaned.get("days_most")
        if least is not None and most is not None and least > most:
            self.add_error("days_most", _("This is less than the least."))
        told = cycle_fault(self.graph(cleaned))
        if told and "after" in cleaned:
            self.add_error("after", told)
        return cleaned

    def graph(self, cleaned) -> dict[str, set[str]]:
        """Code -> the codes that it waits for, of every step, this one as the form has it."""
        found: dict[str, set[str]] = {}
        for code, after in LandingStep.objects.values_list("code", "after__code"):
            found.setdefault(code, set()).update([after] if after else [])
        code = self.instance.code or cleaned.get("code") or ""
        return found | {code: {step.code for step in cleaned.get("after") or ()}}


@admin.action(description=_("Archive: leave out of plans"), permissions=["change"])
def archive(page, request, queryset):
    count = archive_steps(codes=[step.code for step in queryset], actor=request.user)
    page.message_user(request, ngettext("%d step archived.", "%d steps archived.", count) % count)


@admin.action(description=_("Bring back from the archive"), permissions=["change"])
def restore(page, request, queryset):
    count = restore_steps(codes=[step.code for step in queryset], actor=request.user)
    page.message_user(request, ngettext("%d step brought back.", "%d steps brought back.", count) % count)


@admin.register(LandingStep)
class LandingStepAdmin(Translated):
    """Steps of the landing plan. Plans follow at once."""

    form = StepForm
    actions = (archive, restore)
    list_display = ("name", "code", "side", "days_least", "days_most", "position", "is_used")
    list_filter = ("side", ("archived_at", EmptyFieldListFilter))
    search_fields = ("code", "name_en", "name_zh_hant", "name_zh_hans")
    autocomplete_fields = ("after", "sources")
    fieldsets = (
        *language_tabs("name", "text", "papers"),
        tab(
            _("Order and time"),
            *("code", "position", "side", ("days_least", "days_most"), "after", "rule", "settles"),
            "archived_at",
        ),
        tab(_("Sources"), "sources", "as_of"),
    )

    def get_readonly_fields(self, request, obj=None):
        """A code stands in other steps, so it is given once."""
        fixed = ("archived_at", *(("code",) if obj else ()))
        return (*super().get_readonly_fields(request, obj), *fixed)

    def save_related(self, request, form, formsets, change) -> None:
        revision.bump()
        super().save_related(request, form, formsets, change)

    def has_delete_permission(self, request, obj=None) -> bool:
        """Steps are archived instead."""
        return False

    @admin.display(description=_("In plans"), boolean=True)
    def is_used(self, obj) -> bool:
        return obj.archived_at is None


class RateForm(forms.ModelForm):
    """A rate has a source and is not of a later day."""

    def clean_as_of(self):
        day = self.cleaned_data["as_of"]
        if day and day > today():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean_source(self):
        source = self.cleaned_data["source"]
        if source is None:
            raise forms.ValidationError(_("Say where the rate is published."))
        return source


@admin.register(ExchangeRate)
class ExchangeRateAdmin(BackOffice):
    """Rates by their day. The newest counts and can be corrected; earlier ones and the sample stay as they are."""

    form = RateForm
    list_display = ("hkd_per_cny", "as_of", "source", "is_sample")
    list_select_related = ("source",)
    list_filter = ("is_sample",)
    autocomplete_fields = ("source",)
    fields = ("hkd_per_cny", "as_of", "source", "is_sample")
    readonly_fields = ("is_sample",)

    def has_change_permission(self, request, obj=None) -> bool:
        later = ExchangeRate.objects.filter(as_of__gt=obj.as_of) if obj else ExchangeRate.objects.none()
        fixed = obj is not None and (obj.is_sample or later.exists())
        return not fixed and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
