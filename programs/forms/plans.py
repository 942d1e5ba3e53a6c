"""What a landing plan should be for."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.catalogue.models import Area
from portal.kernel.clock import today


class PlanForm(forms.Form):
    """Where to settle, and from when on."""

    starts_on = forms.DateField(
        label=_("When can you start?"),
        help_text=_("The plan counts its steps from this day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Choose the day on which you can start."),
            "invalid": _("Choose the day on which you can start."),
        },
    )

    def __init__(self, data=None, *, areas: Iterable[Area], planned: Iterable[str] = ()):
        """areas: those that one can settle in. planned: codes of those that the firm thinks of."""
        areas = list(areas)
        thought_of = [area.code for area in areas if area.code in set(planned)]
        first = thought_of[0] if len(thought_of) == 1 else ""
        super().__init__(data, initial={"area": first, "starts_on": today()})
        self.fields["area"] = forms.ChoiceField(
            label=_("Where do you want to settle?"),
            required=False,
            choices=[
                ("", _("Wherever it is worth most to us")),
                *((area.code, area.name) for area in areas),
            ],
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": _("Choose one of the areas.")},
        )
        self.order_fields(["area", "starts_on"])
