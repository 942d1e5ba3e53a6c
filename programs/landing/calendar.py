"""The steps and windows of a plan as calendar entries (iCalendar, RFC 5545)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Event

from portal.catalogue.texts import text_of
from portal.kernel.addresses import absolute
from portal.kernel.calendars import new_calendar
from portal.kernel.languages import HTML_LANG, current, pick
from programs.planning.assembling import APPLY

from .page import PlanPage


@dataclass(frozen=True, slots=True)
class Day:
    """One entry: whole days from `first` to `last`."""

    key: str
    first: date
    last: date
    title: str
    text: str
    url: str
    #: Whether the date may still shift.
    is_tentative: bool = False


def calendar_of(page: PlanPage) -> bytes:
    """The calendar of a plan. Nothing in it depends on the moment of asking."""
    name = _("Landing plan: %(area)s") % {"area": page.area.name}
    address = absolute(reverse("plan", args=[page.plan.code]))
    calendar = new_calendar("Plan", name, address)
    for day in days_of(page, address):
        calendar.add_component(event_of(day, page))
    return calendar.to_ical()


def days_of(page: PlanPage, address: str) -> Iterator[Day]:
    """The steps, the first days of applying, and the days on which windows close."""
    for each in page.draft.steps:
        if each.step.code != APPLY:
            yield Day(
                key=each.step.code,
                first=each.starts,
                last=each.ends,
                title=pick(each.step.name),
                text=pick(each.step.text),
                url=f"{address}#{each.step.code}",
                is_tentative=not each.is_firm,
            )
    for leg in page.legs:
        if leg.lines:
            begins = leg.lines[0].option.begins
            names = "\n".join(str(text_of(line.entry, "name")) for line in [*leg.lines, *leg.more])
            yield Day(leg.code, begins, begins, leg.title, names, f"{address}#{leg.code}")
    for line in page.ready:
        closes = line.option.standing.closes
        if closes and closes >= page.plan.starts_on:
            yield Day(
                key=f"closes-{line.entry.slug}",
                first=closes,
                last=closes,
                title=_("Last day to apply: %(name)s") % {"name": text_of(line.entry, "name")},
                text="",
                url=absolute(line.url),
            )


def event_of(day: Day, page: PlanPage) -> Event:
    """A whole day or several. It takes no time: nobody is busy because a step begins."""
    language = {"LANGUAGE": HTML_LANG[current()]}
    event = Event()
    event.add("uid", f"{page.plan.code}.{day.key}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", page.plan.created_at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", day.first)
    event.add("dtend", day.last + timedelta(days=1))
    event.add("summary", day.title, parameters=language)
    event.add("description", "\n\n".join(filter(None, [day.text, day.url])), parameters=language)
    event.add("url", day.url)
    event.add("transp", "TRANSPARENT")
    if day.is_tentative:
        event.add("status", "TENTATIVE")
    return event
