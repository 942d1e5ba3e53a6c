"""The Atom feed: what is new and what has changed in the catalogue, newest first."""

from datetime import datetime, time
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html
from django.utils.translation import gettext as _

from portal.catalogue.change_fields import in_words
from portal.catalogue.enums import ChangeKind
from portal.catalogue.models import Change
from portal.catalogue.texts import text_of
from portal.kernel.addresses import absolute
from portal.kernel.clock import ZONE, today
from portal.kernel.display import listed
from portal.kernel.languages import HTML_LANG, current
from portal.kernel.text import for_xml

from . import licence
from .facets import chips_of, without
from .filter_query import in_order, is_narrowed, search_with_over
from .listing import Search

ITEMS = 50
#: From when the portal's names are its own: the date that a `tag:` address needs (RFC 4151). It never changes.
SINCE = "2026"
#: What a reader of the catalogue can still open.
NEWS = (ChangeKind.ADDED, ChangeKind.CHANGED, ChangeKind.RESTORED)


class StableAtom(Atom1Feed):
    """An Atom feed that is the same as long as nothing happens: where there is no entry, its date is this morning."""

    def latest_post_date(self) -> datetime:
        if self.items:
            return super().latest_post_date()
        return datetime.combine(today(), time(), ZONE)


def changes_of(found: Search) -> QuerySet[Change]:
    """The newest visible changes of the entries found, which the public may see."""
    rows = Change.objects.filter(
        what__in=NEWS, entry__archived_at__isnull=True, entry__published_at__isnull=False
    )
    if is_narrowed(found):
        rows = rows.filter(entry__in=found.found.values("pk"))
    return rows.select_related("entry").order_by("-at", "-pk")[:ITEMS]


class ChangesFeed(Feed):
    """The feed of one query string, in the active language. Raises BadFilter as the page of the list does."""

    feed_type = StableAtom
    item_guid_is_permalink = False

    def __init__(self, query: QueryDict):
        self.search = search_with_over(query)
        self.query = in_order(query, words=True)
        self.chosen = filters_in_words(self.search, query)
        self.language = HTML_LANG[current()]

    # The feed

    def title(self) -> str:
        title = _("Hetao Launchpad: new and changed")
        if not self.chosen:
            return title
        return _("%(title)s (%(filters)s)") % {
            "title": title,
            "filters": listed(self.chosen),
        }

    def subtitle(self) -> str:
        return _("Entries of the support catalogue that are new or have changed, newest first")

    def link(self) -> str:
        """The list that the feed follows."""
        return absolute(self.address("catalogue"))

    def feed_url(self) -> str:
        return absolute(self.address("feed"))

    def address(self, name: str) -> str:
        return reverse(name) + (f"?{self.query}" if self.query else "")

    def feed_guid(self) -> str:
        return tag(self.address("feed"))

    def author_name(self) -> str:
        return _("Hetao Launchpad")

    def author_link(self) -> str:
        return absolute(reverse("home"))

    def feed_copyright(self) -> str:
        return f"{licence.ATTRIBUTION}, {licence.NAME}"

    # Its entries

    def items(self) -> list[Change]:
        return list(changes_of(self.search))

    def item_title(self, item: Change) -> str:
        """Atom titles are plain text; the name alone says too little in a list of changes."""
        patterns: dict[str, str] = {
            ChangeKind.ADDED: _("New: %(name)s"),
            ChangeKind.RESTORED: _("Back in the catalogue: %(name)s"),
        }
        title = patterns.get(item.what, _("Changed: %(name)s")) % {"name": text_of(item.entry, "name")}
        return sample_marked(title, item.entry.is_sample)

    def item_description(self, item: Change) -> str:
        """What changed, in words, and what the entry is, as HTML."""
        summary = text_of(item.entry, "summary")
        said = said_of(item)
        return format_html("<p>{}</p><p>{}</p>", said, summary) if said else format_html("<p>{}</p>", summary)

    def item_link(self, item: Change) -> str:
        return absolute(reverse(item.entry.kind, args=[item.entry.slug]))

    def item_guid(self, item: Change) -> str:
        """One change has one id in each language, whatever feed it is in."""
        return tag(f"{current()}/change/{item.pk}")

    def item_pubdate(self, item: Change) -> datetime:
        return item.at

    item_updateddate = item_pubdate

    def item_categories(self, item: Change) -> list[str]:
        """Codes, as the list's filters take them."""
        return list(filter(None, [item.entry.kind, item.entry.area_id, item.entry.category_id]))


def filters_in_words(found: Search, query: QueryDict) -> list[str]:
    """The filters that are on, as the page's chips name them; not that what is over is in it, which always is."""
    over = without(query, "ended", None)
    return [for_xml(str(chip.label)) for chip in chips_of(found.filters, query) if chip.query != over]


def said_of(change: Change) -> str:
    """What a change touched, as a sentence; empty where the title says it all."""
    if change.what != ChangeKind.CHANGED:
        return ""
    words = in_words(change.fields)
    if words and change.version:
        return _("Version %(number)s. What changed: %(fields)s.") % {
            "number": change.version,
            "fields": words,
        }
    if words:
        return _("What changed: %(fields)s.") % {"fields": words}
    return _("Version %(number)s is in force.") % {"number": change.version} if change.version else ""


def sample_marked(text: str, is_sample: bool) -> str:
    """The text, marked where it tells of something made up."""
    return _("%(text)s (sample)") % {"text": text} if is_sample else text


def tag(specific: str) -> str:
    """An id that stays the same when addresses change (RFC 4151)."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{SINCE}:{specific}"
