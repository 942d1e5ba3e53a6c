"""When a firm's matches with the catalogue are computed again: a time on its row, so that a lost message loses nothing.

What reads the times stands above: `programs.services.matching`.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Firm

#: After an answer. Each further one puts it off again, so that an evening of answers makes one message.
QUIET = timedelta(minutes=5)
#: How long a claim holds; one whose holder died is due again then.
LEASE = timedelta(minutes=5)


def match_soon(firm_ids: Iterable[int | None]) -> None:
    """Have these firms matched once they have been QUIET. None among them is passed over."""
    due = timezone.now() + QUIET
    # One by one in order: two who change firms of one group wait for each other and never in a circle.
    for pk in sorted({pk for pk in firm_ids if pk is not None}):
        Firm.objects.filter(pk=pk).update(match_due_at=due)


def any_due() -> bool:
    """Whether some firm is due. One query, no lock."""
    return Firm.objects.filter(match_due_at__lte=timezone.now()).exists()


def claim_due(limit: int) -> tuple[list[int], datetime]:
    """Up to `limit` firms that are due, the longest first, and until when they are the caller's.

    Firms that somebody else is changing or claiming right now are passed over.
    """
    now = timezone.now()
    with transaction.atomic():
        rows = Firm.objects.filter(match_due_at__lte=now).order_by("match_due_at", "pk")
        locked = rows.select_for_update(skip_locked=True, no_key=True, of=("self",))
        found = list(locked.values_list("pk", flat=True)[:limit])
        Firm.objects.filter(pk__in=found).update(match_due_at=now + LEASE)
    return found, now + LEASE


def put_off(firm_ids: Iterable[int], *, claimed: datetime, until: datetime) -> None:
    """End a claim: these firms are due again at `until`, but for those whose facts have changed since.

    claimed: the time that `claim_due` gave. A firm that somebody is changing right now stays claimed.
    """
    with transaction.atomic():
        rows = Firm.objects.filter(pk__in=list(firm_ids), match_due_at=claimed)
        locked = rows.select_for_update(skip_locked=True, no_key=True, of=("self",))
        Firm.objects.filter(pk__in=list(locked.values_list("pk", flat=True))).update(match_due_at=until)
