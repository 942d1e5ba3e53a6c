"""Notifications and their deliveries, to look at."""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin, TabularInline

from portal.audit.admin import ReadOnly

from .kinds import KINDS
from .models import Delivery, Notification
from .services import requeue_dead


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
    fields = ("recipient", "kind", "known", "path", "dedupe_key", "created_at", "read_at")
    inlines = (DeliveryInline,)
    date_hierarchy = "created_at"
    readonly_fields = ("known",)

    @admin.display(description=_("parameters"))
    def known(self, notification: Notification) -> str:
        """What the words are made of, without what opens a door, such as the link of an invitation."""
        secret = KINDS[notification.kind].secret if notification.kind in KINDS else frozenset()
        return "\n".join(
            f"{name}: {value}" for name, value in notification.params.items() if name not in secret
        )


@admin.action(description=_("Try the given-up ones again"))
def try_again(modeladmin, request, queryset):
    count = requeue_dead(actor=request.user, ids=list(queryset.values_list("pk", flat=True)))
    text = ngettext("%(count)s delivery is sent again.", "%(count)s deliveries are sent again.", count)
    modeladmin.message_user(request, text % {"count": count}, messages.SUCCESS)


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly, ModelAdmin):
    list_display = ("due_at", "notification", "channel", "address", "status", "attempts", "sent_at")
    list_filter = ("status", "channel", "language")
    list_select_related = ("notification",)
    search_fields = ("address", "last_error")
    actions = (try_again,)
    fields = (
        *("notification", "channel", "address", "language", "status"),
        *("attempts", "due_at", "sent_at", "last_error"),
    )
