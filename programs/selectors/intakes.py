"""Intakes that a firm can apply to now."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Firm, User
from programs.enums import ApplicationStatus
from programs.models import Application, FormVersion, Intake

from .applications import applications_of


def intakes_to_apply_to() -> QuerySet[Intake]:
    """Open intakes with a published form and what they are on, those that close first first."""
    forms = FormVersion.objects.filter(intake=OuterRef("pk"), published_at__isnull=False)
    return (
        Intake.objects.open()
        .filter(Exists(forms))
        .select_related("measure", "programme", "place")
        .order_by("closes_at", "title", "pk")
    )


def drafts_by_intake(user: User, firms: Collection[Firm]) -> dict[int, list[Application]]:
    """The drafts of these firms that the user may see, by intake. One query."""
    found: dict[int, list[Application]] = {}
    rows = applications_of(user).filter(firm__in=firms, status=ApplicationStatus.DRAFT)
    for application in rows:
        found.setdefault(application.intake_id, []).append(application)
    return found
