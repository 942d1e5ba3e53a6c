"""Landing steps leave the plans and come back; what they say is edited in the back office."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from portal.audit.record import record
from portal.catalogue import revision
from programs.models import LandingStep


@transaction.atomic
def archive_steps(*, codes: list[str], actor) -> int:
    """Leave steps out of all plans; how many were in."""
    return set_archived(codes, actor, "archive", was_archived=False)


@transaction.atomic
def restore_steps(*, codes: list[str], actor) -> int:
    """Bring archived steps back; how many were out."""
    return set_archived(codes, actor, "restore", was_archived=True)


def set_archived(codes: list[str], actor, verb: str, *, was_archived: bool) -> int:
    """Put steps in or out, on record under `steps.<verb>`; how many moved."""
    revision.bump()
    rows = LandingStep.objects.filter(code__in=codes, archived_at__isnull=not was_archived)
    moved = sorted(rows.values_list("code", flat=True))
    rows.update(archived_at=None if was_archived else timezone.now())
    if moved:
        target = ContentType.objects.get_for_model(LandingStep)
        record(actor=actor, action=f"steps.{verb}", target=target, data={"codes": moved})
    return len(moved)
