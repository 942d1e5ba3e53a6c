"""How long the zone has had an application, and how long it usually takes."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from portal.kernel.clock import ZONE, today
from programs.clock import ENOUGH, Move, Reading, State, Usual, read_clock, usual
from programs.models import Application, ApplicationEvent, Decision, Intake

#: What is usual is read from so many decisions, the latest ones.
LATEST = 100


def clock_of(application: Application) -> Reading | None:
    """The service clock of an application whose events and intake are loaded; None before it was sent. No query."""
    return read(application, application.events.all())


def clocks_of(applications: Iterable[Application]) -> dict[int, Reading]:
    """The clocks of a list of applications, by key. One query."""
    found = {application.pk: application for application in applications}
    events: defaultdict[int, list[ApplicationEvent]] = defaultdict(list)
    for event in ApplicationEvent.objects.filter(application__in=found).order_by("at", "pk"):
        events[event.application_id].append(event)
    read_all = {pk: read(found[pk], rows) for pk, rows in events.items()}
    return {pk: reading for pk, reading in read_all.items() if reading}


def read(application: Application, events: Iterable[ApplicationEvent]) -> Reading | None:
    intake = application.intake
    return read_clock(moves(events), side=intake.side, promised=intake.service_days, today=today())


def moves(events: Iterable[ApplicationEvent]) -> list[Move]:
    return [Move(event.action, event.to_status, event.at.astimezone(ZONE).date()) for event in events]


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
    latest = set(decided.values_list("application_id", flat=True)[:LATEST])
    if len(latest) < ENOUGH:
        return None
    events = ApplicationEvent.objects.filter(application__in=latest).order_by("at", "pk")
    histories: defaultdict[tuple[int, str], list[Move]] = defaultdict(list)
    for pk, side, action, status, at in events.values_list(
        "application_id", "application__intake__side", "action", "to_status", "at"
    ):
        histories[pk, side].append(Move(action, status, at.astimezone(ZONE).date()))
    readings = (
        read_clock(history, side=side, promised=None, today=today(), first=True)
        for (_pk, side), history in histories.items()
    )
    return usual(reading.days for reading in readings if reading and reading.state == State.DECIDED)
