"""What pages tell machines: linked data, the feed and the calendar of a list. `{% load machines %}`"""

import json

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from portal.catalogue.enums import Kind
from portal.catalogue.models import Entry
from portal.front import linked_data
from portal.front.filter_query import in_order

register = template.Library()

#: What could end the element or begin a comment, written as JSON writes it. The same as Django's `json_script`.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def data_block(data: dict) -> SafeString:
    """Linked data as a block that browsers never run, so that the content policy has nothing to allow."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308


@register.simple_tag
def site_data() -> SafeString:
    """The portal as a website that can be searched."""
    return data_block({"@context": linked_data.CONTEXT, **linked_data.site()})


@register.simple_tag
def list_data(listing, query: str = "") -> SafeString:
    """A page of the catalogue. query: the filters that its address keeps."""
    node = linked_data.entry_list(query, listing)
    return data_block({"@context": linked_data.CONTEXT, **node})


@register.simple_tag(takes_context=True)
def entry_data(context) -> SafeString | str:
    """The page of an entry, from what it shows (`programs.pages.page_context`). Nothing of what is made up."""
    entry = context["entry"]
    if entry.is_sample:
        return ""
    intakes = context.get("intakes")
    sources = [line.source for line in context["sources"]]
    return data_block(linked_data.entry_page(entry, sources, intakes.open if intakes else ()))


@register.simple_tag(takes_context=True)
def list_query(context) -> str:
    """What the own address of a list keeps of its query string: filters in a stable order, and which page it is."""
    query, page = in_order(context["request"].GET), context["listing"].page.number
    return "&".join(filter(None, [query, f"page={page}" if page > 1 else ""]))


@register.simple_tag(takes_context=True)
def followed(context, name: str) -> str:
    """The address of the feed ("feed") or the calendar ("windows") of the present list."""
    query = in_order(context["request"].GET, words=True)
    return reverse(name) + (f"?{query}" if query else "")


@register.filter
def has_windows(entry: Entry, intakes=None) -> bool:
    """Whether the calendar of an entry holds anything; `intakes` as `programs.selectors.catalogue` gives them."""
    dated = entry.kind in (Kind.MEASURE, Kind.PROGRAMME) and (
        entry.opens or entry.closes or entry.effective_to
    )
    return bool(dated or (intakes and (intakes.open or intakes.later or intakes.closed)))
