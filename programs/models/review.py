"""How staff judge an application: corrections asked for, reviews with scores, the decision."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.kernel.models import Timestamped
from programs.enums import ApplicationStatus, DeclineReason, Outcome, Recommendation

from .application import Application
from .form import Question
from .intake import RubricCriterion

MAX_SCORE = RubricCriterion.MAX_SCORE


class Correction(models.Model):
    """A request for more information that names the questions to answer again."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="corrections")
    questions = models.ManyToManyField(Question, related_name="+", verbose_name=_("questions"))
    text = models.TextField(_("what is missing"), max_length=4000)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(_("requested"), auto_now_add=True)
    due_on = models.DateField(_("reply by"))
    #: Where the application goes on once answered.
    resume_status = models.CharField(max_length=12, choices=ApplicationStatus)
    closed_at = models.DateTimeField(_("answered or dropped"), null=True, blank=True)
    reply = models.TextField(_("reply"), max_length=4000, blank=True)

    class Meta:
        ordering = ["requested_at", "pk"]
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(closed_at__isnull=True), name="correction_one_open"
            ),
            models.CheckConstraint(
                condition=Q(resume_status__in=[ApplicationStatus.SCREENING, ApplicationStatus.IN_REVIEW]),
                name="correction_resumes_zone_work",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Review(Timestamped):
    """One reviewer's judgement."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews")
    recommendation = models.CharField(_("recommendation"), max_length=10, choices=Recommendation)
    comment = models.TextField(_("comment"), max_length=4000, blank=True)
    #: Weighted, 0 to 100.
    total = models.DecimalField(_("weighted score"), max_digits=5, decimal_places=2)

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.UniqueConstraint(fields=["application", "reviewer"], name="review_one_per_reviewer"),
            models.CheckConstraint(
                condition=Q(total__gte=0, total__lte=100), name="review_total_is_percentage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} / {self.reviewer_id}"


class Score(models.Model):
    review = models.ForeignKey(Review, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(RubricCriterion, models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField(_("score"))
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        ordering = ["criterion__position", "pk"]
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="score_once_per_criterion"),
            models.CheckConstraint(condition=Q(value__lte=MAX_SCORE), name="score_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.value}"


class Decision(models.Model):
    """What the zone decided. A later one supersedes it, never overwrites it."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="decisions")
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome)
    reason = models.CharField(_("reason"), max_length=20, choices=DeclineReason, blank=True)
    text = models.TextField(_("letter"), max_length=8000)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided"), auto_now_add=True)
    accept_by = models.DateField(_("accept by"), null=True, blank=True)
    superseded_at = models.DateTimeField(_("superseded"), null=True, blank=True)

    class Meta:
        ordering = ["-decided_at", "-pk"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(superseded_at__isnull=True), name="decision_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.OFFER, reason="", accept_by__isnull=False)
                | (Q(outcome=Outcome.DECLINE, accept_by__isnull=True) & ~Q(reason="")),
                name="decision_offer_has_date_decline_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.outcome}"

    def has_ended(self, today: date) -> bool:
        """Whether the last day to accept an offer has passed."""
        return self.accept_by is not None and self.accept_by < today
