from django.urls import path

from portal.front.health import healthz, readyz
from portal.front.views.catalogue import catalogue
from portal.front.views.home import home
from portal.front.views.root import root

#: Pages, under a language prefix.
urlpatterns = [
    path("", home, name="home"),
    path("catalogue/", catalogue, name="catalogue"),
]

#: Addresses for machines and for those who have no language yet.
unlocalised_urlpatterns = [
    path("", root, name="root"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
