"""The fact registry: everything that an eligibility rule may ask about."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.catalogue.enums import FactGroup, FactSubject, FactType
from portal.kernel.models import Ordered


class Fact(Ordered):
    name = models.CharField(_("name"), max_length=80, primary_key=True)
    subject = models.CharField(_("about"), max_length=20, choices=FactSubject)
    type = models.CharField(_("type"), max_length=20, choices=FactType)
    #: One of years, months, people, %, CNY, HKD, sqm, patents; empty for anything but whole numbers.
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    min = models.BigIntegerField(_("least"), null=True, blank=True)
    max = models.BigIntegerField(_("most"), null=True, blank=True)
    #: [{"code": ..., "label": {"en": ..., "zh_hant": ..., "zh_hans": ...}}], empty unless the type is a choice.
    choices = models.JSONField(_("choices"), default=list, blank=True)
    question = models.TextField(_("question"))
    help = models.TextField(_("help"), blank=True)
    group = models.CharField(_("group"), max_length=20, choices=FactGroup)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)

    class Meta(Ordered.Meta):
        ordering = ["position", "name"]
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(type=FactType.INT) | models.Q(unit="", min__isnull=True, max__isnull=True),
                name="fact_range_only_for_numbers",
            ),
            models.CheckConstraint(
                condition=models.Q(min__isnull=True)
                | models.Q(max__isnull=True)
                | models.Q(min__lte=models.F("max")),
                name="fact_range_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name
