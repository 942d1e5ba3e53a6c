"""Runs inside a process of the portal and measures the founder's flow there: no client, no network. Prints JSON.

python -m tests.bench.flow_probe ROUNDS

Every page is asked for as a person who is signed in, in turn with the bare page of 50 rows as the same person: the
session and the person are part of what any such page costs, so that page is what the others are judged by. The bare
page of a visitor is measured beside it. Times are milliseconds by the clock; `cpu` is what this process used of the
processor, without what a database server of its own does.
"""

import json
import re
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from accounts.views.common import FIRM_KEY  # noqa: E402
from portal.wsgi import application  # noqa: E402
from tests.bench.flow_rows import fill  # noqa: E402
from tests.bench.founders import session_of  # noqa: E402

BARE = "/bench/template/"
SEEN = re.compile(r'name="((?:seen|rows)-[^"]*)" value="([^"]*)"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]*)"')


class Person:
    """Somebody with a browser, but without the browser."""

    def __init__(self, user=None, **session):
        self.factory = RequestFactory(SERVER_NAME=settings.ALLOWED_HOSTS[0], HTTP_ACCEPT_ENCODING="gzip")
        if user is not None:
            self.factory.cookies[settings.SESSION_COOKIE_NAME] = session_of(user, **session)

    def get(self, address: str, **headers: str) -> str:
        return self.send(self.factory.get(address, **headers))

    def post(self, address: str, fields: dict[str, str], **headers: str) -> str:
        return self.send(self.factory.post(address, fields, **headers))

    def send(self, request) -> str:
        """One request through the whole of the portal; the body of its answer, which has to be a good one."""
        answer: dict = {}

        def start(status, headers, exc_info=None):
            answer.update(status=status, headers=headers)

        response = application(request.environ, start)
        body = b"".join(response)
        response.close()
        assert answer["status"].startswith("200"), (request.path, answer["status"])
        for name, value in answer["headers"]:
            if name == "Set-Cookie":
                self.factory.cookies.load(value)
        return body.decode(errors="replace")


@dataclass
class Times:
    """How long one thing took, each time: milliseconds by the clock and of this process."""

    clock: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def take(self, work: Callable[[], object]) -> None:
        cpu, clock = time.process_time(), time.perf_counter()
        work()
        self.clock.append((time.perf_counter() - clock) * 1000)
        self.cpu.append((time.process_time() - cpu) * 1000)

    @property
    def medians(self) -> dict[str, float]:
        return {"ms": statistics.median(self.clock), "cpu": statistics.median(self.cpu)}


class Autosave:
    """One section of a draft that saves itself while somebody writes."""

    def __init__(self, person: Person, address: str, answers: dict[str, str]):
        self.person, self.address = person, address
        page = person.get(address, HTTP_ACCEPT_ENCODING="identity")
        self.fields = {**answers, **dict(SEEN.findall(page)), "csrfmiddlewaretoken": TOKEN.search(page)[1]}
        self.number = 0
        self.request = self.answer = None

    def write(self) -> None:
        """Change an answer, as somebody types."""
        self.number += 1
        self.fields["answer-story"] = f"Draft number {self.number}"

    def save(self) -> None:
        self.answer = self.person.post(
            self.address, self.fields, HTTP_HX_REQUEST="true", HTTP_ACCEPT_ENCODING="identity"
        )

    def read(self) -> None:
        """Note what the answer says is kept now."""
        fresh = dict(SEEN.findall(self.answer))
        assert "seen-story" in fresh, self.answer
        self.fields |= fresh


def pages_of(made) -> dict[str, str]:
    """The founder's pages, by what they are."""
    draft, firm = made.drafts[0].reference, made.firm.pk
    fact = made.firm.facts.first().fact_id
    return {
        "firm": "firm/",
        "firm: change": f"firm/{firm}/edit/",
        "firm: invite": f"firm/{firm}/invite/",
        "firm: remove a member": f"firm/members/{made.member.pk}/remove/",
        "firm: hand over": f"firm/members/{made.member.pk}/transfer/",
        "firm: one fact": f"firm/{firm}/facts/?fact={fact}",
        "firm: all facts": f"firm/{firm}/facts/",
        "apply": f"apply/{made.drafts[0].intake.code}/",
        "apply to several": "apply/",
        "several together": f"apply/together/{made.batch}/",
        "several: check": f"apply/together/{made.batch}/send/",
        "applications": "applications/",
        "draft": f"applications/{draft}/",
        "draft: section 1": f"applications/{draft}/sections/about/",
        "draft: section 2": f"applications/{draft}/sections/project/",
        "draft: check": f"applications/{draft}/check/",
        "receipt": f"applications/{made.sent.reference}/receipt/",
        "application: sent": f"applications/{made.sent.reference}/",
        "application: to correct": f"applications/{made.corrected.reference}/",
        "application: accepted": f"applications/{made.accepted.reference}/",
        "what was sent": f"applications/{made.sent.reference}/sent/",
        "answers again": f"applications/{made.sent.reference}/again/",
        "consents": f"firm/{firm}/consents/",
        "one consent": f"firm/{firm}/consents/{made.firm.consents.first().pk}/",
        "papers": f"firm/{firm}/papers/",
        "one paper": f"firm/{firm}/papers/{made.paper.pk}/",
        "paper: new": f"firm/{firm}/papers/new/",
        "paper: change": f"firm/{firm}/papers/{made.paper.pk}/change/",
        "paper: replace": f"firm/{firm}/papers/{made.paper.pk}/replace/",
    }


def desk_pages_of(made) -> dict[str, str]:
    return {
        "desk: queue": "desk/",
        "desk: application": f"desk/applications/{made.accepted.reference}/",
    }


def queries(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def measure(rounds: int) -> dict:
    """Everything in turns, so that a busy moment of the machine hits all alike."""
    made = fill()
    owner, officer, visitor = Person(made.owner, **{FIRM_KEY: made.firm.pk}), Person(made.officer), Person()
    saving = Autosave(
        owner,
        f"/en/applications/{made.drafts[1].reference}/sections/about/",
        {"answer-name": "Sample", "answer-staff": "12", "answer-cost": "250000", "answer-moves": "yes"}
        | {"answer-field": "b"},
    )
    work: dict[str, Callable[[], object]] = {
        "bare": lambda: owner.get(BARE),
        "bare, visitor": lambda: visitor.get(BARE),
    }
    for who, pages in ((owner, pages_of(made)), (officer, desk_pages_of(made))):
        work |= {
            name: (lambda who=who, address=f"/en/{address}": who.get(address))
            for name, address in pages.items()
        }
    for each in work.values():
        each()
    asked = {name: queries(each) for name, each in work.items()}
    saving.write()
    asked["autosave"] = queries(saving.save)
    saving.read()
    times: dict[str, Times] = {name: Times() for name in asked}
    for _ in range(rounds):
        for name, each in work.items():
            times[name].take(each)
        saving.write()
        times["autosave"].take(saving.save)
        saving.read()
    return {name: {**times[name].medians, "queries": asked[name]} for name in asked}


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
