"""How long the zone has had an application, and how long it usually takes."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from portal.kernel.clock import ZONE, today
from programs.clock import ENOUGH, Move, Reading, State, Usual, read_clock, usual
from programs.models import Application, ApplicationEvent, Decision, Intake

#: What is usual is read from so many decisions, the latest ones.
LATEST = 100


def clock_of(application: Application) -> Reading | None:
    """The service clock of an application whose events and intake are loaded; None before it was sent. No query."""
    events = application.events.all()
    return read(application, [move(event.action, event.to_status, event.at) for event in events])


def clocks_of(applications: Iterable[Application]) -> dict[int, Reading]:
    """The clocks of a list of applications, by key. One query."""
    found = {application.pk: application for application in applications}
    read_all = {pk: read(found[pk], moves) for pk, moves in histories(found).items()}
    return {pk: reading for pk, reading in read_all.items() if reading}


def read(application: Application, moves: Iterable[Move]) -> Reading | None:
    intake = application.intake
    return read_clock(moves, side=intake.side, promised=intake.service_days, today=today())


def histories(applications: Iterable[int]) -> dict[int, list[Move]]:
    """The moves of applications given by their keys, in their order, by key. One query, and no objects made of it."""
    found: defaultdict[int, list[Move]] = defaultdict(list)
    events = ApplicationEvent.objects.filter(application__in=applications).order_by("at", "pk")
    for pk, action, to_status, at in events.values_list("application_id", "action", "to_status", "at"):
        found[pk].append(move(action, to_status, at))
    return found


def move(action: str, to_status: str, at: datetime) -> Move:
    return Move(action, to_status, at.astimezone(ZONE).date())


def usual_for(intake: Intake) -> Usual | None:
    """How long decisions on the intake's measure, programme or place took, this and earlier intakes together.

    Only first decisions count, and no sample. None while there are too few of them. Two queries.
    """
    same = Q(measure=intake.measure_id) if intake.measure_id else Q(programme=intake.programme_id)
    if intake.place_id:
        same = Q(place=intake.place_id)
    decided = (
        Decision.objects.filter(application__is_sample=False, application__intake__is_sample=False)
        .filter(application__intake__in=Intake.objects.filter(same))
        .order_by("-decided_at")
    )
    sides = dict(decided.values_list("application_id", "application__intake__side")[:LATEST])
    if len(sides) < ENOUGH:
        return None
    readings = (
        read_clock(moves, side=sides[pk], promised=None, today=today(), first=True)
        for pk, moves in histories(sides).items()
    )
    return usual(reading.days for reading in readings if reading and reading.state == State.DECIDED)
