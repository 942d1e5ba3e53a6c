"""A published text that the catalogue cites. Many entries may cite the same one."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.Model):
    title = models.CharField(_("title"), max_length=500)
    publisher = models.CharField(_("publisher"), max_length=300)
    #: Empty where the source has no public link.
    url = models.URLField(_("link"), max_length=1000, blank=True)
    #: ISO date of any precision: 2023, 2023-09 or 2023-09-12; empty where the source carries none.
    published = models.CharField(_("published"), max_length=10, blank=True)

    class Meta:
        ordering = ["-published", "title"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            models.UniqueConstraint(fields=["title", "publisher", "url", "published"], name="source_once"),
        ]

    def __str__(self) -> str:
        return f"{self.publisher}: {self.title}"[:200]
