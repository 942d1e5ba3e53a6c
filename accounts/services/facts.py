"""What a firm says about itself. An answer is never overwritten: a new one takes its place."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Firm, FirmFact, User
from accounts.permissions import can_write
from accounts.rules import clean_fact_value
from accounts.selectors import current_fact, membership_of
from portal.audit.record import record
from portal.catalogue.models import Fact
from portal.kernel.clock import ZONE, today
from portal.kernel.errors import DomainError, NotAllowed

from .match_due import match_soon
from .saving import invalid, save_clean


@transaction.atomic
def record_fact(*, actor: User, firm: Firm, fact: Fact, value) -> FirmFact:
    """Store one answer of a firm to a question of the registry; the earlier answer is kept as superseded.

    value: see `rules.clean_fact_value`. Returns the row in force; an equal answer changes nothing, not even its date,
    but for months and years: they are counted from the day they were said.
    Raises NotAllowed, DomainError (the question is no longer asked), InvalidInput (the answer does not fit).
    """
    lock_for_writing(actor=actor, firm=firm)
    if fact.archived_at is not None:
        raise DomainError("fact-archived", _("Nothing was saved. This question is no longer asked."))
    try:
        value = clean_fact_value(fact, value)
    except ValidationError as error:
        raise invalid({"value": error.messages}) from error
    earlier = current_fact(firm, fact)
    if earlier is not None and same(earlier.value, value) and not is_dated(earlier, fact):
        return earlier
    supersede(earlier)
    stored = FirmFact(firm=firm, fact=fact, value=value, recorded_by=actor)
    save_clean(stored)
    match_soon([firm.pk])
    record(actor=actor, action="firm.fact", target=firm, data={"fact": fact.name, "value": value})
    return stored


@transaction.atomic
def withdraw_fact(*, actor: User, firm: Firm, fact: Fact) -> bool:
    """Take an answer back, so that the question is open again. Returns whether there was one. Raises NotAllowed."""
    lock_for_writing(actor=actor, firm=firm)
    earlier = current_fact(firm, fact)
    if earlier is None:
        return False
    supersede(earlier)
    match_soon([firm.pk])
    record(actor=actor, action="firm.fact-withdraw", target=firm, data={"fact": fact.name})
    return True


def lock_for_writing(*, actor: User, firm: Firm) -> None:
    """Hold the firm's row, so that two answers to one question come one after the other. Raises NotAllowed."""
    Firm.objects.select_for_update(no_key=True, of=("self",)).get(pk=firm.pk)
    if not can_write(membership_of(actor, firm)):
        raise NotAllowed("not-a-writer", _("Only an owner or editor of the firm can change its facts."))


def supersede(earlier: FirmFact | None) -> None:
    if earlier is not None:
        earlier.superseded_at = timezone.now()
        earlier.save(update_fields=["superseded_at"])


def is_dated(earlier: FirmFact, fact: Fact) -> bool:
    """Whether an answer has come to mean something else since: a number of months or years of an earlier day."""
    return fact.unit in ("months", "years") and earlier.recorded_at.astimezone(ZONE).date() < today()


def same(one, other) -> bool:
    """Equal and of one type: True is 1 to Python, but not the same answer."""
    return type(one) is type(other) and one == other
