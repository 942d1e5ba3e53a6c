"""Today, as Hong Kong and Shenzhen count it (both UTC+8), never as the server's own zone does."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

ZONE = ZoneInfo("Asia/Hong_Kong")


def today() -> date:
    """The calendar day in Hong Kong and Shenzhen."""
    return timezone.now().astimezone(ZONE).date()


def last_day_before(moment: datetime) -> date:
    """The last day of which a part lies before a moment: of midnight the day that ends with it."""
    return (moment - timedelta(microseconds=1)).astimezone(ZONE).date()
