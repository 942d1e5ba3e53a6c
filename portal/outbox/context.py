"""What every template may ask for."""

from functools import cache

from portal.outbox import selectors


def unread_count(request) -> dict:
    """`unread_count`: how many notifications wait. A function: pages that do not show it ask nothing."""

    @cache
    def count() -> int:
        user = getattr(request, "user", None)
        return selectors.unread_count(user) if user is not None else 0

    return {"unread_count": count}
