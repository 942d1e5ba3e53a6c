"""The choices of a facet: `{% load facets %}`."""

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from portal.front.facets import Facet

register = template.Library()

TICK = (
    '<label class="tick"><input type="checkbox" id="{0}-{1}" name="{0}" value="{1}"{2}>'
    ' <span>{3}</span> <span class="num">{4}</span></label>\n'
)


@register.simple_tag
def ticks(facet: Facet) -> SafeString:
    """A box for each choice of a facet, with its count.

    In one go: sixty of them are a third of the time that the rest of the list takes as a template.
    """
    return format_html_join(
        "",
        TICK,
        ((facet.name, each.value, each.mark, each.label, each.figure) for each in facet.options),
    )
