"""The catalogue's revision: whatever is kept of the public catalogue is kept under its token.

A random token, not a number: two databases, or two tests, never mean different catalogues by the same one.
"""

import uuid

from django.utils import timezone

from .models import CatalogueRevision

ROW = 1


def current() -> str:
    """The token of the catalogue as it is now: 32 hexadecimal digits. One query."""
    token = CatalogueRevision.objects.filter(pk=ROW).values_list("token", flat=True).first()
    return token.hex if token else ""


def bump() -> None:
    """Mark the public catalogue as changed. Called in the transaction of the change.

    Holds the row until that ends. Always before `portal.audit.record`: the record's chain is the lock everybody waits
    for, so it comes last, and two who publish at once never wait for each other.
    """
    CatalogueRevision.objects.update_or_create(
        pk=ROW, defaults={"token": uuid.uuid4(), "changed_at": timezone.now()}
    )
