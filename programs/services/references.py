"""Reference numbers such as HL-2026-000123: the year in Hong Kong, then a number that no other application has."""

from django.db import transaction

from portal.kernel.clock import today
from programs.models import ReferenceCounter


def next_reference() -> str:
    """Take the next number of this year. Must run in the transaction that uses it, so that none is lost."""
    year = today().year
    with transaction.atomic():
        ReferenceCounter.objects.get_or_create(year=year)
        counter = ReferenceCounter.objects.select_for_update(no_key=True).get(year=year)
        counter.last += 1
        counter.save(update_fields=["last"])
    return f"HL-{year}-{counter.last:06d}"
