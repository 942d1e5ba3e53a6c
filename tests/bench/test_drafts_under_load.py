"""Two hundred founders who fill in their drafts for a minute, on PostgreSQL: no error, and no lost answer."""

import http.cookiejar
import json
import os
import random
import re
import statistics
import threading
import time
import urllib.parse
import urllib.request

import pytest

from tests.features.visitor import Visitor
from tests.services.stack import Stack

pytestmark = pytest.mark.bench

FOUNDERS = int(os.environ.get("BENCH_FOUNDERS", "200"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "60"))
#: Between two saves of one person, in seconds: she types.
PAUSE = (3.0, 7.0)


class Founder(Visitor):
    """Somebody signed in who types into one section and lets the page save itself."""

    def __init__(self, base: str, cookie: str, session: str, reference: str):
        super().__init__(base, "en")
        jar = http.cookiejar.CookieJar()
        host = urllib.parse.urlsplit(base).hostname
        jar.set_cookie(
            http.cookiejar.Cookie(
                *(0, cookie, session, None, False, host, False, False, "/", True, False),
                *(None, True, None, None, {}),
            )
        )
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        self.path = f"/applications/{reference}/sections/questions/"
        self.reference, self.last = reference, ""
        self.seconds: list[float] = []
        self.faults: list[str] = []

    def work(self, until: float) -> None:
        try:
            assert self.open(self.path).status == 200
            for number in range(10_000):
                time.sleep(random.uniform(*PAUSE))
                if time.monotonic() > until:
                    return
                self.save(f"Draft {self.reference}, text {number}. 第{number}稿。" * 8)
        except Exception as error:
            self.faults.append(repr(error)[:300])

    def save(self, text: str) -> None:
        """As the page saves itself: what it holds and what it saw, then what it saw last from the answer."""
        page = self.page
        seen = dict(re.findall(r'name="(seen[^"]*)"[^>]*value="([^"]*)"', page.text))
        started = time.perf_counter()
        answer = self.autosave(
            {**seen, "answer-long-text": text, "answer-text": text[:150], "answer-number": "7"}
        )
        self.seconds.append(time.perf_counter() - started)
        if answer.status != 200:
            self.faults.append(f"{answer.status}: {answer.plain()[:200]}")
            return
        self.last = text
        self.page = page
        fresh = dict(re.findall(r'name="(seen[^"]*)"[^>]*value="([^"]*)"', answer.text))
        for name, value in fresh.items():
            page.text = re.sub(rf'(name="{re.escape(name)}"[^>]*value=")[^"]*"', rf'\g<1>{value}"', page.text)

    def autosave(self, fields: dict[str, str]):
        token = self.page.hidden("csrfmiddlewaretoken")
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
        headers = {"HX-Request": "true", "Referer": self.page.url, "Origin": self.base}
        return self.send(urllib.request.Request(self.address(self.path), body, headers))


def test_two_hundred_founders_save_for_a_minute(tmp_path, postgres_url):
    stack = Stack(
        tmp_path, database_url=postgres_url, LOG_LEVEL="WARNING", DEBUG="false", DEMO_ACCOUNTS="false"
    )
    try:
        stack.manage("migrate", "--verbosity", "0")
        made = json.loads(
            stack.shell(f"from tests.bench.founders import begin; begin({FOUNDERS})").splitlines()[-1]
        )
        stack.start("web")
        founders = [Founder(stack.base_url, made["cookie"], *each) for each in made["founders"]]
        until = time.monotonic() + SECONDS
        threads = [threading.Thread(target=founder.work, args=[until]) for founder in founders]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        kept = json.loads(stack.shell("from tests.bench.founders import kept; kept()").splitlines()[-1])
    finally:
        stack.kill()
    faults = [fault for founder in founders for fault in founder.faults]
    waits = [wait for founder in founders for wait in founder.seconds]
    print()
    print(f"  {FOUNDERS} founders, {SECONDS:.0f} s: {len(waits)} saves, {len(faults)} faults; ", end="")
    print(f"median {statistics.median(waits) * 1000:.0f} ms, longest {max(waits) * 1000:.0f} ms")
    assert not faults, faults[:5]
    assert [f.reference for f in founders if f.last and kept.get(f.reference) != f.last] == []
    assert len(waits) > FOUNDERS
