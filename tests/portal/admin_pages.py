"""Pages of the back office as a browser meets them."""

from django.contrib.admin.utils import quote
from django.urls import reverse

from tests.factories import in_three, make_place


def address(row, page: str = "change") -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=[quote(row.pk)])


def a_place(**fields):
    """A place whose texts are there in all three languages, as the form wants them."""
    return make_place(**in_three(address="2 Sample Road"), **fields)


def values_of(response) -> dict[str, str]:
    """What a browser would send back from a change page without touching anything."""
    context = response.context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.initial_forms]
    values = {}
    for form in forms:
        for field in form:
            value = field.value()
            widget = field.field.widget
            if hasattr(widget, "decompress"):
                parts = widget.decompress(value) if not isinstance(value, list) else value
                for number, part in enumerate(parts):
                    values[f"{field.html_name}_{number}"] = "" if part is None else str(part)
            elif value is True or (value is not None and value is not False):
                shown = widget.format_value(value) if hasattr(widget, "format_value") else value
                values[field.html_name] = (
                    "on" if value is True else shown if isinstance(shown, list) else value
                )
    return {
        key: str(v) if not isinstance(v, list | tuple) else [str(i) for i in v] for key, v in values.items()
    }
