"""What one applies to: a window on a measure, a programme or a place, with its form and its rubric."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.catalogue.models import Fact
from portal.kernel.models import Ordered, Timestamped
from programs.enums import QuestionKind
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

    def is_open(self, now=None) -> bool:
        now = now or timezone.now()
        return self.is_published and self.opens_at <= now and (self.closes_at is None or now < self.closes_at)


class FormVersion(Timestamped):
    """The questions of an intake at one time. A draft keeps the version it began with."""

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="forms")
    number = models.PositiveSmallIntegerField(_("number"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    class Meta:
        ordering = ["intake", "-number"]
        verbose_name = _("version of a form")
        verbose_name_plural = _("versions of forms")
        constraints = [models.UniqueConstraint(fields=["intake", "number"], name="form_number_once")]

    def __str__(self) -> str:
        return f"{self.intake_id} / {self.number}"


class Question(Ordered):
    form = models.ForeignKey(FormVersion, models.CASCADE, related_name="questions")
    key = models.SlugField(_("key"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=QuestionKind)
    label = models.CharField(_("question"), max_length=300)
    help = models.TextField(_("help"), blank=True)
    #: Where the firm has recorded this fact, a new draft has the answer already.
    fact = models.ForeignKey(
        Fact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("answered by the fact")
    )
    required = models.BooleanField(_("required"), default=True)
    #: For choices: [{"code": ..., "label": {"en": ..., "zh-hant": ..., "zh-hans": ...}}].
    options = models.JSONField(_("options"), default=list, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    minimum = models.DecimalField(_("least"), max_digits=16, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField(_("most"), max_digits=16, decimal_places=2, null=True, blank=True)
    max_length = models.PositiveIntegerField(
        _("longest answer in characters"), null=True, blank=True, validators=[MinValueValidator(1)]
    )

    class Meta(Ordered.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.UniqueConstraint(fields=["form", "key"], name="question_key_once"),
            models.CheckConstraint(
                condition=Q(minimum__isnull=True)
                | Q(maximum__isnull=True)
                | Q(minimum__lte=models.F("maximum")),
                name="question_range_in_order",
            ),
            models.CheckConstraint(
                condition=Q(kind=QuestionKind.CHOICE) | Q(options=[]),
                name="question_options_only_for_choices",
            ),
        ]

    def __str__(self) -> str:
        return self.label


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
