"""What Celery runs for programmes."""

from celery import shared_task

from programs.services import matching, plans, reports


@shared_task(name="programs.forget_addresses")
def forget_addresses() -> None:
    """Empty the hashes of visitors' addresses that have served."""
    reports.forget_addresses()
    plans.forget_addresses()


@shared_task(name="programs.rematch_firm")
def rematch_firm(firm_id: int) -> None:
    """Match a firm and its group with the catalogue now."""
    matching.rematch_firm(firm_id)


@shared_task(name="programs.rematch_schemes")
def rematch_schemes(slugs: list[str], after: int = 0) -> None:
    """Match every firm with these entries, in as many turns as it takes."""
    stopped = matching.rematch_schemes(slugs, after=after)
    if stopped is not None:
        rematch_schemes.delay(slugs, stopped)


@shared_task(name="programs.rematch_due")
def rematch_due() -> None:
    """Match the firms whose facts have changed, and each firm once a day."""
    matching.rematch_due()
