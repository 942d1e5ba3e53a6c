"""What Celery runs. Messages only wake a worker; rows say what there is to do: tasks may run twice."""

from celery import shared_task

from portal.outbox import delivery


@shared_task(name="outbox.deliver")
def deliver(ids: list[int]) -> None:
    """Send these deliveries now, if they are still due."""
    for pk in ids:
        delivery.deliver(pk)


@shared_task(name="outbox.sweep")
def sweep() -> None:
    """Send everything that is due: what no message told of, what failed before, what a dead worker left."""
    delivery.sweep()
