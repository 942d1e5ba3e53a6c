"""Whom to tell. Callers build it: the outbox knows rows, not people."""

from dataclasses import dataclass

from portal.outbox.models import Channel


@dataclass(frozen=True)
class Contact:
    """One person and how to reach her.

    user_id: her account, or None for an address without one, which takes mail only. language: one of
    `kernel.languages.CODES`. channels: names of `outbox.models.Channel`. muted: values of `outbox.topics.Topic` of
    which she does not want to be told.
    """

    user_id: int | None
    email: str
    name: str
    language: str
    channels: tuple[str, ...] = (Channel.INBOX.value, Channel.MAIL.value)
    muted: frozenset[str] = frozenset()
