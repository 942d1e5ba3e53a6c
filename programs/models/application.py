"""An application of one firm to one intake, and its answers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Firm
from portal.kernel.models import Timestamped
from programs.enums import AnswerOrigin, ApplicationStatus, WithdrawReason

from .document import Document
from .form import FormVersion, Question
from .intake import Intake
from .measure import MeasureVersion

#: What a draft is called that was given up.
DISCARDED = _("Discarded")


class ReferenceCounter(models.Model):
    """The last number given out in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


class Application(Timestamped):
    #: Such as HL-2026-000123.
    reference = models.CharField(_("reference"), max_length=20, unique=True)
    firm = models.ForeignKey(Firm, models.PROTECT, related_name="applications", verbose_name=_("firm"))
    intake = models.ForeignKey(Intake, models.PROTECT, related_name="applications", verbose_name=_("intake"))
    form = models.ForeignKey(FormVersion, models.PROTECT, related_name="applications")
    #: The version of the measure it was made under; empty for programmes and places.
    measure_version = models.ForeignKey(
        MeasureVersion, models.PROTECT, null=True, blank=True, related_name="applications"
    )
    status = models.CharField(
        _("status"), max_length=12, choices=ApplicationStatus, default=ApplicationStatus.DRAFT, db_index=True
    )
    #: Counts every change that another person's open page must know of.
    revision = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="assigned_applications",
        verbose_name=_("reviewer"),
    )
    submitted_at = models.DateTimeField(_("sent"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    moved_at = models.DateTimeField(_("last move"), null=True, blank=True)
    #: Why the firm withdrew what it had sent; its own words stand in the timeline.
    withdraw_reason = models.CharField(
        _("reason of withdrawing"), max_length=12, choices=WithdrawReason, blank=True
    )
    #: The older application whose answers it began with.
    cloned_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="clones")
    #: Applications of one firm that are filled in and sent together have the same.
    batch = models.UUIDField(null=True, blank=True, editable=False, db_index=True)
    is_sample = models.BooleanField(_("sample data"), default=False)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.UniqueConstraint(
                fields=["firm", "intake"],
                condition=Q(status=ApplicationStatus.DRAFT),
                name="application_one_draft_per_firm_and_intake",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN])
                | Q(submitted_at__isnull=False),
                name="application_sent_has_time",
            ),
            models.CheckConstraint(
                condition=Q(withdraw_reason="") | Q(status=ApplicationStatus.WITHDRAWN),
                name="application_withdrawn_for_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status=ApplicationStatus.DRAFT) | Q(submitted_at__isnull=True),
                name="application_draft_not_sent",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "submitted_at"], name="application_queue"),
            models.Index(fields=["firm", "-created_at"], name="application_of_firm"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_discarded(self) -> bool:
        """Whether it was given up before it was ever sent."""
        return self.status == ApplicationStatus.WITHDRAWN and self.submitted_at is None

    # Django leaves a method of this name alone; its plugin for mypy does not know.
    def get_status_display(self) -> str:  # type: ignore[no-redef]
        """The status in words. What was never sent cannot be withdrawn."""
        return str(DISCARDED if self.is_discarded else ApplicationStatus(self.status).label)


class Answer(Timestamped):
    application = models.ForeignKey(Application, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    #: Text, a number as text, an option's code or an ISO date; JSON for several codes and for tables; empty for files.
    #: A draft keeps what was typed even where it does not fit yet.
    value = models.TextField(_("answer"), blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="answers")
    origin = models.CharField(max_length=8, choices=AnswerOrigin, default=AnswerOrigin.TYPED)
    #: Of which day the fact or the earlier answer is.
    origin_on = models.DateField(null=True, blank=True)
    #: Whether a person of the firm has looked at what was filled in for her.
    is_confirmed = models.BooleanField(default=True)
    #: Counts the changes of this answer: who saw an older one does not overwrite it unseen.
    revision = models.PositiveIntegerField(default=0)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["question__position", "pk"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["application", "question"], name="answer_once"),
            models.CheckConstraint(
                condition=Q(value="") | Q(document__isnull=True), name="answer_value_or_document"
            ),
            models.CheckConstraint(
                condition=~Q(origin=AnswerOrigin.TYPED) | Q(is_confirmed=True),
                name="answer_typed_is_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} / {self.question_id}"
