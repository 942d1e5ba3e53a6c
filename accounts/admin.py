"""People, firms and invitations. Roles change through the service; the rest is to look at."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from unfold.admin import ModelAdmin, TabularInline

from portal.audit.admin import BackOffice, ReadOnly
from portal.kernel.errors import DomainError

from .models import Firm, FirmFact, Membership, User
from .services.staff import set_staff_role

# One way in: the portal's own sign-in page, with its rate limits and second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# Permissions follow roles (see `backends`), so groups would only mislead. The others are a person's own affair,
# and the page of second factors would show their secrets.
admin.site.unregister([Group, EmailAddress, Authenticator, UserSession])


class MembershipInline(ReadOnly, TabularInline):
    model = Membership
    fields = ("user", "firm", "role", "created_at")
    extra = 0
    tab = True


@admin.register(User)
class UserAdmin(BackOffice):
    """People make their own accounts. Here they get a role, or lose their access."""

    list_display = ("email", "name", "role", "is_active", "language", "date_joined")
    list_filter = ("role", "is_active", "is_demo", "language")
    search_fields = ("email", "name")
    fields = (
        "email",
        "name",
        "language",
        "match_news",
        "role",
        "is_active",
        "is_staff",
        "is_demo",
        "date_joined",
        "last_login",
    )
    readonly_fields = (
        "email",
        "name",
        "language",
        "match_news",
        "is_staff",
        "is_demo",
        "date_joined",
        "last_login",
    )
    inlines = (MembershipInline,)

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def get_readonly_fields(self, request, obj=None):
        """Nobody changes her own role or closes her own account."""
        own = ("role", "is_active") if obj is not None and obj.pk == request.user.pk else ()
        return (*super().get_readonly_fields(request, obj), *own)

    def save_model(self, request, obj, form, change) -> None:
        if "role" in form.changed_data:
            try:
                saved = set_staff_role(actor=request.user, user=obj, role=form.cleaned_data["role"])
            except DomainError as refused:
                raise PermissionDenied(str(refused)) from refused
            obj.is_staff, obj.is_superuser = saved.is_staff, saved.is_superuser
        obj.save(update_fields=["is_active"])


class FactInline(ReadOnly, TabularInline):
    model = FirmFact
    fields = ("fact", "value", "recorded_by", "recorded_at", "superseded_at")
    extra = 0
    tab = True


@admin.register(Firm)
class FirmAdmin(ReadOnly, ModelAdmin):
    list_display = ("name", "name_zh", "side", "registration_number", "is_sample", "created_at")
    list_filter = ("side", "is_sample")
    search_fields = ("name", "name_zh", "registration_number")
    fields = (
        "name",
        "name_zh",
        "side",
        "registration_number",
        "parent",
        "is_sample",
        "created_at",
        "updated_at",
    )
    inlines = (MembershipInline, FactInline)
