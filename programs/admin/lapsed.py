"""Readings of benefits that have lapsed, shown where an editor changes the words they were made from."""

from django.contrib import admin, messages
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programs.models import MeasureVersion, Programme
from programs.selectors.readings import lapsed_in


class ShowsLapsedReadings:
    """A page with benefits whose field `lapsed_readings` names the words that are gone."""

    @admin.display(description=_("Readings that have lapsed"))
    def lapsed_readings(self, obj: MeasureVersion | Programme) -> str:
        words = format_html_join("", "<li>{}</li>", [[quoted(text)] for text in lapsed_in(obj)])
        return format_html("<p>{}</p><ul>{}</ul>", what_it_means(), words) if words else "-"


def what_it_means() -> str:
    return gettext(
        "The figures of these benefits were read for other words. They count for no more than their figures say, "
        "until the readings are renewed for the new words. The words they were read for:"
    )


def quoted(text: str) -> str:
    return gettext("“%(text)s”") % {"text": text}


def warn_of_lapsed(page, request, obj: MeasureVersion | Programme) -> None:
    """Tell an editor who has just saved that readings do not fit the words any more."""
    if lapsed := lapsed_in(obj):
        words = " ".join(map(quoted, lapsed))
        page.message_user(request, f"{what_it_means()} {words}", messages.WARNING)
