"""What happened to an application, and what was said."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from programs.enums import ApplicationStatus

from .application import Application


class ApplicationEvent(models.Model):
    """One line of the timeline; rows are only added."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="events")
    #: An action of `programs.workflow`, or one of its side moves (take, assign, review).
    action = models.CharField(_("action"), max_length=30)
    from_status = models.CharField(max_length=12, choices=ApplicationStatus, blank=True)
    to_status = models.CharField(max_length=12, choices=ApplicationStatus)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), auto_now_add=True)
    #: What the person wrote: reason, request, letter.
    note = models.TextField(_("note"), blank=True)
    #: Hidden from the founder when false.
    is_public = models.BooleanField(default=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("event of an application")
        verbose_name_plural = _("events of applications")

    def __str__(self) -> str:
        return f"{self.application_id} {self.action}"


class Message(models.Model):
    """A note between the firm and the zone, or among staff."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    body = models.TextField(_("message"), max_length=4000)
    is_internal = models.BooleanField(_("among staff only"), default=False)
    #: Which side wrote it, as it was then: people change roles.
    from_zone = models.BooleanField(default=False)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_internal=False) | models.Q(from_zone=True),
                name="message_notes_are_the_zones",
            )
        ]

    def __str__(self) -> str:
        return self.body[:80]
