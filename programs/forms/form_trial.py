"""Facts of a firm that an author makes up to try a form out. Nothing of it is kept."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.rules import clean_fact_value
from portal.catalogue.enums import FactType
from portal.catalogue.models import Fact

from .check import CHOSEN, UNSURE, field_for


class FactsForm(forms.Form):
    """One field a fact; each may be left open. After `is_valid`, `facts` is what rules read."""

    use_required_attribute = False

    def __init__(self, data=None, *, facts: Iterable[Fact]):
        self.rows = {fact.name: fact for fact in facts}
        super().__init__(
            data,
            prefix="fact",
            initial={name: UNSURE for name, fact in self.rows.items() if fact.type in CHOSEN},
        )
        for name, fact in self.rows.items():
            self.fields[name] = field_for(fact)
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        for name in list(self.cleaned_data):
            value = self.cleaned_data[name]
            if value in (None, "", []):
                continue
            try:
                self.cleaned_data[name] = clean_fact_value(self.rows[name], value)
            except ValidationError as error:
                self.add_error(name, error)
        return self.cleaned_data

    @property
    def facts(self) -> dict[str, Any]:
        """What is known, by name; also where another field has an error."""
        return {
            name: tuple(value) if self.rows[name].type == FactType.MULTI_CHOICE else value
            for name, value in getattr(self, "cleaned_data", {}).items()
            if value not in (None, "", [])
        }
