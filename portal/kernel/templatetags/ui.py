"""Tags and filters that every page uses: `{% load ui %}`."""

from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.urls import get_script_prefix, reverse
from django.utils.html import conditional_escape, format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.kernel import display, forms, languages
from portal.kernel.addresses import path_in

register = template.Library()

NAMES = dict(settings.LANGUAGES)
#: Shown where the full names have no room.
BRIEF = {languages.ENGLISH: "EN", languages.HANT: "繁", languages.HANS: "简"}

SOUTH, NORTH, BOTH = "south", "north", "both"
#: The side of each area of the catalogue; every other area is on the Shenzhen side.
AREA_SIDES = {"hong-kong": SOUTH, "gba": BOTH, "hetao": BOTH}
BANK_WORDS = {
    SOUTH: gettext_lazy("Hong Kong side"),
    NORTH: gettext_lazy("Shenzhen side"),
    BOTH: gettext_lazy("Both sides"),
}
#: Who acts on a side, as a founder reads it and as staff read it.
PARTY_WORDS = {SOUTH: gettext_lazy("You"), NORTH: gettext_lazy("The zone")}
STAFF_PARTY_WORDS = {SOUTH: gettext_lazy("Founder"), NORTH: gettext_lazy("Zone")}

#: Tones of status words: applications, openness of entries, versions, firms. Anything else is plain.
TONES = {
    "draft": "line",
    "correction": "you",
    "offered": "go",
    "accepted": "go",
    "turned-down": "line",
    "lapsed": "line",
    "declined": "stop",
    "withdrawn": "line",
    "open": "go",
    "later": "wait",
    "closed": "line",
    "expired": "line",
    "unknown": "wait",
    "published": "go",
    "retired": "line",
    "high": "go",
    "medium": "",
    "low": "wait",
}

#: Which entry of the main navigation a page belongs to, by the first word of its URL name.
SECTIONS = {
    "catalogue": "catalogue",
    "measure": "catalogue",
    "programme": "catalogue",
    "incubator": "catalogue",
    "space": "catalogue",
    "platform": "catalogue",
    "story": "catalogue",
    "compare": "shortlist",
    "shortlist": "shortlist",
    "check": "check",
    "zones": "catalogue",
    "zone": "catalogue",
    "applications": "applications",
    "application": "applications",
    "firm": "firm",
    "inbox": "inbox",
    "desk": "desk",
    "account": "account",
    "mfa": "account",
    "usersessions": "account",
}


# Languages -----------------------------------------------------------------------------------------------------------


@register.simple_tag
def html_lang() -> str:
    """The active language as a `lang` attribute: en, zh-Hant-HK or zh-Hans-CN."""
    return languages.HTML_LANG[languages.current()]


@register.filter
def lang_attr(code: str) -> str:
    """A language code as a `lang` attribute; unchanged when it is none of ours."""
    return languages.HTML_LANG.get(code, code)


@register.simple_tag(takes_context=True)
def language_links(context) -> list[dict]:
    """The three languages with the address of this very page in each: code, label, brief, lang, url, current."""
    request = context.get("request")
    path, _mark, query = (request.get_full_path() if request else get_script_prefix()).partition("?")
    return [
        {
            "code": code,
            "label": NAMES.get(code, code),
            "brief": BRIEF[code],
            "lang": languages.HTML_LANG[code],
            "url": path_in(path, query, code),
            "current": code == languages.current(),
        }
        for code in languages.CODES
    ]


@register.simple_tag(takes_context=True)
def nav_section(context) -> str:
    """Which entry of the main navigation is current: the context's `section`, else by the URL's name."""
    if context.get("section"):
        return context["section"]
    match = getattr(context.get("request"), "resolver_match", None)
    name = (match and match.url_name) or ""
    return SECTIONS.get(name.replace("_", "-").partition("-")[0], "")


# Words in three languages --------------------------------------------------------------------------------------------


