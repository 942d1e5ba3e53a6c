"""Pages of incubators, places with their units, and technology platforms."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from portal.catalogue.admin import EntryAdmin, EntryForm
from portal.catalogue.enums import Kind

from .models import Incubator, Place, Platform, Unit


@admin.register(Incubator)
class IncubatorAdmin(EntryAdmin):
    kind = Kind.INCUBATOR
    window = ()
    words = ("operator", "address", "offers")
    particulars = ("established", "total_sqm", "firms_incubated", "website")


class PlaceForm(EntryForm):
    """A rent is whole or not given at all."""

    def clean(self):
        cleaned = super().clean()
        given = [
            bool(cleaned.get(name) not in (None, "")) for name in ("rent_amount", "rent_currency", "rent_per")
        ]
        if any(given) and not all(given):
            self.add_error("rent_amount", _("A rent needs an amount, a currency and what it is counted by."))
        return cleaned


class UnitInline(TabularInline):
    model = Unit
    extra = 0
    tab = True
    fields = (
        "code",
        "floor",
        "area_sqm",
        "rent_amount",
        "rent_currency",
        "status",
        "available_from",
        "is_sample",
    )
    readonly_fields = ("is_sample",)


@admin.register(Place)
class PlaceAdmin(EntryAdmin):
    kind = Kind.SPACE
    form = PlaceForm
    window = ()
    words = ("operator", "address", "amenities", "rent_note")
    particulars = (
        *("space_type", "total_sqm", ("rent_amount", "rent_currency", "rent_per")),
        *("nearest_crossing", "commissioned"),
    )
    inlines = (UnitInline,)


@admin.register(Platform)
class PlatformAdmin(EntryAdmin):
    kind = Kind.PLATFORM
    window = ()
    words = ("operator", "address", "offers", "access")
