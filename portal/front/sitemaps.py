"""The sitemap: every public page in every language, in pages that are read one at a time."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from portal.catalogue.models import Area, Change, Entry
from portal.kernel.addresses import alternates, in_every_language

#: Pages in one file of the sitemap; each stands in it once a language, and names the others.
PAGES = 500


class Pages(Sitemap, ABC):
    """Pages in every language, from rows that are cut into files before they are read.

    Django's own way of doing this (`i18n`) loads all rows for each file. Addresses are the site's own, not the ones the
    request happened to come by.
    """

    limit = PAGES

    @abstractmethod
    def items(self) -> Sequence[Any] | QuerySet:
        """The pages, without their languages."""

    @abstractmethod
    def path(self, item) -> str:
        """The path of a page in any of the languages."""

    @abstractmethod
    def changed(self, item) -> datetime | None:
        """When the page last changed."""

    @abstractmethod
    def get_latest_lastmod(self) -> datetime | None:
        """When any of the pages last changed."""

    def get_urls(self, page: int | str = 1, site=None, protocol=None) -> list[dict]:
        """One file: `location`, `lastmod` and `alternates` of each page in each language."""
        found = []
        days: list[datetime | None] = []
        for item in self.paginator.page(page).object_list:
            path, changed = self.path(item), self.changed(item)
            others = [{"lang_code": lang, "location": address} for lang, address in alternates(path)]
            found += [
                {"location": address, "lastmod": changed, "alternates": others}
                for address in in_every_language(path).values()
            ]
            days.append(changed)
        if days and all(days):
            self.latest_lastmod = max(filter(None, days))
        return found


class Fixed(Pages):
    """Pages that are there whatever the catalogue holds. They change with it."""

    def __init__(self) -> None:
        self.newest = Change.objects.order_by("-at").values_list("at", flat=True).first()

    def items(self) -> Sequence[Any] | QuerySet:
        return sorted(filter(None, map(path_without_gaps, settings.INDEXED_ROUTES)))

    def path(self, item: str) -> str:
        return item

    def changed(self, item: str) -> datetime | None:
        return self.newest

    def get_latest_lastmod(self) -> datetime | None:
        return self.newest


class Zones(Fixed):
    """The pages of areas."""

    def items(self) -> QuerySet:
        return Area.objects.order_by("pk").values_list("pk", flat=True)

    def path(self, item: str) -> str:
        return reverse("zone", args=[item])


def path_without_gaps(name: str) -> str:
    """The path of a page that needs nothing but its name; empty for any other."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


class Entries(Pages):
    """Entries of every kind. Samples are nobody's business but ours."""

    def items(self) -> QuerySet:
        rows = Entry.objects.public().filter(is_sample=False)
        return rows.order_by("pk").values_list("kind", "slug", "updated_at")

    def path(self, item: tuple[str, str, datetime]) -> str:
        return reverse(item[0], args=[item[1]])

    def changed(self, item: tuple[str, str, datetime]) -> datetime:
        return item[2]

    def get_latest_lastmod(self) -> datetime | None:
        rows = Entry.objects.public().filter(is_sample=False).order_by("-updated_at")
        return rows.values_list("updated_at", flat=True).first()


#: The files' names, each with its class of `Pages`.
SECTIONS: dict[str, Any] = {"pages": Fixed, "zones": Zones, "entries": Entries}
