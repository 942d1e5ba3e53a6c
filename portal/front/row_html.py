"""A row of a list as HTML, written in one go: as a template with its includes it takes four times as long."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.catalogue.enums import Openness
from portal.catalogue.texts import Text
from portal.kernel.languages import ENGLISH
from portal.kernel.templatetags.ui import bank, name_pair, sample, status_tag, when

from .rows import Row

BODY = """
<div>
  <p class="byline"><span>{kind}</span>{bank}<span>{area}</span>{sample}</p>
  <h3><a class="pair" href="{url}">{names}</a></h3>
  <p class="result__what">{summary}</p>
  <p class="byline">{source}{as_of}</p>
</div>
<div class="result__side">{side}</div>
"""


def row_html(row: Row) -> SafeString:
    """The row in the active language without what is a reader's own, for an element of class "result"."""
    entry = row.entry
    return format_html(
        BODY,
        kind=entry.get_kind_display(),
        bank=bank(entry.area_id),
        area=row.area_name,
        sample=sample(entry.is_sample),
        url=row.url,
        names=name_pair(entry),
        summary=run_html(row.summary),
        source=format_html("<span>{}</span>", _("Source: %(source)s") % {"source": row.source})
        if row.source
        else "",
        as_of=format_html("<span>{} {}</span>", _("As of"), when(entry.as_of)) if entry.as_of else "",
        side=side_html(row),
    )


def side_html(row: Row) -> SafeString:
    """What stands beside an entry in a list: its figure, and whether one can apply."""
    figure = format_html("<p><b>{}</b>{}</p>\n", row.figure, mute(row.more)) if row.figure else ""
    return format_html("{}{}", figure, standing_html(row))


def standing_html(row: Row) -> SafeString | str:
    """Whether one can apply, and until when; empty for a row without a state."""
    if row.intake:
        apply = format_html(
            '<span class="tag tag--go">{}</span>{}', _("Apply here"), sample(row.intake.is_sample)
        )
        closes = format_html("{} {}", pgettext("a date follows", "until"), when(row.last_day))
        return standing(apply, closes if row.last_day else "")
    if not row.state:
        return ""
    # Not knowing is no warning, so its tag stays plain.
    is_known = row.state != Openness.UNKNOWN
    tag = (
        status_tag(row.state, row.label)
        if is_known
        else format_html('<span class="tag">{}</span>', row.label)
    )
    return standing(tag, row.note)


def standing(tag: SafeString | str, note: str) -> SafeString:
    return format_html('<p class="row row--tight">{}{}</p>', tag, mute(note, "mute small"))


def mute(text: str, name: str = "mute") -> SafeString | str:
    """A quieter text behind another one; nothing where there is none."""
    return format_html(' <span class="{}">{}</span>', name, text) if text else ""


def run_html(text: Text) -> SafeString | str:
    """A text inside a line, marked with its language where it is not the page's."""
    if not text.is_fallback:
        return text.value
    said = _("(in English)") if text.language == ENGLISH else _("(in Chinese)")
    return format_html('<span lang="{}">{}</span> <small class="mute">{}</small>', text.lang, text, said)
