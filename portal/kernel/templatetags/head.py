"""What a page says about itself to search engines and to those who share its address: `{% load head %}`."""

import html

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from portal.kernel import languages
from portal.kernel.addresses import absolute, alternates, in_every_language
from portal.kernel.clock import today

register = template.Library()

#: Locales as Open Graph writes them: a language, and the place whose wording it is.
LOCALES = {languages.ENGLISH: "en_GB", languages.HANT: "zh_HK", languages.HANS: "zh_CN"}
#: Size of every picture of a page, in pixels.
CARD_SIZE = (1200, 630)


class Capture(template.Node):
    """Keeps what stands between the tags under a name, and shows nothing."""

    def __init__(self, nodelist: template.NodeList, name: str):
        self.nodelist = nodelist
        self.name = name

    def render(self, context) -> str:
        # What the nodes gave is escaped already; stripping forgets that it is.
        context[self.name] = mark_safe(self.nodelist.render(context).strip())  # noqa: S308
        return ""


@register.tag
def capture(parser, token) -> Capture:
    """`{% capture as name %}...{% endcapture %}`. Blocks may stand inside, which `{% with %}` cannot pass on."""
    bits = token.split_contents()
    if len(bits) != 3 or bits[1] != "as":
        raise template.TemplateSyntaxError("capture needs a name: {% capture as name %}")
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return Capture(nodelist, bits[2])


def route_of(context) -> str:
    """The URL name of the page; empty where no view was found."""
    match = getattr(context.get("request"), "resolver_match", None)
    return (match and match.view_name) or ""


@register.inclusion_tag("components/addresses.html", takes_context=True)
def page_addresses(context, query: str = "", indexed: bool = True) -> dict:
    """The page's own address and its addresses in each language, or the request not to index it.

    query: the part of the query string that makes this another page; everything else in it is left out.
    indexed: False for pages that are of no use to anybody who comes from a search engine. So are all whose URL name
    is not in `settings.INDEXED_ROUTES`.
    """
    request = context.get("request")
    if request is None or not indexed or route_of(context) not in settings.INDEXED_ROUTES:
        return {"indexed": False}
    return {
        "indexed": True,
        "canonical": in_every_language(request.path, query)[languages.current()],
        "alternates": alternates(request.path, query),
    }


@register.inclusion_tag("components/share.html", takes_context=True)
def share_tags(context, title: str, description: str = "", card: str = "", query: str = "") -> dict:
    """Open Graph and Twitter tags: what an address looks like where somebody shares it.

    title, description: text, with or without HTML's escapes. card: path of a picture of CARD_SIZE; the site's own when
    empty; a page with one of its own is an article. query: as for `page_addresses`. Nothing on pages that are not
    public.
    """
    request = context.get("request")
    if request is None or route_of(context) not in settings.INDEXED_ROUTES:
        return {}
    code = languages.current()
    return {
        "title": plain(title) or _("Hetao Launchpad"),
        "description": plain(description),
        "kind": "article" if card else "website",
        "url": in_every_language(request.path, query)[code],
        "image": absolute(card or reverse("site-card")),
        "width": CARD_SIZE[0],
        "height": CARD_SIZE[1],
        "locale": LOCALES[code],
        "other_locales": [locale for other, locale in LOCALES.items() if other != code],
    }


@register.inclusion_tag("components/printed.html", takes_context=True)
def printed(context) -> dict:
    """For paper only: where the page is, and on which day it stood so."""
    return {"address": absolute(context["request"].path), "day": today()}


def plain(text: str) -> str:
    """Text of a template as plain text on one line; the template that shows it escapes it again."""
    return " ".join(html.unescape(strip_tags(str(text))).split())
