"""Filters of the review queue."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from portal.kernel.text import clean_query

from .enums import ApplicationStatus
from .models import Application, Intake
from .workflow import FINAL, OPEN_AT_DESK

STATUSES = [(s.value, s.label) for s in ApplicationStatus if s in OPEN_AT_DESK | FINAL]


class QueueFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Reference or firm"), method="search", max_length=200)
    status = django_filters.ChoiceFilter(label=_("Stage"), choices=STATUSES, empty_label=_("All stages"))
    intake = django_filters.ModelChoiceFilter(
        label=_("Intake"), queryset=Intake.objects.all(), to_field_name="code", empty_label=_("All intakes")
    )
    reviewer = django_filters.ModelChoiceFilter(
        label=_("Reviewer"), field_name="assigned_to", queryset=User.objects.none(), empty_label=_("Anyone")
    )

    class Meta:
        model = Application
        fields: list[str] = []

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["reviewer"].queryset = people

    def search(self, queryset, name, value):
        value = clean_query(value)
        return queryset.filter(
            Q(reference__icontains=value) | Q(firm__name__icontains=value) | Q(firm__name_zh__icontains=value)
        )
