"""Pages of programmes."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from portal.catalogue.admin import EntryAdmin, EntryForm
from portal.catalogue.enums import Kind
from programs.enums import Stage
from programs.models import Programme

from .parts import BenefitInline, CriterionInline


class ProgrammeForm(EntryForm):
    stages = forms.MultipleChoiceField(
        label=_("Stages"), choices=Stage.choices, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )


@admin.register(Programme)
class ProgrammeAdmin(EntryAdmin):
    kind = Kind.PROGRAMME
    form = ProgrammeForm
    words = ("operator",)
    particulars = ("host", "stages", ("length_months", "cohort_size"))
    list_display = ("name", "slug", "area", "status", "opens", "closes", "is_public")
    list_filter = ("status", *EntryAdmin.list_filter)
    inlines = (BenefitInline, CriterionInline)
