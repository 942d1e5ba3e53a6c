"""Addresses of the public detail pages. Each is named after the kind of entry it shows."""

from django.urls import path

from .views import catalogue, places, reports, versions

urlpatterns = [
    path("measures/<slug:slug>/", catalogue.measure, name="measure"),
    path("measures/<slug:slug>/versions/<int:number>/", versions.version, name="measure_version"),
    path("programmes/<slug:slug>/", catalogue.programme, name="programme"),
    path("incubators/<slug:slug>/", places.incubator, name="incubator"),
    path("spaces/<slug:slug>/", places.space, name="space"),
    path("platforms/<slug:slug>/", places.platform, name="platform"),
    path("stories/<slug:slug>/", catalogue.story, name="story"),
    path("report/<slug:slug>/", reports.report, name="report_entry"),
    path("report/<slug:slug>/thanks/", reports.thanks, name="report_thanks"),
]
