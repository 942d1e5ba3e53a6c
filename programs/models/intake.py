"""What one applies to: a window on a measure, a programme or a place, and its rubric."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.kernel.clock import last_day_before
from portal.kernel.models import Ordered, Timestamped
from programs.enums import StepSide
from spaces.models import Place

from .measure import Measure
from .programme import Programme


class IntakeQuerySet(models.QuerySet):
    def open(self, now=None):
        """Published intakes whose window includes the given moment (now by default)."""
        now = now or timezone.now()
        return self.filter(
            Q(closes_at__isnull=True) | Q(closes_at__gt=now), is_published=True, opens_at__lte=now
        )


class Intake(Timestamped):
    code = models.SlugField(_("code"), max_length=60, unique=True)
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="intakes")
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, blank=True, related_name="intakes")
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="intakes")
    title = models.CharField(_("title"), max_length=200)
    receiving_body = models.CharField(_("receiving body"), max_length=200)
    introduction = models.TextField(_("introduction"), blank=True)
    opens_at = models.DateTimeField(_("opens"))
    #: Applications are taken until, not including, this moment; empty means no closing date.
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    is_published = models.BooleanField(_("published"), default=False)
    #: Weighted score, 0 to 100, from which an offer is usual.
    offer_line = models.PositiveSmallIntegerField(
        _("offer line"), default=60, validators=[MaxValueValidator(100)]
    )
    accept_days = models.PositiveSmallIntegerField(_("days to accept an offer"), default=30)
    correction_days = models.PositiveSmallIntegerField(_("days to reply to a correction"), default=10)
    #: How soon the zone means to decide, in working days of `side`; empty where nothing is promised.
    service_days = models.PositiveSmallIntegerField(_("working days to decide"), null=True, blank=True)
    #: Whose working days the service clock counts: where the receiving body works.
    side = models.CharField(
        _("side of the receiving body"), max_length=5, choices=StepSide, default=StepSide.NORTH
    )
    #: 0: a decision is not looked at again.
    reconsider_days = models.PositiveSmallIntegerField(
        _("days to ask for reconsideration"), default=20, help_text=_("Days after the decision; 0 for never.")
    )
    is_sample = models.BooleanField(_("sample data"), default=False)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        ordering = ["closes_at", "code"]
        verbose_name = _("intake")
        verbose_name_plural = _("intakes")
        constraints = [
            models.CheckConstraint(
                condition=Q(measure__isnull=False, programme__isnull=True, place__isnull=True)
                | Q(measure__isnull=True, programme__isnull=False, place__isnull=True)
                | Q(measure__isnull=True, programme__isnull=True, place__isnull=False),
                name="intake_exactly_one_target",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True) | Q(closes_at__gt=models.F("opens_at")),
                name="intake_window_in_order",
            ),
            models.CheckConstraint(condition=Q(offer_line__lte=100), name="intake_offer_line_is_percentage"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def target(self):
        """The measure, programme or place."""
        return self.measure or self.programme or self.place

    @property
    def last_day(self) -> date | None:
        """The last day on which applications are taken; None without a closing date."""
        return last_day_before(self.closes_at) if self.closes_at else None

    def is_open(self, now=None) -> bool:
        now = now or timezone.now()
        return self.is_published and self.opens_at <= now and (self.closes_at is None or now < self.closes_at)


class RubricCriterion(Ordered):
    """One thing reviewers score, from 0 to 5."""

    MAX_SCORE = 5

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="rubric")
    name = models.CharField(_("name"), max_length=120)
    hint = models.TextField(_("hint"), blank=True)
    #: In per cent; the weights of an intake add up to 100.
    weight = models.PositiveSmallIntegerField(
        _("weight in per cent"), validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    class Meta(Ordered.Meta):
        verbose_name = _("rubric criterion")
        verbose_name_plural = _("rubric criteria")
        constraints = [
            models.CheckConstraint(
                condition=Q(weight__gte=1, weight__lte=100), name="rubric_weight_is_percentage"
            )
        ]

    def __str__(self) -> str:
        return self.name
