"""Pages of units and reservations. The public pages of places stand in `programs`, which knows their intakes."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
