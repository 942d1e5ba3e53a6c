"""What the imports of the vocabulary and of the landing steps share: a list in one file, beside the catalogue."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction

from portal.audit.record import record
from portal.catalogue import revision

from .faults import Faults


def check_model(
    instance: models.Model, labels: Mapping[str, str], prefix: str, file: str, code: str, faults: Faults
) -> None:
    """Add what the model's own validation finds. labels: what the file calls a column; prefix goes before it."""
    # What it points at is not saved yet. The columns without a language stand for one of those with.
    skipped = set()
    for column in instance._meta.concrete_fields:
        if column.is_relation:
            skipped.add(column.name)
        if hasattr(column, "translated_field"):
            skipped.add(column.translated_field.name)
    try:
        instance.full_clean(exclude=skipped, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            for message in messages:
                faults.add(file, code, prefix + labels.get(name, name), message)


def close_import(
    outcome: Any,
    actions: Sequence[str],
    *,
    name: str,
    model: type[models.Model],
    file: str,
    actor,
    dry_run: bool,
) -> None:
    """Record what an import has done, and undo it where it was only tried. Runs in the import's transaction.

    outcome: has a list of codes for each of `actions`. name: that of the action in the record.
    """
    done = {action: getattr(outcome, action) for action in actions}
    if any(done.values()):
        revision.bump()
        record(
            actor=actor,
            action=name,
            target=ContentType.objects.get_for_model(model),
            data={"file": file, **done},
        )
    if dry_run:
        transaction.set_rollback(True)
