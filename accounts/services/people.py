"""What a person says of herself."""

from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from portal.audit.record import record
from portal.outbox.topics import Topic

from .saving import save_clean


@transaction.atomic
def set_name(*, actor: User, name: str) -> User:
    """The name others see; empty shows the e-mail address. Raises InvalidInput."""
    return change(actor, "name", name.strip())


@transaction.atomic
def set_language(*, actor: User, language: str) -> User:
    """The language of mails and notifications, one of `kernel.languages.CODES`. Raises InvalidInput."""
    return change(actor, "language", language)


@transaction.atomic
def set_notices(*, actor: User, notices: Collection[str]) -> User:
    """Of which topics (values of `Topic`) she wants to be told; the others are muted. Raises InvalidInput."""
    unknown = sorted(set(notices) - set(Topic.values))
    return change(actor, "muted", [topic for topic in Topic.values if topic not in notices] + unknown)


@transaction.atomic
def update_profile(*, actor: User, name: str, language: str, notices: Collection[str]) -> User:
    """All at once or nothing. Raises InvalidInput."""
    set_name(actor=actor, name=name)
    set_notices(actor=actor, notices=notices)
    return set_language(actor=actor, language=language)


def change(actor: User, column: str, value: str | list[str]) -> User:
    """Write one column of the acting user's own row, if it differs."""
    locked = User.objects.select_for_update(no_key=True, of=("self",)).get(pk=actor.pk)
    if getattr(locked, column) == value:
        return locked
    setattr(locked, column, value)
    save_clean(locked, update_fields=[column])
    record(actor=actor, action=f"person.{column}", target=locked)
    return locked
