"""Telling a firm which of its papers soon expire: one message for all of them, and once for each paper."""

from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Firm
from accounts.selectors import contact_for
from portal.kernel.clock import today
from portal.outbox.enqueue import notify
from programs.models import Document
from programs.selectors.papers import (
    SOON,
    current_papers,
    keepers_of,
    kind_in_every_language,
    path_of_library,
)


def due_papers() -> QuerySet[Document]:
    """Papers in libraries that expire soon, of which the firm has not been told."""
    day = today()
    return current_papers().filter(
        expires_on__gte=day, expires_on__lte=day + timedelta(days=SOON), reminded_at__isnull=True
    )


def remind_of_papers() -> int:
    """Tell every firm that has papers due; how many firms were told. With nothing to tell it takes no lock."""
    firms = due_papers().order_by().values_list("firm", flat=True).distinct()
    return sum(remind_firm(firm_id) for firm_id in list(firms))


@transaction.atomic
def remind_firm(firm_id: int) -> bool:
    """Write one notification for each owner and editor of a firm. False when somebody else was faster."""
    firm = Firm.objects.select_for_update(no_key=True, of=("self",)).get(pk=firm_id)
    papers = list(due_papers().filter(firm=firm).order_by("expires_on", "pk"))
    if not papers:
        return False
    events = [(paper.pk, paper.expires_on) for paper in papers]
    digest = sha256(repr(events).encode()).hexdigest()
    for user in keepers_of(firm):
        notify(
            contact=contact_for(user),
            kind="papers_expiring",
            params={
                "firm": firm.names,
                "due": papers[0].expires_on,
                "papers": [
                    {"name": kind_in_every_language(paper), "day": paper.expires_on} for paper in papers
                ],
            },
            path=path_of_library(firm.pk),
            key=f"papers:{firm.pk}:{digest}",
        )
    Document.objects.filter(pk__in=[paper.pk for paper in papers]).update(reminded_at=timezone.now())
    return True
