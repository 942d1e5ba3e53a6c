"""A firm's name as its reader knows it: `{% load firms %}`."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.enums import FirmSide
from accounts.models import Firm
from portal.kernel import languages

register = template.Library()


@register.simple_tag
def firm_name(firm: Firm) -> SafeString:
    """The Chinese name for readers of Chinese, where there is one, else the English one; marked with its language.

    In a sentence or a title use `firm.local_name`.
    """
    return format_html('<span lang="{}">{}</span>', name_lang(firm), firm.local_name)


@register.simple_tag
def firm_names(firm: Firm) -> SafeString:
    """Both names, the reader's script first, for an element of class "pair"."""
    if not firm.name_zh:
        return firm_name(firm)
    spans = [(languages.HTML_LANG[languages.ENGLISH], firm.name), (chinese_lang(firm), firm.name_zh)]
    if languages.current() != languages.ENGLISH:
        spans.reverse()
    return format_html('<span lang="{}">{}</span> <span lang="{}">{}</span>', *spans[0], *spans[1])


def name_lang(firm: Firm) -> str:
    """The language of `local_name` as a `lang` attribute."""
    is_chinese = firm.name_zh and firm.local_name == firm.name_zh
    return chinese_lang(firm) if is_chinese else languages.HTML_LANG[languages.ENGLISH]


def chinese_lang(firm: Firm) -> str:
    """Shenzhen companies are registered in Simplified characters, the others in Traditional ones."""
    return languages.HTML_LANG[languages.HANS if firm.side == FirmSide.SHENZHEN else languages.HANT]
