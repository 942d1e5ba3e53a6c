"""What one currency is worth in the other, as an administrator last entered it."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.catalogue.models import Source


class ExchangeRate(models.Model):
    """HKD for one CNY on a day. The newest row counts; earlier ones stay, for plans made under them."""

    hkd_per_cny = models.DecimalField(
        _("HKD for one CNY"), max_digits=8, decimal_places=4, validators=[MinValueValidator(Decimal("0.01"))]
    )
    as_of = models.DateField(_("as of"), unique=True)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("source")
    )
    is_sample = models.BooleanField(_("sample data"), default=False)

    class Meta:
        ordering = ["-as_of"]
        get_latest_by = "as_of"
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        constraints = [
            models.CheckConstraint(condition=models.Q(hkd_per_cny__gt=0), name="rate_above_zero"),
            models.CheckConstraint(
                condition=models.Q(is_sample=True) | models.Q(source__isnull=False), name="rate_has_source"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hkd_per_cny} ({self.as_of})"
