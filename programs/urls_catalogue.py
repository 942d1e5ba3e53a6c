"""Addresses of the public detail pages. Each is named after the kind of entry it shows."""

from django.urls import path

from .views import catalogue, places

urlpatterns = [
    path("measures/<slug:slug>/", catalogue.measure, name="measure"),
    path("programmes/<slug:slug>/", catalogue.programme, name="programme"),
    path("incubators/<slug:slug>/", places.incubator, name="incubator"),
    path("spaces/<slug:slug>/", places.space, name="space"),
    path("platforms/<slug:slug>/", places.platform, name="platform"),
    path("stories/<slug:slug>/", catalogue.story, name="story"),
]
