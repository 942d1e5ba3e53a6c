"""What every template may ask for."""

from django.conf import settings


def demonstration(request) -> dict:
    """`demo_strip`: whether to say on every page that the site is a demonstration."""
    return {"demo_strip": settings.DEMO_ACCOUNTS}
