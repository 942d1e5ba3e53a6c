from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.catalogue.models import Entry
from programs.enums import Stage
from spaces.models import Incubator


class Programme(Entry):
    """Incubation, acceleration, soft landing, internships, contests."""

    operator = models.CharField(_("operator"), max_length=300)
    #: The incubator that runs it here. (`incubator` is taken by the link from an entry to its own kind.)
    host = models.ForeignKey(
        Incubator,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="programmes",
        verbose_name=_("incubator"),
    )
    #: Codes of Stage.
    stages = models.JSONField(_("stages"), default=list)
    length_months = models.PositiveSmallIntegerField(_("length in months"), null=True, blank=True)
    cohort_size = models.PositiveIntegerField(_("firms in a cohort"), null=True, blank=True)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    @property
    def stage_labels(self) -> list:
        return [Stage(code).label for code in self.stages]
