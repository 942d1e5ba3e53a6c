"""Pages of programmes."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from portal.catalogue.admin import EntryAdmin, EntryForm
from portal.catalogue.enums import Kind
from programs.enums import Stage
from programs.models import Programme

from .lapsed import ShowsLapsedReadings, lapsed_in, warn_of_lapsed
from .parts import BenefitInline, CriterionInline


class ProgrammeForm(EntryForm):
    stages = forms.MultipleChoiceField(
        label=_("Stages"), choices=Stage.choices, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )


@admin.register(Programme)
class ProgrammeAdmin(ShowsLapsedReadings, EntryAdmin):
    kind = Kind.PROGRAMME
    form = ProgrammeForm
    words = ("operator",)
    particulars = ("host", "stages", ("length_months", "cohort_size"))
    list_display = ("name", "slug", "area", "status", "opens", "closes", "is_public")
    list_filter = ("status", *EntryAdmin.list_filter)
    inlines = (BenefitInline, CriterionInline)

    def get_readonly_fields(self, request, obj=None):
        return (*super().get_readonly_fields(request, obj), "lapsed_readings")

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not lapsed_in(obj):
            return fieldsets
        return [(None, {"fields": ["lapsed_readings"]}), *fieldsets]

    def response_change(self, request, obj):
        warn_of_lapsed(self, request, obj)
        return super().response_change(request, obj)
