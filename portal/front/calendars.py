"""Windows as calendar entries (iCalendar, RFC 5545): when applications open and close, when a measure ends.

Nothing here depends on the moment of asking, so that the same catalogue gives the same file.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from portal.catalogue.enums import Status
from portal.catalogue.models import Entry
from portal.catalogue.openness import FAR
from portal.catalogue.texts import text_of
from portal.kernel.addresses import absolute
from portal.kernel.calendars import new_calendar
from portal.kernel.clock import ZONE, today
from portal.kernel.display import format_date
from portal.kernel.languages import HTML_LANG, current
from programs.models import Intake
from programs.selectors.catalogue import target_id

from .feeds import sample_marked
from .filter_query import in_order, search_with_over

#: How long what is past stays in a calendar that somebody follows, and most entries in one.
PAST = timedelta(days=31)
MOST = 200
#: How often those who follow a calendar are asked to look again.
REFRESH = timedelta(hours=12)
#: Sequence numbers count seconds from here: they only have to grow with every change.
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def windows_calendar(query: QueryDict) -> Calendar:
    """The windows of the entries that a query string finds, from a month ago on; the first to end in front.

    Raises BadFilter as the page of the list does.
    """
    found = search_with_over(query)
    since = today() - PAST
    intakes = recent_intakes(since)
    rows = found.found.filter(has_day_from(since) | Q(pk__in=[target_id(row) for row in intakes]))
    keys = list(rows.order_by("last_day", "pk").values_list("pk", flat=True)[:MOST])
    entries = Entry.objects.public().select_related("category").in_bulk(keys)
    calendar = empty_calendar(in_order(query, words=True))
    for key in keys:
        if entry := entries.get(key):
            own = [row for row in intakes if target_id(row) == key]
            add_events(calendar, entry, own, since=since)
    return calendar


def has_day_from(since: date) -> Q:
    """The condition that a row of the index may have a published day on or after this one."""
    day = since.toordinal()
    return Q(last_day__gte=day, last_day__lt=FAR) | Q(ends__gte=day, ends__lt=FAR) | Q(starts__gte=day)


def entry_calendar(entry: Entry) -> Calendar | None:
    """Every window of one entry, past ones too; None where no date is published."""
    calendar = empty_calendar("")
    target = Q(measure=entry.pk) | Q(programme=entry.pk) | Q(place=entry.pk)
    intakes = Intake.objects.filter(target, is_published=True).order_by("opens_at", "code")
    add_events(calendar, entry, intakes, since=date.min)
    return calendar if calendar.events else None


def recent_intakes(since: date) -> list[Intake]:
    """Published intakes that open or close on or after a day. One query."""
    moment = datetime.combine(since, datetime.min.time(), ZONE)
    rows = Intake.objects.filter(Q(opens_at__gte=moment) | Q(closes_at__gte=moment), is_published=True)
    return list(rows.order_by("opens_at", "code")[:MOST])


def empty_calendar(query: str) -> Calendar:
    """A calendar of windows without entries yet, which those who follow it ask for again."""
    name = _("Hetao Launchpad: windows")
    address = absolute(reverse("windows")) + (f"?{query}" if query else "")
    calendar = new_calendar("Windows", name, address)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    return calendar


def finished(calendar: Calendar) -> bytes:
    """The calendar as a file, with the time zone that its moments are in."""
    calendar.add_missing_timezones(first_date=EPOCH.date())
    return calendar.to_ical()


def add_events(calendar: Calendar, entry: Entry, intakes: Iterable[Intake], *, since: date) -> None:
    """The events of one entry that are not before a day."""
    for what, day, words in days_of(entry):
        if day >= since:
            calendar.add_component(day_event(entry, what, day, words))
    for intake in intakes:
        for what, moment, words in moments_of(intake):
            if moment.astimezone(ZONE).date() >= since:
                calendar.add_component(moment_event(entry, intake, what, moment, words))


def days_of(entry: Entry) -> list[tuple[str, date, str]]:
    """The published days of an entry: a code, the day, its words. A term that ends with the window is one day."""
    ends = entry.effective_to if entry.effective_to != entry.closes else None
    days = (
        ("opens", entry.opens, _("Applications open: %(name)s")),
        ("closes", entry.closes, _("Last day to apply: %(name)s")),
        ("ends", ends, _("Last day in force: %(name)s")),
    )
    return [(what, day, words) for what, day, words in days if day]


def moments_of(intake: Intake) -> list[tuple[str, datetime, str]]:
    """When an intake of this portal opens and closes."""
    found = [("opens", intake.opens_at, _("Opens on Hetao Launchpad: %(name)s"))]
    if intake.closes_at:
        found.append(("closes", intake.closes_at, _("Closes on Hetao Launchpad: %(name)s")))
    return found


def day_event(entry: Entry, what: str, day: date, words: str) -> Event:
    """A whole day, as a source published it."""
    event = new_event(entry, f"{entry.slug}.{what}", entry.updated_at)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    add_words(event, sample_marked(words % {"name": text_of(entry, "name")}, entry.is_sample), entry)
    if entry.status in (Status.ANNOUNCED, Status.UNKNOWN):
        event.add("status", "TENTATIVE")
    return event


def moment_event(entry: Entry, intake: Intake, what: str, moment: datetime, words: str) -> Event:
    """A moment of an intake here: it begins and ends at once."""
    event = new_event(entry, f"intake.{intake.code}.{what}", max(entry.updated_at, intake.updated_at))
    event.add("dtstart", moment.astimezone(ZONE))
    is_sample = entry.is_sample or intake.is_sample
    add_words(event, sample_marked(words % {"name": text_of(intake, "title")}, is_sample), entry)
    return event


def new_event(entry: Entry, key: str, changed: datetime) -> Event:
    """What every event has. It takes no time: nobody is busy because a window closes."""
    changed = changed.astimezone(UTC).replace(microsecond=0)
    event = Event()
    event.add("uid", f"{key}@{urlsplit(settings.SITE_URL).hostname}")
    # Without a METHOD the stamp is when the event was last changed (RFC 5545, 3.8.7.2), not when it was asked for.
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", max(0, int((changed - EPOCH).total_seconds())))
    event.add("url", absolute(reverse(entry.kind, args=[entry.slug])))
    event.add("transp", "TRANSPARENT")
    kinds = [str(entry.get_kind_display()), *([str(entry.category)] if entry.category else [])]
    event.add("categories", kinds)
    return event


def add_words(event: Event, title: str, entry: Entry) -> None:
    """Title and description, marked with their language."""
    lines = [text_of(entry, "summary").opening.value]
    if entry.as_of:
        lines.append(_("Information as of %(date)s. The source counts.") % {"date": format_date(entry.as_of)})
    lines.append(str(event["url"]))
    language = {"LANGUAGE": HTML_LANG[current()]}
    event.add("summary", title, parameters=language)
    event.add("description", "\n\n".join(filter(None, lines)), parameters=language)
