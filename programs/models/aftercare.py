"""What follows a decision: milestones with reports after an acceptance, and one second look after a refusal."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.kernel.models import Timestamped
from programs.enums import Reminder

from .application import Application
from .document import Document


class Milestone(Timestamped):
    """Something that the firm does by a day after it accepted an offer. The last one is the completion report."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="milestones")
    title = models.CharField(_("what is due"), max_length=200)
    due_on = models.DateField(_("due on"))
    is_completion = models.BooleanField(_("completion report"), default=False)
    report = models.TextField(_("report"), max_length=8000, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="milestones")
    reported_at = models.DateTimeField(_("reported"), null=True, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    #: What staff want changed in the report; empty once it is sent again.
    returned_note = models.TextField(_("what is missing"), max_length=2000, blank=True)
    #: Whether the firm was told that its day is near or has passed; by whatever told it, not only by a reminder.
    reminded = models.CharField(max_length=7, choices=Reminder, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(reported_at__isnull=False),
                name="milestone_confirmed_was_reported",
            ),
            models.UniqueConstraint(
                fields=["application"], condition=Q(is_completion=True), name="milestone_one_completion"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Reconsideration(Timestamped):
    """A firm asks once that a refusal be looked at again."""

    application = models.OneToOneField(Application, models.CASCADE, related_name="reconsideration")
    reason = models.TextField(_("why"), max_length=4000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("reconsideration")
        verbose_name_plural = _("reconsiderations")

    def __str__(self) -> str:
        return self.reason[:80]


class Viewing(models.Model):
    """That a person on staff opened an application on a day. The firm may see it."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="viewings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    #: In Hong Kong.
    day = models.DateField()
    first_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-day", "-first_at"]
        verbose_name = _("opened application")
        verbose_name_plural = _("opened applications")
        constraints = [
            models.UniqueConstraint(fields=["application", "user", "day"], name="viewing_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.user_id} {self.day}"
