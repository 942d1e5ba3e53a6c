"""Addresses that stand in answers: always whole, and the same for everybody."""

from django.urls import reverse

from portal.kernel.addresses import absolute, in_every_language

NAMESPACE = "api-v1"


def api_url(name: str, *args: str) -> str:
    """The address of an endpoint by its name."""
    return absolute(reverse(f"{NAMESPACE}:{name}", args=args))


def page_urls(name: str, *args: str) -> dict[str, str]:
    """The address of a page in each language, by language code."""
    return in_every_language(reverse(name, args=args))
