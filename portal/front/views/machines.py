"""What machines read: robots.txt, sitemap, feed, calendars, pictures of pages."""

from collections.abc import Callable
from functools import wraps

from django.contrib.sitemaps.views import sitemap as sitemap_page
from django.contrib.sitemaps.views import x_robots_tag
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

from portal.catalogue.models import Entry
from portal.front.calendars import entry_calendar, finished, windows_calendar
from portal.front.cards.content import Card, entry_card, site_card
from portal.front.cards.drawing import png_of
from portal.front.cards.selectors import card_row
from portal.front.feeds import ChangesFeed
from portal.front.listing import BadFilter
from portal.front.robots import robots_txt
from portal.front.sitemaps import SECTIONS
from portal.kernel.addresses import absolute

#: Where drawn pictures are kept.
CARDS = "cards"
#: Seconds for which others may keep what they got without asking again.
MINUTES, HOUR = 300, 3600
#: For how long a picture is kept. Its key says all that it shows, so it is never out of date.
KEEP_CARD = 7 * 24 * 3600

View = Callable[..., HttpResponse]


def kept(seconds: int) -> Callable[[View], View]:
    """Anybody may keep the answer so long, and asks with its ETag or date afterwards: 304 when nothing changed."""

    def decorate(view: View) -> View:
        @conditional_page
        @wraps(view)
        def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            response = view(request, *args, **kwargs)
            if response.status_code == 200:
                patch_cache_control(response, public=True, max_age=seconds)
            return response

        return answer

    return decorate


def refusing_bad_filters(view: View) -> View:
    """A view that answers 400, with the catalogue's own page, to a parameter that no filter understands."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except BadFilter as error:
            return render(request, "front/bad_filter.html", {"error": error}, status=400)

    return answer


@require_safe
@kept(HOUR)
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may fetch, and where the sitemap is."""
    return HttpResponse(robots_txt(), content_type="text/plain; charset=utf-8")


@require_safe
@kept(MINUTES)
@x_robots_tag
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The files of the sitemap."""
    files = []
    for name, pages in ((name, section()) for name, section in SECTIONS.items()):
        address, changed = absolute(reverse("sitemap", args=[name])), pages.get_latest_lastmod()
        for number in range(1, pages.paginator.num_pages + 1):
            page = f"?p={number}" if number > 1 else ""
            files.append({"location": f"{address}{page}", "last_mod": changed})
    return render(request, "sitemap_index.xml", {"sitemaps": files}, content_type="application/xml")


@require_safe
@kept(MINUTES)
def sitemap(request: HttpRequest, section: str) -> HttpResponse:
    """One file of the sitemap."""
    return sitemap_page(request, SECTIONS, section=section).render()


@require_safe
@kept(MINUTES)
@refusing_bad_filters
def feed(request: HttpRequest) -> HttpResponse:
    """What is new and changed among the entries that the filters find, as Atom."""
    return ChangesFeed(request.GET)(request)


@require_safe
@kept(MINUTES)
@refusing_bad_filters
def windows(request: HttpRequest) -> HttpResponse:
    """When applications open and close for the entries that the filters find, to be followed in a calendar."""
    return HttpResponse(finished(windows_calendar(request.GET)), content_type="text/calendar; charset=utf-8")


@require_safe
@kept(MINUTES)
def entry_windows(request: HttpRequest, slug: str) -> HttpResponse:
    """The windows of one entry, to be put into a calendar."""
    entry = get_object_or_404(Entry.objects.public().select_related("category"), slug=slug)
    calendar = entry_calendar(entry)
    if calendar is None:
        raise Http404("no date is published")
    headers = {"Content-Disposition": f'attachment; filename="{entry.slug}.ics"'}
    return HttpResponse(finished(calendar), content_type="text/calendar; charset=utf-8", headers=headers)


@require_safe
@kept(HOUR)
def site_picture(request: HttpRequest) -> HttpResponse:
    """The picture of pages that have none of their own."""
    return picture(site_card())


@require_safe
@kept(HOUR)
def entry_picture(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture of an entry."""
    row = card_row(slug)
    if row is None:
        raise Http404
    return picture(entry_card(row))


def picture(card: Card) -> HttpResponse:
    """A card as PNG, drawn once for all who ask."""
    key = f"card:{card.fingerprint}"
    cache = caches[CARDS]
    png = cache.get(key)
    if png is None:
        png = png_of(card)
        cache.set(key, png, KEEP_CARD)
    return HttpResponse(png, content_type="image/png", headers={"ETag": f'"{card.fingerprint}"'})
