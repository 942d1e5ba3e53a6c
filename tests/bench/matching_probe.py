"""Runs inside a process of the portal and matches made-up firms with its catalogue: one thread. Prints JSON.

python -m tests.bench.matching_probe FIRMS
"""

import gc
import json
import random
import re
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.utils import timezone  # noqa: E402

from accounts.enums import FirmSide  # noqa: E402
from accounts.models import Firm, FirmFact, User  # noqa: E402
from portal.catalogue.models import Fact  # noqa: E402
from programs.eligibility.explaining import explain  # noqa: E402
from programs.models import Match, MeasureVersion  # noqa: E402
from programs.selectors.effects import effect_of  # noqa: E402
from programs.selectors.schemes import current_schemes  # noqa: E402
from programs.selectors.standings import catalogue_today  # noqa: E402
from programs.services.matching import rematch  # noqa: E402

#: Firms with which single evaluations are timed, and the share of the registry that a firm has answered.
SAMPLE, ANSWERED = 300, 0.5
BATCH = 500


def value_of(fact: Fact, draw: random.Random):
    """An answer to a question, drawn at random."""
    codes = [choice["code"] for choice in fact.choices]
    if fact.type == "bool":
        return draw.random() < 0.5
    if fact.type == "choice":
        return draw.choice(codes)
    if fact.type == "multi-choice":
        return sorted(draw.sample(codes, draw.randint(1, min(3, len(codes)))))
    most = fact.max if fact.max is not None else 10 ** draw.randint(1, 8)
    return draw.randint(fact.min or 0, most)


def answers(registry: list[Fact], draw: random.Random) -> dict[str, object]:
    return {fact.name: value_of(fact, draw) for fact in registry if draw.random() < ANSWERED}


def milliseconds(work: Callable[[dict], object], firms: list[dict]) -> float:
    """CPU time of one firm, the median over the firms; the best of three rounds each, as others share the machine."""
    times = []
    for facts in firms:
        rounds = []
        for _ in range(3):
            started = time.process_time()
            work(facts)
            rounds.append(time.process_time() - started)
        times.append(min(rounds) * 1000)
    return statistics.median(times)


def measure_one(registry: list[Fact]) -> dict:
    """One firm against everything: with and without explanations."""
    schemes = list(current_schemes().values())
    draw = random.Random(1)
    firms = [answers(registry, draw) for _ in range(SAMPLE)]

    def plain(facts: dict) -> None:
        for scheme in schemes:
            scheme.outcome(facts)

    def explained(facts: dict) -> None:
        for scheme in schemes:
            explain(scheme, facts)

    plain(firms[0])
    explained(firms[0])
    return {
        "schemes": len(schemes),
        "plain": milliseconds(plain, firms),
        "explained": milliseconds(explained, firms),
    }


def make_firms(count: int, registry: list[Fact]) -> None:
    """Firms with answers, written past the services."""
    draw, author = random.Random(2), User.objects.order_by("pk").first()
    if author is None:
        author = User.objects.create_user("bench@example.org")
    later = timezone.now() + timedelta(days=1)
    for start in range(0, count, BATCH):
        firms = Firm.objects.bulk_create(
            Firm(name=f"Sample {n}", side=FirmSide.HONG_KONG, is_sample=True, match_due_at=later)
            for n in range(start, min(start + BATCH, count))
        )
        FirmFact.objects.bulk_create(
            FirmFact(firm=firm, fact_id=name, value=value, recorded_by=author)
            for firm in firms
            for name, value in answers(registry, draw).items()
        )


def resident() -> float:
    """Megabytes that this process holds, without the pages of files that the system lends it."""
    gc.collect()
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"^RssAnon:\s+(\d+)", status, re.M)[1]) / 1000


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """CPU seconds and seconds by the clock."""
    cpu, clock = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - clock


def measure_many(count: int, registry: list[Fact]) -> dict:
    """Every firm against everything: the first time, which writes all, and in a night in which nothing changed."""
    make_firms(count, registry)
    firms = list(Firm.objects.order_by("pk").values_list("pk", flat=True))
    tenth = firms[: len(firms) // 10]
    rematch(tenth, catalogue_today())
    small = timed(lambda: rematch(tenth, catalogue_today()))
    before = resident()
    first = timed(lambda: rematch(firms, catalogue_today()))
    after_first = resident()
    again = timed(lambda: rematch(firms, catalogue_today()))
    after = resident()
    draft = MeasureVersion.objects.filter(criteria__rule__isnull=False).order_by("pk").first()
    preview = timed(lambda: effect_of(draft))
    return {
        "firms": len(firms),
        "matches": Match.objects.count(),
        "first": first,
        "again": again,
        "tenth": small,
        "grown_first": after_first - before,
        "grown": after - after_first,
        "preview": preview,
    }


if __name__ == "__main__":
    registry = list(Fact.objects.filter(archived_at__isnull=True))
    print(json.dumps(measure_one(registry) | measure_many(int(sys.argv[1]), registry)))
