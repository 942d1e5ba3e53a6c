"""The vocabulary: words that mean the same, and twin terms that differ between Hong Kong and the Mainland."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.catalogue.enums import TermKind, Topic
from portal.catalogue.terms import TEXTS, columns, faults_of
from portal.kernel.models import Ordered

from .source import Source


class Term(Ordered):
    code = models.SlugField(_("code"), max_length=40, primary_key=True)
    kind = models.CharField(_("kind"), max_length=10, choices=TermKind)
    #: Empty for synonyms.
    topic = models.CharField(_("topic"), max_length=10, choices=Topic, blank=True)
    hong_kong_name = models.CharField(_("name in Hong Kong"), max_length=80, blank=True)
    hong_kong_text = models.TextField(_("what it is in Hong Kong"), blank=True)
    hong_kong_source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("source for Hong Kong"),
    )
    mainland_name = models.CharField(_("name in the Mainland"), max_length=80, blank=True)
    mainland_text = models.TextField(_("what it is in the Mainland"), blank=True)
    mainland_source = models.ForeignKey(
        Source,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("source for the Mainland"),
    )
    #: One a line.
    words = models.TextField(
        _("further words"), blank=True, help_text=_("One a line. A search for one of them finds the others.")
    )

    class Meta(Ordered.Meta):
        ordering = ["position", "code"]
        verbose_name = _("vocabulary term")
        verbose_name_plural = _("vocabulary terms")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind=TermKind.TWIN) & ~models.Q(topic="")
                | models.Q(kind=TermKind.SYNONYM, topic=""),
                name="term_topic_of_twins",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        """Raise ValidationError with every fault, by column."""
        values = {name: getattr(self, name) or "" for name in ("kind", "topic", *columns([*TEXTS, "words"]))}
        found: dict[str, list[str]] = {}
        for column, message in faults_of(values):
            found.setdefault(column, []).append(message)
        if found:
            raise ValidationError(found)
