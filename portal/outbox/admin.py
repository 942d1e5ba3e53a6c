"""Notifications and their deliveries, to look at."""

from django.contrib import admin
from unfold.admin import ModelAdmin, TabularInline

from portal.audit.admin import ReadOnly

from .models import Delivery, Notification


class DeliveryInline(ReadOnly, TabularInline):
    model = Delivery
    fields = ("channel", "address", "language", "status", "attempts", "due_at", "sent_at", "last_error")
    extra = 0


@admin.register(Notification)
class NotificationAdmin(ReadOnly, ModelAdmin):
    list_display = ("created_at", "recipient", "kind", "path", "read_at")
    list_filter = ("kind",)
    list_select_related = ("recipient",)
    search_fields = ("recipient__email", "recipient__name", "kind", "path")
    fields = ("recipient", "kind", "params", "path", "dedupe_key", "created_at", "read_at")
    inlines = (DeliveryInline,)
    date_hierarchy = "created_at"


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly, ModelAdmin):
    list_display = ("due_at", "notification", "channel", "address", "status", "attempts", "sent_at")
    list_filter = ("status", "channel", "language")
    list_select_related = ("notification",)
    search_fields = ("address", "last_error")
    fields = (
        *("notification", "channel", "address", "language", "status"),
        *("attempts", "due_at", "sent_at", "last_error"),
    )
