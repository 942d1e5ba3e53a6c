"""How forms look: the renderer with our templates, and the attributes each control needs."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .display import format_figure
from .text import readable


class Renderer(TemplatesSetting):
    """FORM_RENDERER: `{{ form }}` gives the error summary, the hidden controls and every field in our markup."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


class CountedField(forms.BoundField):
    """A field whose length is told below it: `forms/field.html` shows `counts` with `components/counter.html`."""

    field: "LimitedText"

    @property
    def counts(self) -> dict[str, int | str]:
        """What is counted, how much of it there is, and how much there may be."""
        return {
            "unit": "characters",
            "used": len(with_single_breaks(self.value() or "")),
            "most": self.field.most,
        }


class LimitedText(forms.CharField):
    """A text of at most `most` characters. A longer one is never cut: a counter and a message say how much is over.

    A `max_length` would make the browser drop the end of what is pasted. Pages with such a field load `js/count.js`.
    """

    bound_field_class = CountedField

    def __init__(self, *, most: int, widget=None, **options: Any):
        super().__init__(widget=widget or forms.Textarea(attrs={"rows": 4}), **options)
        self.most = most

    def to_python(self, value: Any) -> str | None:
        """Line breaks as one character, which is how the counter counts them, and nothing that cannot be read."""
        return super().to_python(readable(value, lines=True) if isinstance(value, str) else value)

    def validate(self, value: str) -> None:
        super().validate(value)
        if text := too_long(value, self.most):
            raise ValidationError(text, code="max_length")


def with_single_breaks(value: Any) -> Any:
    """A text with line breaks of one character; anything else unchanged."""
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


def too_long(text: str, most: int) -> str:
    """How much a text is over, in the active language; empty where it fits."""
    over = len(text) - most
    if over <= 0:
        return ""
    told: Mapping[str, str] = {"most": format_figure(most), "over": format_figure(over)}
    return _("Use at most %(most)s characters: take out %(over)s.") % told


def kind_of(field: forms.BoundField) -> str:
    """How a field is laid out: hidden, group (radios or ticks), tick (one box), file, affix or plain."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    # Radios and several ticks are both ChoiceWidgets that ask for a fieldset; a select asks for none.
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "group"
    if isinstance(widget, forms.CheckboxInput):
        return "tick"
    if isinstance(widget, forms.FileInput):
        return "file"
    return "plain"


def says_optional(field: forms.BoundField) -> bool:
    """Whether the label should say "(optional)": not where nothing in the form is required, as in a filter."""
    return not field.field.required and any(other.required for other in field.form.fields.values())


def control_classes(field: forms.BoundField, short: bool = False) -> str:
    """CSS classes of the bare control; none for boxes, radios and file choosers."""
    if kind_of(field) != "plain":
        return ""
    if isinstance(field.field.widget, forms.MultiWidget | forms.SelectDateWidget):
        return "input input--auto"
    return "input input--short" if short else "input"


def described_by(field: forms.BoundField, note: bool = False) -> str:
    """Ids of the hint, the error and the note that stand with a control, for aria-describedby."""
    parts = []
    if field.help_text:
        parts.append(f"{field.auto_id}_helptext")
    if field.errors:
        parts.append(f"{field.auto_id}_error")
    if isinstance(field, CountedField):
        parts.append(f"{field.auto_id}_count")
    if note:
        parts.append(f"{field.auto_id}_note")
    return " ".join(parts)


def render_control(
    field: forms.BoundField, *, short=False, note=False, rows=None, lang="", placeholder=False
) -> SafeString:
    """The control alone, with classes and the ids of whatever describes it.

    `rows` is the height of a text area in lines; `lang` says in which language the value is written. A placeholder
    of the widget's is dropped unless asked for: it goes away when one types, so it is no label and no hint.
    """
    attrs: dict[str, str | bool] = {}
    if classes := control_classes(field, short):
        attrs["class"] = f"{field.field.widget.attrs.get('class', '')} {classes}".strip()
    if field.auto_id and (ids := described_by(field, note)):
        attrs["aria-describedby"] = ids
    if rows:
        attrs["rows"] = str(rows)
    if lang:
        attrs["lang"] = lang
    if not placeholder and "placeholder" in field.field.widget.attrs:
        attrs["placeholder"] = False
    return field.as_widget(attrs=attrs)


def first_control_id(field: forms.BoundField) -> str:
    """The id an error link should jump to: of the first radio or tick in a group, else of the control."""
    if not field.auto_id:
        return ""
    if kind_of(field) == "group":
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


def named_error(field: forms.BoundField, text: str) -> str:
    """The error as the summary words it: with the field's label in front, unless the text names the field already."""
    label = str(field.label).strip().rstrip("?？")
    if not label or label.casefold() in text.casefold():
        return text
    return _("%(label)s: %(error)s") % {"label": label, "error": text}


def error_links(*bound_forms: forms.BaseForm | None) -> list[dict[str, str]]:
    """Every error of these forms in page order: `text`, and `target`, the id to jump to ("" for none)."""
    links = []
    for form in bound_forms:
        if form is None or not form.errors:
            continue
        links += [{"text": str(text), "target": ""} for text in form.non_field_errors()]
        for field in form:
            target = "" if field.is_hidden else first_control_id(field)
            links += [{"text": named_error(field, str(text)), "target": target} for text in field.errors]
    return links
