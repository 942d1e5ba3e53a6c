"""The inbox on the portal."""

from portal.outbox.models import Delivery


def send(delivery: Delivery) -> None:
    """Nothing to carry: the inbox lists notifications whose inbox delivery counts as sent.

    Raises ValueError when there is nobody whose inbox it could be.
    """
    if delivery.notification.recipient_id is None:
        raise ValueError("an inbox needs a recipient with an account")
