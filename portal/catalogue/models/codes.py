"""Code lists with names: areas, sectors, categories. The code is the key, so that a rule or a URL can say it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.kernel.models import Ordered


class CodeList(Ordered):
    code = models.SlugField(_("code"), max_length=40, primary_key=True)
    name = models.CharField(_("name"), max_length=120)

    class Meta(Ordered.Meta):
        abstract = True
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class Area(CodeList):
    description = models.TextField(_("description"), blank=True)

    class Meta(CodeList.Meta):
        verbose_name = _("area")
        verbose_name_plural = _("areas")


class Sector(CodeList):
    class Meta(CodeList.Meta):
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")


class Category(CodeList):
    class Meta(CodeList.Meta):
        verbose_name = _("category")
        verbose_name_plural = _("categories")
