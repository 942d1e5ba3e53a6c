"""What Celery runs for accounts."""

from celery import shared_task
from django.core.management import call_command


@shared_task(name="accounts.forget_sessions")
def forget_sessions() -> None:
    """Delete the sessions that have ended, and with them what visitors have answered in the eligibility check."""
    call_command("clearsessions")
