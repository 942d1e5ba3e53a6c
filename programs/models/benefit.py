"""What a measure or programme gives, to whom, and which papers it asks for."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.catalogue.enums import Currency
from portal.kernel.models import Ordered
from programs.enums import BenefitPer

from .measure import MeasureVersion
from .programme import Programme


class Part(Ordered):
    """A row of exactly one owner: a version of a measure, or a programme."""

    version = models.ForeignKey(
        MeasureVersion, models.CASCADE, null=True, blank=True, related_name="%(class)ss"
    )
    programme = models.ForeignKey(Programme, models.CASCADE, null=True, blank=True, related_name="%(class)ss")
    text = models.TextField(_("text"))

    class Meta(Ordered.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.text[:80]


def one_owner(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(version__isnull=False, programme__isnull=True)
        | models.Q(version__isnull=True, programme__isnull=False),
        name=name,
    )


class Benefit(Part):
    """One tier. Without a rule, everyone eligible gets it."""

    #: Share of a cost, 0 to 1; for reduced tax rates the rate charged.
    rate = models.DecimalField(
        _("rate"),
        max_digits=7,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )
    cap = models.DecimalField(
        _("cap"), max_digits=16, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    amount = models.DecimalField(
        _("amount"), max_digits=16, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, blank=True)
    per = models.CharField(_("counted"), max_length=10, choices=BenefitPer, blank=True)
    months = models.PositiveSmallIntegerField(_("for months"), null=True, blank=True)
    rule = models.JSONField(_("rule"), null=True, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("benefit tier")
        verbose_name_plural = _("benefit tiers")
        constraints = [
            one_owner("benefit_one_owner"),
            models.CheckConstraint(
                condition=models.Q(rate__isnull=True) | models.Q(rate__gte=0, rate__lte=1),
                name="benefit_rate_is_share",
            ),
            models.CheckConstraint(
                condition=models.Q(cap__isnull=True, amount__isnull=True) | ~models.Q(currency=""),
                name="benefit_sum_has_currency",
            ),
            models.CheckConstraint(
                condition=models.Q(cap__isnull=True) | models.Q(cap__gte=0), name="benefit_cap_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(amount__isnull=True) | models.Q(amount__gte=0),
                name="benefit_amount_not_negative",
            ),
        ]


class Criterion(Part):
    """One condition. Without a rule only staff can judge it, and it never changes a computed result."""

    version = models.ForeignKey(
        MeasureVersion, models.CASCADE, null=True, blank=True, related_name="criteria"
    )
    programme = models.ForeignKey(Programme, models.CASCADE, null=True, blank=True, related_name="criteria")
    rule = models.JSONField(_("rule"), null=True, blank=True)

    class Meta(Part.Meta):
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        constraints = [one_owner("criterion_one_owner")]


class RequiredPaper(Ordered):
    """A paper that a measure asks for."""

    version = models.ForeignKey(MeasureVersion, models.CASCADE, related_name="papers")
    text = models.TextField(_("text"))

    class Meta(Ordered.Meta):
        verbose_name = _("required paper")
        verbose_name_plural = _("required papers")

    def __str__(self) -> str:
        return self.text[:80]