def in_language(text: str, code: str) -> SafeString:
    """The text in a span, marked with its language where it is not the page's."""
    if code == languages.current():
        return format_html("<span>{}</span>", text)
    return format_html('<span lang="{}">{}</span>', languages.HTML_LANG[code], text)


@register.simple_tag
def name_pair(source, field: str = "name") -> SafeString:
    """The reader's name, then the official Simplified one, as two spans for an element of class "pair".

    `source` is an object with translated columns or a dict of three texts. One span for readers of Simplified
    Chinese and where both would read the same.
    """
    texts = display.texts_of(source, field)
    near, code = display.choose_text(texts)
    far = texts[languages.HANS]
    first = in_language(near, code)
    if not far or far == near or languages.current() == languages.HANS:
        return first
    return format_html("{} {}", first, in_language(far, languages.HANS))


@register.simple_tag
def translated(source, field: str = "name", paragraphs: bool = False) -> SafeString:
    """A text in the reader's language; where it is missing, another one marked as such. Line breaks become
    paragraphs on request."""
    text, code = display.text_for_reader(source, field)
    body = mark_safe(linebreaks(text, autoescape=True)) if paragraphs else conditional_escape(text)  # noqa: S308
    if not text or code == languages.current():
        return body
    element = "div" if paragraphs else "span"
    return format_html(
        '<{0} lang="{1}">{2}</{0}> <small class="mute">{3}</small>',
        element,
        languages.HTML_LANG[code],
        body,
        _("(in English)") if code == languages.ENGLISH else f"({NAMES[code]})",
    )


# Dates and figures ---------------------------------------------------------------------------------------------------


@register.filter
def day(value) -> str:
    """27 November 2026."""
    return display.format_date(value, display.LONG)


@register.filter
def day_short(value) -> str:
    """27 Nov 2026."""
    return display.format_date(value, display.SHORT)


@register.filter
def moment(value) -> str:
    """27 Nov 2026, 14:02."""
    return display.format_date(value, display.MOMENT)


@register.filter
def listed(texts) -> str:
    """A, B."""
    return display.listed(str(text) for text in texts)


@register.filter
def clock_time(value) -> str:
    """14:02."""
    return display.format_date(value, display.TIME)


@register.simple_tag
def when(value, style: str = "short") -> SafeString | str:
    """A date or moment in a `<time>` element; style is short, long, moment or time."""
    text = display.format_date(value, display.STYLES[style])
    if not text:
        return ""
    return format_html('<time datetime="{}">{}</time>', display.as_local(value).isoformat(), text)


@register.filter
def partial_date(value) -> str:
    """A source's date of any precision: September 2023."""
    return display.format_partial_date(value)


@register.filter
def figure(value) -> str:
    """9,600."""
    return display.format_figure(value)


@register.filter
def percent(value) -> str:
    """A share between 0 and 1: 50%."""
    return display.format_percent(value)


@register.filter(name="money")
def money_text(amount, currency: str) -> str:
    """CNY 57,600."""
    return display.format_money(amount, currency)


@register.simple_tag
def money(amount, currency: str) -> SafeString | str:
    """The same, set as a figure that does not break."""
    text = display.format_money(amount, currency)
    return format_html('<span class="money"><b>{}</b></span>', text) if text else ""


@register.filter
def browser(signature) -> str:
    """A browser's signature in two words."""
    return display.name_browser(str(signature))


# Sides and states ----------------------------------------------------------------------------------------------------


@register.filter
def bank_side(area_code) -> str:
    """south, north or both, for an area code of the catalogue."""
    return AREA_SIDES.get(str(area_code), NORTH)


def side_mark(side: str, words) -> SafeString:
    """A side's glyph with its words."""
    return format_html('<span class="bank bank--{}">{}</span>', side, words)


@register.simple_tag
def bank(area_code) -> SafeString:
    """On which bank an area lies."""
    side = bank_side(area_code)
    return side_mark(side, BANK_WORDS[side])


