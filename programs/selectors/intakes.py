"""Intakes that a firm can apply to now."""

from collections.abc import Collection, Iterable

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import Firm, User
from portal.catalogue.models import Entry
from programs.enums import ApplicationStatus
from programs.models import Application, FormVersion, Intake

from .applications import applications_of
from .catalogue import target_id


def intakes_to_apply_to() -> QuerySet[Intake]:
    """Open intakes with a published form and what they are on, those that close first first."""
    forms = FormVersion.objects.filter(intake=OuterRef("pk"), published_at__isnull=False)
    return (
        Intake.objects.open()
        .filter(Exists(forms))
        .select_related("measure", "programme", "place")
        .order_by(F("closes_at").asc(nulls_last=True), "title", "pk")
    )


def target_of(intake: Intake) -> Entry:
    """What an intake is for: kind, slug and name, as a link needs them. One query, and a light one."""
    return Entry.objects.only("kind", "slug", "name").get(pk=target_id(intake))


def drafts_by_intake(user: User, firms: Collection[Firm]) -> dict[int, list[Application]]:
    """The drafts of these firms that the user may see, by intake. One query."""
    found: dict[int, list[Application]] = {}
    rows = applications_of(user).filter(firm__in=firms, status=ApplicationStatus.DRAFT)
    for application in rows:
        found.setdefault(application.intake_id, []).append(application)
    return found


def address_for_several(intakes: Iterable[Intake]) -> str:
    """Where one applies to these open intakes at once, they ticked; "" where they are fewer than two."""
    codes = list(dict.fromkeys(intake.code for intake in intakes))
    return f"{reverse('apply-several')}?{urlencode({'intake': codes}, doseq=True)}" if len(codes) > 1 else ""
