"""Runs inside a process of the portal and measures it there: no client, no network, one thread. Prints JSON.

python -m tests.bench.probe pages|searches ROUNDS
"""

import json
import random
import statistics
import sys
import time

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.test import RequestFactory  # noqa: E402

from portal.catalogue.models import EntryTokens  # noqa: E402
from tests.bench.urls import SAME  # noqa: E402

application = get_wsgi_application()
factory = RequestFactory(SERVER_NAME=settings.ALLOWED_HOSTS[0], HTTP_ACCEPT_ENCODING="gzip")


def fetch(address: str, **query: str) -> tuple[str, dict[str, str], bytes]:
    """One request through the whole of the portal: status, headers, body."""
    answer: dict = {}

    def start(status, headers, exc_info=None):
        answer.update(status=status, headers=dict(headers))

    response = application(factory.get(address, query).environ, start)
    body = b"".join(response)
    response.close()
    return answer["status"], answer["headers"], body


def seconds(address: str, **query: str) -> float:
    started = time.perf_counter()
    status, _headers, _body = fetch(address, **query)
    taken = time.perf_counter() - started
    assert status.startswith("200"), (address, query, status)
    return taken


def rates(addresses: list[str], rounds: int) -> dict[str, float]:
    """Requests a second of each address. They take turns, so that a busy moment of the machine hits all alike."""
    times: dict[str, list[float]] = {address: [] for address in addresses}
    for _ in range(rounds):
        for address in addresses:
            times[address] += [seconds(address) for _ in range(20)]
    return {address: 1 / statistics.median(taken) for address, taken in times.items()}


def new_queries(count: int, seed: int) -> list[str]:
    """Different queries of one to three words, out of the names of entries drawn at random."""
    draw = random.Random(seed)
    names = list(EntryTokens.objects.order_by("pk").values_list("names", flat=True)[:20_000])
    found: dict[str, None] = {}
    while len(found) < count:
        words = draw.choice(names).split()
        found[" ".join(draw.sample(words, min(len(words), draw.randint(1, 3))))] = None
    return list(found)


def measure_pages(rounds: int) -> dict:
    address = "/en/catalogue/"
    _status, headers, body = fetch(address)
    _status, headers, body = fetch(address)
    SAME.update(bytes=body, type=headers["Content-Type"], encoding=headers.get("Content-Encoding", ""))
    found = rates([address, "/bench/bytes/", "/bench/template/"], rounds)
    return {"list": found[address], "bytes": found["/bench/bytes/"], "template": found["/bench/template/"]}


def measure_searches(rounds: int) -> dict:
    """Milliseconds of searches, each with words not asked before, and of the bare template page in turn with them."""
    for words in new_queries(10, seed=7):
        seconds("/en/catalogue/", q=words)
    searches, bare = [], []
    for words in new_queries(rounds, seed=1):
        searches.append(seconds("/en/catalogue/", q=words) * 1000)
        bare.append(seconds("/bench/template/") * 1000)
    searches.sort()
    return {
        "median": statistics.median(searches),
        "p99": searches[int(len(searches) * 0.99)],
        "worst": searches[-1],
        "template": statistics.median(bare),
    }


if __name__ == "__main__":
    what, rounds = sys.argv[1], int(sys.argv[2])
    print(json.dumps({"pages": measure_pages, "searches": measure_searches}[what](rounds)))
