"""So many questions from one network address, counted in the cache and forgotten with it."""

import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from programs.services.limits import hash_of

from .problems import TOO_MANY, Problem

#: As `problems.TOO_MANY` tells it.
MOST, SECONDS = 60, 60


def count_question(request: HttpRequest) -> None:
    """Count one question of this address. Raises Problem over MOST in the present minute.

    The address itself is not kept: the key is its keyed hash, and is gone after the minute.
    """
    minute, past = divmod(int(time.time()), SECONDS)
    key = f"questions:{minute}:{hash_of(get_adapter().get_client_ip(request))}"
    if cache.add(key, 1, SECONDS):
        return
    try:
        count = cache.incr(key)
    except ValueError:  # it went just now, to make room or because the minute ended
        return
    if count > MOST:
        raise Problem(TOO_MANY, headers={"Retry-After": str(SECONDS - past)})
