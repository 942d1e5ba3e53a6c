"""Measures and their versions. Only drafts are edited; publishing retires what was in force."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from portal.catalogue import revision
from portal.catalogue.admin import EntryAdmin, Translated, language_tabs, tab
from portal.catalogue.enums import Kind
from portal.kernel.display import format_figure
from portal.kernel.errors import Conflict, DomainError
from programs.enums import VersionState
from programs.models import Measure, MeasureVersion
from programs.selectors.effects import STEP, DraftEffect, effect_of, shown_count
from programs.services.policies import create_draft, lock_draft, publish_version

from .lapsed import ShowsLapsedReadings, lapsed_in, warn_of_lapsed
from .parts import BenefitInline, CriterionInline, PaperInline, tell_refusal

#: The buttons "Save and publish" and "Save and count firms" of a draft.
PUBLISH = "programs_measureversion_publish_now"
COUNT = "programs_measureversion_count_firms"


def link_to_version(version: MeasureVersion) -> str:
    return reverse("admin:programs_measureversion_change", args=[version.pk])


@admin.action(description=_("Start a draft from the version in force"), permissions=["change"])
def start_drafts(page, request, queryset):
    """Drafts for the chosen measures; the page of the draft where there is one only."""
    drafts = []
    for measure in queryset:
        try:
            drafts.append(create_draft(measure=measure, actor=request.user))
        except DomainError as refused:
            page.message_user(request, f"{measure}: {refused}", messages.ERROR)
    if drafts:
        page.message_user(request, _("Drafts started: %d.") % len(drafts), messages.SUCCESS)
    return HttpResponseRedirect(link_to_version(drafts[0])) if len(drafts) == 1 else None


@admin.register(Measure)
class MeasureAdmin(EntryAdmin):
    """The identity of a measure. Its words and dates belong to its versions."""

    kind = Kind.MEASURE
    identity = ("slug", "area", "category", "sectors")
    actions = (start_drafts, *EntryAdmin.actions)
    actions_submit_line = ("start_draft",)
    list_display = ("name", "slug", "area", "category", "status", "as_of", "is_public")
    list_filter = ("category", "status", *EntryAdmin.list_filter)
    list_select_related = ("area", "category")

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return [
                *language_tabs("name", "summary"),
                tab(_("Facts and dates"), *self.identity, "status", "confidence"),
            ]
        return [
            tab(
                _("Measure"),
                "name",
                "summary",
                *self.identity,
                "status",
                "published_at",
                "archived_at",
                "is_sample",
            ),
            tab(_("Versions"), "current", "versions_of_it"),
        ]

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return ()
        return ("slug", "name", "summary", "status", "current", "versions_of_it", *self.fixed)

    fixed = ("published_at", "archived_at", "is_sample")

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        if "category" in form.base_fields:
            form.base_fields["category"].required = True
        return form

    def published_on_adding(self):
        return None

    @admin.display(description=_("Versions"))
    def versions_of_it(self, obj):
        rows = [
            (link_to_version(v), v.number, v.get_state_display()) for v in obj.versions.order_by("-number")
        ]
        return format_html_join(", ", '<a href="{}">{} ({})</a>', rows) or "-"

    def get_actions_submit_line(self, request, object_id):
        may = self.has_change_permission(request)
        return super().get_actions_submit_line(request, object_id) if may else []

    @action(description=_("Save and start a draft"))
    def start_draft(self, request, obj) -> None:
        """Pressed below the form; `response_change` acts once everything is saved."""

    def response_change(self, request, obj):
        if "programs_measure_start_draft" not in request.POST:
            return super().response_change(request, obj)
        try:
            draft = create_draft(measure=obj, actor=request.user)
        except DomainError as refused:
            tell_refusal(self, request, refused)
            return HttpResponseRedirect(request.path)
        self.message_user(request, _("The draft was started."), messages.SUCCESS)
        return HttpResponseRedirect(link_to_version(draft))


def effect_in_words(found: DraftEffect) -> str:
    """How many firms would gain or lose the measure: round numbers, never names."""
    counts = {name: count_in_words(getattr(found, name)) for name in found.__slots__}
    return (
        gettext(
            "If this draft is published: gain it: %(gain)s. Lose it: %(lose)s. Had it and would have to say more: "
            "%(unsettled)s. Keep it: %(keep)s. Firms with facts: %(firms)s. Numbers are rounded, so that none points "
            "at one firm."
        )
        % counts
    )


def count_in_words(firms: int) -> str:
    shown = shown_count(firms)
    if not shown:
        return pgettext("firms", "fewer than %(count)s") % {"count": STEP}
    return pgettext("firms", "about %(count)s") % {"count": format_figure(shown)}


@admin.action(description=_("Publish"), permissions=["change"])
def publish(page, request, queryset):
    """Publish the chosen drafts, each on its own."""
    for version in queryset.select_related("measure"):
        page.publish(request, version)


@admin.register(MeasureVersion)
class MeasureVersionAdmin(ShowsLapsedReadings, Translated):
    """What a measure says. Drafts can be edited and published; the others are kept as they were."""

    actions = (publish,)
    actions_submit_line = ("publish_now", "count_firms")
    list_display = ("name", "number", "state", "status", "as_of", "published_at")
    list_filter = ("state", "status", "instrument", "confidence")
    search_fields = ("measure__slug", "name_en", "name_zh_hant", "name_zh_hans")
    autocomplete_fields = ("sources",)
    readonly_fields = (
        *("measure", "number", "state", "published_at", "published_by", "retired_at"),
        "lapsed_readings",
    )
    inlines = (BenefitInline, CriterionInline, PaperInline)
    fieldsets = (
        (None, {"fields": [("measure", "number", "state")]}),
        *language_tabs("name", "summary", "caveat", "authority", "stackable_note"),
        tab(
            _("Facts and dates"),
            *("instrument", "status", ("effective_from", "effective_to"), ("opens", "closes"), "rolling"),
            *("as_of", "confidence", "published_at", "published_by", "retired_at"),
        ),
        tab(_("Sources"), "sources"),
    )

    def get_fieldsets(self, request, obj=None):
        """A draft and the version in force say which readings of their benefits have lapsed."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or obj.state == VersionState.RETIRED or not lapsed_in(obj):
            return fieldsets
        first = (None, {"fields": [("measure", "number", "state"), "lapsed_readings"]})
        return [first, *fieldsets[1:]]

    def has_add_permission(self, request) -> bool:
        """Drafts start from the measure."""
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        is_draft = obj is None or obj.state == VersionState.DRAFT
        return is_draft and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        is_draft = obj is None or obj.state == VersionState.DRAFT
        return is_draft and super().has_delete_permission(request, obj)

    def save_model(self, request, obj, form, change) -> None:
        try:
            lock_draft(version=obj)
        except Conflict as refused:  # published by somebody else since this page was asked for
            raise PermissionDenied(str(refused)) from refused
        if PUBLISH in request.POST:
            # What is saved is recorded before it is published, and the revision's lock comes before the record's.
            revision.bump()
        super().save_model(request, obj, form, change)

    def get_actions_submit_line(self, request, object_id):
        is_draft = MeasureVersion.objects.filter(pk=object_id, state=VersionState.DRAFT).exists()
        may = is_draft and self.has_change_permission(request)
        return super().get_actions_submit_line(request, object_id) if may else []

    @action(description=_("Save and publish"))
    def publish_now(self, request, obj) -> None:
        """Pressed below the form; `response_change` acts once the lists are saved too."""

    @action(description=_("Save and count firms"))
    def count_firms(self, request, obj) -> None:
        """Pressed below the form, as it takes a moment; `response_change` says the numbers."""

    def response_change(self, request, obj):
        warn_of_lapsed(self, request, obj)
        if PUBLISH in request.POST:
            self.publish(request, obj)
        elif COUNT in request.POST:
            self.message_user(request, effect_in_words(effect_of(obj)), messages.INFO)
        else:
            return super().response_change(request, obj)
        return HttpResponseRedirect(request.path)

    def publish(self, request, version: MeasureVersion) -> None:
        """Publish, and say what came of it."""
        try:
            publish_version(version=version, actor=request.user)
        except DomainError as refused:
            tell_refusal(self, request, refused)
        else:
            told = {"name": version.name, "number": version.number}
            self.message_user(
                request, _("%(name)s: version %(number)s is in force.") % told, messages.SUCCESS
            )
