"""What a firm sent, kept as it was sent. Rows are only added: the database refuses the rest."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .application import Application


class SentCopy(models.Model):
    application = models.ForeignKey(Application, models.PROTECT, related_name="sent_copies")
    #: 1 is the application itself; each answer to a request for more information is one more.
    number = models.PositiveSmallIntegerField(_("number"))
    sent_at = models.DateTimeField(_("sent"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    #: See `selectors.sent_copies.content_of`.
    content = models.JSONField()
    #: Of the content as `canonical` writes it.
    sha256 = models.CharField(_("SHA-256"), max_length=64)

    class Meta:
        ordering = ["application", "number"]
        verbose_name = _("copy of what was sent")
        verbose_name_plural = _("copies of what was sent")
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="sent_copy_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="sent_copy_numbers_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} / {self.number}"

    def save(self, *args, **kwargs) -> None:
        """Add the row. Raises TypeError where it is there already: a copy that changes is none."""
        if not self._state.adding:
            raise TypeError("a copy of what was sent is never changed")
        super().save(*args, **kwargs)

    @property
    def is_whole(self) -> bool:
        """Whether the content is still the one that the hash was made of, and the columns say what it says.

        Contents of shape 1 hold no number.
        """
        said = self.content
        is_beside = said.get("number", self.number) == self.number
        is_then = datetime.fromisoformat(said["sent_at"]) == self.sent_at
        return self.sha256 == hash_of(said) and is_beside and is_then


def canonical(content: dict[str, Any]) -> str:
    """The one way to write a content as JSON: keys in order, no spaces, characters as they are."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def hash_of(content: dict[str, Any]) -> str:
    return sha256(canonical(content).encode()).hexdigest()
