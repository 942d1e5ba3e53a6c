"""Writing and checking the audit chain. Services call `record()` inside their own transaction."""

import hashlib
import json
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.kernel.logging import request_id

from .models import AuditEntry, AuditHead

GENESIS = "0" * 64
MASKED = "•••"
SECRET_KEYS = ("password", "token", "secret", "code")


def record(*, actor, action: str, target, data: dict[str, Any] | None = None) -> AuditEntry:
    """Add one entry to the chain.

    actor: the user who acted, or None for the system itself. action: dotted verb such as "application.submit".
    target: any saved model instance. data: JSON-able details; values under secret-looking keys are masked.
    Must run inside a transaction, so that the record stands or falls with what it records.
    """
    with transaction.atomic():
        head, _ = AuditHead.objects.select_for_update(no_key=True).get_or_create(
            pk=1, defaults={"hash": GENESIS}
        )
        entry = AuditEntry(
            at=timezone.now(),
            actor=actor,
            actor_label=str(actor) if actor else "",
            action=action,
            target_type=target._meta.label_lower,
            target_id=str(target.pk),
            target_label=str(target)[:254],
            data=mask(data or {}),
            request_id=request_id.get(),
            previous_hash=head.hash,
        )
        entry.hash = seal(entry)
        entry.save(force_insert=True)
        head.hash = entry.hash
        head.save(update_fields=["hash"])
    return entry


def mask(data: Any) -> Any:
    """The same structure with values under secret-looking keys replaced."""
    if isinstance(data, dict):
        return {
            key: MASKED if any(word in str(key).lower().split("_") for word in SECRET_KEYS) else mask(value)
            for key, value in data.items()
        }
    if isinstance(data, list | tuple):
        return [mask(item) for item in data]
    return data


def seal(entry: AuditEntry) -> str:
    """SHA-256, in hex, over everything the entry says and the hash before it."""
    said = [
        entry.previous_hash,
        entry.at.isoformat(),
        entry.actor_label,
        entry.action,
        entry.target_type,
        entry.target_id,
        entry.target_label,
        entry.data,
        entry.request_id,
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def first_broken_entry() -> AuditEntry | None:
    """Walk the chain from its start; the first entry that was altered or whose neighbour is missing, or None."""
    expected = GENESIS
    for entry in AuditEntry.objects.order_by("pk").iterator():
        if entry.previous_hash != expected or entry.hash != seal(entry):
            return entry
        expected = entry.hash
    return None
