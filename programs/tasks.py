"""What Celery runs for programmes."""

from celery import shared_task

from programs.services import matching, milestone_reminders, paper_reminders, paper_scans, plans, reports


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


@shared_task(name="programs.scan_paper")
def scan_paper(document_id: int) -> None:
    """Have a new paper scanned for viruses now, if it still waits."""
    paper_scans.scan_paper(document_id)


@shared_task(name="programs.scan_papers")
def scan_papers() -> None:
    """Have all papers scanned that still wait: no message told of them, or the scanner was away."""
    paper_scans.scan_papers()


@shared_task(name="programs.remind_of_papers")
def remind_of_papers() -> None:
    """Tell firms which papers soon expire. Each paper once, so it is the first run of a day that tells."""
    paper_reminders.remind_of_papers()


@shared_task(name="programs.remind_of_milestones")
def remind_of_milestones() -> None:
    """Tell firms which milestones are soon due or overdue. Of each once."""
    milestone_reminders.remind_of_milestones()
