"""People, firms and invitations. Roles change through the service; the rest is to look at."""

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action

from portal.audit.admin import BackOffice, ReadOnly
from portal.catalogue.admin import Translated, language_tabs, tab
from portal.kernel.errors import DomainError

from .models import Consent, ConsentText, Firm, FirmFact, Membership, User
from .services.consents import publish_text
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
        "muted",
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
        "muted",
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


@admin.register(ConsentText)
class ConsentTextAdmin(Translated):
    """The words that firms agree to. A published text is frozen: new words get the next number."""

    list_display = ("title", "purpose", "number", "published_at")
    list_filter = ("purpose",)
    readonly_fields = ("published_at",)
    fieldsets = (
        tab(_("Identity"), ("purpose", "number"), "published_at"),
        *language_tabs("title", "body"),
    )
    actions_submit_line = ("publish_now",)

    def has_change_permission(self, request, obj=None) -> bool:
        return (obj is None or obj.published_at is None) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        return (obj is None or obj.published_at is None) and super().has_delete_permission(request, obj)

    def save_model(self, request, obj, form, change) -> None:
        # Published by somebody else since this page was asked for.
        published = ConsentText.objects.select_for_update(no_key=True).filter(published_at__isnull=False)
        if change and published.filter(pk=obj.pk).exists():
            raise PermissionDenied(_("This text is published."))
        super().save_model(request, obj, form, change)

    def get_actions_submit_line(self, request, object_id):
        is_draft = ConsentText.objects.filter(pk=object_id, published_at__isnull=True).exists()
        return super().get_actions_submit_line(request, object_id) if is_draft else []

    @action(description=_("Save and publish"))
    def publish_now(self, request, obj) -> None:
        """Pressed below the form; `response_change` acts once the words are saved."""

    def response_change(self, request, obj):
        if "accounts_consenttext_publish_now" not in request.POST:
            return super().response_change(request, obj)
        try:
            publish_text(actor=request.user, text=obj)
        except DomainError as refused:
            self.message_user(request, str(refused), messages.ERROR)
        else:
            text = _("The text is published. Firms are asked for it from now on.")
            self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(request.path)


@admin.register(Consent)
class ConsentAdmin(ReadOnly, ModelAdmin):
    """The ledger, to look at."""

    list_display = ("given_at", "firm", "body", "side", "text", "about", "revoked_at")
    list_filter = ("text__purpose", "side")
    list_select_related = ("firm", "text")
    search_fields = ("firm__name", "body", "about")
    fields = (
        *("firm", "text", "body", "side", "about"),
        *("given_at", "given_by", "revoked_at", "revoked_by"),
    )
