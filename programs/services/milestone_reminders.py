"""Reminding firms of milestones: some days before the day, and once it has passed. Each once."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from portal.kernel.clock import today
from programs.enums import ApplicationStatus, Reminder
from programs.models import Milestone
from programs.selectors.aftercare import AWAITED, SOON, reminder_on

from .aftercare import tell_firm
from .transitions import lock_application

#: Kind of notification by what there is to tell.
KINDS = {Reminder.DUE: "milestone_due", Reminder.OVERDUE: "milestone_overdue"}


def milestones_to_tell() -> QuerySet[Milestone]:
    """Milestones that firms have to report on, of whose days they have not been told."""
    day = today()
    near = Q(reminded="", due_on__gte=day, due_on__lte=day + timedelta(days=SOON))
    past = ~Q(reminded=Reminder.OVERDUE) & Q(due_on__lt=day)
    return Milestone.objects.filter(AWAITED, near | past, application__status=ApplicationStatus.ACCEPTED)


def remind_of_milestones() -> int:
    """Tell firms of their milestones; of how many they were told. With nothing to tell it takes no lock."""
    found = milestones_to_tell().order_by("due_on", "pk").values_list("application__reference", "pk")
    return sum(remind_of(reference, pk) for reference, pk in list(found))


@transaction.atomic
def remind_of(reference: str, pk: int) -> bool:
    """Tell every member of the firm of one milestone. False when there is nothing to tell any more."""
    application = lock_application(reference)
    milestone = milestones_to_tell().filter(pk=pk).first()
    if milestone is None:
        return False
    milestone.application = application
    milestone.reminded = reminder_on(today(), milestone.due_on)
    milestone.save(update_fields=["reminded"])
    tell_firm(milestone, KINDS[Reminder(milestone.reminded)], due=milestone.due_on.isoformat())
    return True