@register.simple_tag
def side(which: str, staff: bool = False) -> SafeString | str:
    """Who acts: "south" the founder, "north" the zone. `staff` words it for staff. Nothing for any other side."""
    words = (STAFF_PARTY_WORDS if staff else PARTY_WORDS).get(which)
    return side_mark(which, words) if words else ""


@register.filter
def tone(value) -> str:
    """The class that colours a status: "tag--go"; "" for a plain one."""
    name = TONES.get(str(value), "")
    return f"tag--{name}" if name else ""


@register.simple_tag
def status_tag(value, label) -> SafeString | str:
    """A status as a tag; nothing when there is none."""
    if not value:
        return ""
    return format_html('<span class="{}">{}</span>', f"tag {tone(value)}".strip(), label)


@register.simple_tag
def sample(shown=True) -> SafeString | str:
    """The mark that something is made up."""
    return format_html('<span class="sample">{}</span>', _("sample")) if shown else ""


# Getting about -------------------------------------------------------------------------------------------------------


@register.simple_tag
def crumbs(*trail) -> SafeString:
    """Breadcrumbs from pairs of label and address, ending with the label of this page alone."""
    *pairs, here = trail
    links = format_html_join("", '<li><a href="{1}">{0}</a></li>', zip(pairs[::2], pairs[1::2], strict=True))
    return format_html(
        '<nav class="crumbs" aria-label="{}"><ol>{}<li aria-current="page">{}</li></ol></nav>',
        _("Breadcrumb"),
        links,
        here,
    )


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context, page, param: str = "page") -> dict:
    """Links to the pages of a paginated list; everything else in the query is kept."""
    request = context.get("request")
    query = request.GET.copy() if request else None
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)

    def address(number: int) -> str:
        if query is None:
            return f"?{param}={number}"
        query[param] = str(number)
        return f"?{query.urlencode()}"

    links = [
        {"number": n, "url": address(n) if isinstance(n, int) else "", "current": n == page.number}
        for n in numbers
    ]
    summary = ngettext(
        "Showing %(first)s to %(last)s of %(total)s",
        "Showing %(first)s to %(last)s of %(total)s",
        page.paginator.count,
    ) % {
        "first": page.start_index(),
        "last": page.end_index(),
        "total": display.format_figure(page.paginator.count),
    }
    return {"summary": summary, "links": links if page.paginator.num_pages > 1 else []}


@register.filter
def site(address: str) -> str:
    """The site of an address, short enough for paper: example.org."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


@register.inclusion_tag("components/search.html")
def search_form(q: str = "", action: str = "", page: bool = False) -> dict:
    """The catalogue's search box. `page` makes it wide, for the top of a page."""
    return {"q": q, "action": action or reverse("catalogue"), "page": page}


# Forms ---------------------------------------------------------------------------------------------------------------


@register.filter
def field_kind(field) -> str:
    """How a field is laid out; see `kernel.forms.kind_of`."""
    return forms.kind_of(field)


@register.filter
def says_optional(field) -> bool:
    """Whether its label says "(optional)"."""
    return forms.says_optional(field)


@register.filter
def first_control_id(field) -> str:
    """The id of a field's first control."""
    return forms.first_control_id(field)


@register.simple_tag
def control(field, short=False, note="", rows=None, lang="", placeholder=False) -> SafeString:
    """The bare control with class and description, no label; options as in `field`, and the widget's placeholder."""
    return forms.render_control(
        field, short=short, note=bool(note), rows=rows, lang=lang, placeholder=placeholder
    )


@register.inclusion_tag("forms/field.html")
def field(field, **options) -> dict:
    """A whole field: label, hint, error, control.

    Options: label (another one), short, prefix, suffix (beside the control), note (under it), row (choices side by
    side), wide (in a filter bar), rows (of a text area), lang (of the value), optional (False hides that word).
    """
    return {"field": field, **options}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*bound_forms) -> dict:
    """Every error of the forms, each linked to its field; forms that are not there are skipped."""
    return {"links": forms.error_links(*(form for form in bound_forms if form))}
