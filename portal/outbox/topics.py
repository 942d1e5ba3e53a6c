"""What people may choose not to be told. Every other kind of notification is told always: see `kinds.Kind.topic`."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Topic(TextChoices):
    MATCHES = "matches", _("What begins or ceases to fit a firm of mine: measures and programmes")
    PAPERS = "papers", _("Papers of a firm of mine that soon expire")
    STEPS = "steps", _("Steps of an application that ask nothing of me: screening, review, report confirmed")
    MILESTONES = "milestones", _("Milestones that are soon due")
