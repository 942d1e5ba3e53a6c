"""Two questions of a supervisor: is the process alive, and can it serve?"""

import logging
from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils.crypto import get_random_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger("portal.front")


class NotReady(Exception):
    """A part answers, but not as it should."""


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process is alive. Touches neither the database nor the session."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, migrations and cache are in order, else 503 naming the parts that are not."""
    parts = {name: state_of(name, check) for name, check in CHECKS.items()}
    failing = [name for name, state in parts.items() if state != "ok"]
    status = {"status": "failing" if failing else "ok", "failing": failing, "parts": parts}
    return JsonResponse(status, status=503 if failing else 200)


def check_database() -> None:
    """The database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


def check_migrations() -> None:
    """Raises NotReady when the tables are older than the code."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        raise NotReady(f"{len(waiting)} waiting")


def check_cache() -> None:
    """Raises NotReady when the cache forgets what it was just told."""
    word = get_random_string(12)
    cache.set("front:ready", word, 10)
    if cache.get("front:ready") is None:
        raise NotReady("forgets")


CHECKS: dict[str, Callable[[], None]] = {
    "database": check_database,
    "migrations": check_migrations,
    "cache": check_cache,
}


def state_of(name: str, check: Callable[[], None]) -> str:
    """ "ok", or one word for what is wrong. Details go to the log, not to strangers."""
    try:
        check()
    except NotReady as error:
        logger.warning("not ready", extra={"part": name, "reason": str(error)})
        return str(error)
    except Exception:
        logger.exception("not ready", extra={"part": name})
        return "no answer"
    return "ok"
