"""Saving with every check of the model, and refusals that name the fields."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from portal.kernel.errors import InvalidInput


def save_clean(instance: models.Model, update_fields: list[str] | None = None) -> None:
    """Check the whole row, then save it. Raises InvalidInput with the messages by field ("" for the whole)."""
    try:
        instance.full_clean()
    except ValidationError as error:
        raise invalid(error.message_dict) from error
    instance.save(update_fields=update_fields)


def invalid(errors: dict[str, list[str]]) -> InvalidInput:
    """A refusal from Django's messages by field."""
    named = {("" if name == NON_FIELD_ERRORS else name): list(texts) for name, texts in errors.items()}
    return InvalidInput("invalid", _("Nothing was saved. Correct the fields named below."), named)
