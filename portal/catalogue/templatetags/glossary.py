"""`{% load glossary %}`: prose in which the twin terms explain themselves."""

import re

from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from portal.catalogue.glossary import Glossary, Mark
from portal.catalogue.texts import Text, text_of
from portal.catalogue.vocabulary import twins
from portal.kernel.languages import ENGLISH, HTML_LANG, current
from portal.kernel.templatetags.ui import translated

register = template.Library()

KEY = "glossary"
HAN_RUN = re.compile(r"([\u3400-\u9fff]+)")


@register.simple_tag(takes_context=True)
def glossary(context, text, language: str = "") -> SafeString:
    """A catalogue text, escaped; each twin term is a button that explains it, once a page.

    text: a `Text`, or plain text in `language` (the reader's by default). Markup that is safe already stays as it is,
    unmarked. Not for headings, links or labels: a button has no place there.
    """
    value = getattr(text, "value", text)
    if not value or hasattr(value, "__html__"):
        return conditional_escape(value or "")
    language = language or (text.language if isinstance(text, Text) else current())
    pieces = page_glossary(context).pieces(str(value), language)
    return mark_safe("".join(rendered(piece, language) for piece in pieces))  # noqa: S308 (every piece is escaped)


@register.simple_tag(takes_context=True)
def glossary_of(context, row, field: str) -> SafeString:
    """The same for a translated field of a model row; a text in another language than the reader's says so."""
    text = text_of(row, field)
    return translated(row, field) if text.is_fallback else glossary(context, text)


@register.filter
def quoting(text: Text, script: str) -> SafeString:
    """An English text, escaped, in which Chinese words are marked with their language; any other text as it is."""
    if text.language != ENGLISH:
        return conditional_escape(text.value)
    parts = enumerate(HAN_RUN.split(text.value))
    lang = HTML_LANG[script]
    return mark_safe(  # noqa: S308 (every part is escaped)
        "".join(
            format_html('<span lang="{}">{}</span>', lang, part) if odd % 2 else conditional_escape(part)
            for odd, part in parts
        )
    )


def page_glossary(context) -> Glossary:
    """The page's one glossary: its terms are fetched once, and what was explained stays explained.

    Every included template has a layer of its own on the render context; the lowest one belongs to the whole page.
    """
    page = context.render_context.dicts[0]
    if KEY not in page:
        page[KEY] = Glossary(twins())
    return page[KEY]


def rendered(piece: str | Mark, language: str) -> str:
    if isinstance(piece, str):
        return conditional_escape(piece)
    other = "" if language == current() else HTML_LANG[current()]
    return render_to_string(
        "components/term.html", {"mark": piece, "twin": piece.twin, "lang": other}
    ).strip()
