"""Files of calendar entries (iCalendar, RFC 5545)."""

from icalendar import Calendar

from .clock import ZONE
from .languages import current


def new_calendar(product: str, name: str, address: str) -> Calendar:
    """An empty calendar with its time zone.

    product: what made it, one English word. name: what people read, in the active language. address: where it can be
    had again.
    """
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//Hetao Launchpad//{product}//{current().upper()}")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", str(ZONE))
    calendar.add("source", address, parameters={"VALUE": "URI"})
    return calendar
