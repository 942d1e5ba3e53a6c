"""System checks of our own: what must never be put together."""

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security)
def demo_accounts_need_debug(app_configs, **kwargs) -> list[Error]:
    """Demonstration accounts have published passwords and staff roles, so they exist in debug mode alone."""
    if settings.DEMO_ACCOUNTS and not settings.DEBUG:
        return [
            Error(
                "DEMO_ACCOUNTS is on while DEBUG is off.",
                hint="Demonstration accounts have published passwords. Unset DEMO_ACCOUNTS.",
                id="kernel.E001",
            )
        ]
    return []
