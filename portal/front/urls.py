from django.urls import path

from portal.front.api.urls import urlpatterns as api_urlpatterns
from portal.front.health import healthz, readyz
from portal.front.views.catalogue import catalogue
from portal.front.views.compare import comparison
from portal.front.views.glossary import glossary_page
from portal.front.views.home import home
from portal.front.views.machines import (
    entry_picture,
    entry_windows,
    feed,
    robots,
    site_picture,
    sitemap,
    sitemap_index,
    windows,
)
from portal.front.views.open_data import open_data, open_data_reference
from portal.front.views.root import root
from portal.front.views.shortlist import add, note, remove, shared, shortlist
from portal.front.views.zones import zone, zones

#: Pages, under a language prefix.
urlpatterns = [
    path("", home, name="home"),
    path("catalogue/", catalogue, name="catalogue"),
    path("compare/", comparison, name="compare"),
    path("shortlist/", shortlist, name="shortlist"),
    path("shortlist/shared/", shared, name="shortlist_shared"),
    path("shortlist/<slug:slug>/add/", add, name="shortlist_add"),
    path("shortlist/<slug:slug>/remove/", remove, name="shortlist_remove"),
    path("shortlist/<slug:slug>/note/", note, name="shortlist_note"),
    path("glossary/", glossary_page, name="glossary"),
    path("zones/", zones, name="zones"),
    path("zones/<slug:code>/", zone, name="zone"),
    path("data/", open_data, name="open_data"),
    path("data/reference/", open_data_reference, name="open_data_reference"),
    path("feed.atom", feed, name="feed"),
    path("windows.ics", windows, name="windows"),
    path("ics/<slug:slug>.ics", entry_windows, name="entry-windows"),
    path("og.png", site_picture, name="site-card"),
    path("og/<slug:slug>.png", entry_picture, name="entry-card"),
]

#: Addresses for machines and for those who have no language yet.
unlocalised_urlpatterns = [
    path("", root, name="root"),
    *api_urlpatterns,
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap_index, name="sitemap-index"),
    path("sitemap-<slug:section>.xml", sitemap, name="sitemap"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
