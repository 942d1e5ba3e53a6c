"""Rows of lists: `{% load rows %}`."""

from django import template
from django.utils.safestring import SafeString

from portal.front.row_html import row_html, side_html
from portal.front.rows import Row

register = template.Library()


@register.simple_tag
def entry_row(row: Row) -> SafeString:
    """One entry in a list, the same for every reader of a language."""
    return row_html(row)


@register.simple_tag
def entry_side(row: Row) -> SafeString:
    """What stands beside it: its figure, and whether one can apply."""
    return side_html(row)
