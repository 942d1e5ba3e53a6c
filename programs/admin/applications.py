"""Applications that were sent, and papers, to look at. They are moved at the desk only."""

from textwrap import wrap

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from portal.audit.admin import ReadOnly
from programs.models import Answer, Application, ApplicationEvent, Decision, Document
from programs.selectors.applications import applications_at_desk
from programs.selectors.documents import papers_at_desk
from programs.services.viewing import log_viewing


class AnswerInline(ReadOnly, TabularInline):
    model = Answer
    fields = ("question", "value", "document", "updated_at")
    extra = 0
    tab = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("question", "document")


class EventInline(ReadOnly, TabularInline):
    model = ApplicationEvent
    fields = ("at", "actor", "action", "from_status", "to_status", "is_public")
    extra = 0
    tab = True


class DecisionInline(ReadOnly, TabularInline):
    model = Decision
    fields = ("outcome", "reason", "decided_by", "decided_at", "accept_by", "superseded_at")
    extra = 0
    tab = True


@admin.register(Application)
class ApplicationAdmin(ReadOnly, ModelAdmin):
    list_display = ("reference", "firm", "intake", "status", "assigned_to", "submitted_at", "is_sample")
    list_filter = ("status", "is_sample", "intake")
    list_select_related = ("firm", "intake", "assigned_to")
    search_fields = ("reference", "firm__name", "firm__name_zh")
    fields = (
        *("reference", "status", "firm", "intake", "form", "measure_version", "created_by", "created_at"),
        *("assigned_to", "submitted_by", "submitted_at", "moved_at", "revision", "is_sample"),
    )
    inlines = (AnswerInline, EventInline, DecisionInline)
    list_per_page = 50

    def get_queryset(self, request):
        """As at the desk: what was never sent is the firm's own, and nobody watches over her own firm."""
        return applications_at_desk(request.user)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """The page shows all answers, so it counts as opened, as at the desk."""
        log_viewing(application=obj, user=request.user)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


@admin.register(Document)
class DocumentAdmin(ReadOnly, ModelAdmin):
    """What came to the zone, without the files themselves: those are for the firm and its reviewers."""

    list_display = ("original_name", "firm", "kind", "content_type", "size", "scan", "uploaded_at")
    list_filter = ("scan", "kind", "content_type")
    list_select_related = ("firm",)
    search_fields = ("original_name", "firm__name", "sha256")
    fields = (
        "original_name",
        "firm",
        "content_type",
        "size",
        "digest",
        "kind",
        "scan",
        "scanned_at",
        "scan_note",
        "uploaded_by",
        "uploaded_at",
        "archived_at",
    )
    list_per_page = 50

    def get_queryset(self, request):
        """The name of a paper may tell what a firm is preparing, so those never sent are not listed."""
        return papers_at_desk(request.user)

    @admin.display(description=_("SHA-256"))
    def digest(self, document: Document) -> str:
        """In parts that a narrow screen may put below each other, and that are copied as one."""
        return format_html_join(SafeString("<wbr>"), "{}", [[part] for part in wrap(document.sha256, 16)])
