"""Several drafts of one firm: begun in one press, answered once where they ask the same, and sent in one press."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Firm, User
from portal.kernel.errors import DomainError, InvalidInput
from programs.answering.values import YES
from programs.enums import QuestionKind
from programs.models import Application, Intake
from programs.selectors.drafts import Draft, draft_of
from programs.selectors.together import MOST

from .applications import start_application, submit_application
from .drafts import Saved, Saving, Typed, check_writable
from .sending import lock_homes, refuse_unread
from .transitions import lock_application


@transaction.atomic
def start_several(*, user: User, firm: Firm, intakes: Sequence[Intake]) -> list[Application]:
    """The firm's drafts for several intakes, begun now where there are none. All or none.

    Of two and more a batch is made; a draft that was in another one leaves it. Raises InvalidInput for no intake and
    for more than MOST, NotAllowed, DomainError that names the intake that is closed or has no form.
    """
    if not intakes:
        raise InvalidInput("no-intake", _("Choose at least one intake."))
    if len(intakes) > MOST:
        raise InvalidInput(
            "too-many", _("Choose %(most)s intakes at most. Nothing was begun.") % {"most": MOST}
        )
    started = [start_application(user=user, firm=firm, intake=intake) for intake in intakes]
    if len(started) > 1:
        batch = uuid4()
        Application.objects.filter(pk__in=[row.pk for row in started]).update(batch=batch)
        for application in started:
            application.batch = batch
    return started


# Answering -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ended:
    """How saving in one draft ended: what was kept, or why nothing was."""

    saved: Saved | None = None
    refusal: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether everything was kept."""
        return self.saved is not None and not self.saved.conflicts and not self.saved.refused


def save_together(
    *, user: User, typed: Mapping[str, Mapping[str, Typed]], confirm: bool = True
) -> dict[str, Ended]:
    """Keep the same answers in several drafts, each in a transaction of its own; how it ended, by reference.

    typed: by reference and the question's key in that draft. confirm: as in `drafts.save_section`. What somebody else
    has changed since the page was shown is not overwritten, as there. A draft that was sent meanwhile does not stop
    the others.
    """
    ended = {}
    for reference, answers in typed.items():
        try:
            ended[reference] = Ended(save_one(reference, user, answers, confirm))
        except DomainError as error:
            ended[reference] = Ended(refusal=str(error.message))
    return ended


@transaction.atomic
def save_one(reference: str, user: User, typed: Mapping[str, Typed], confirm: bool) -> Saved:
    application = lock_application(reference)
    check_writable(application, user)
    return kept_in(draft_of(application), user, typed, confirm=confirm)


def kept_in(draft: Draft, user: User, typed: Mapping[str, Typed], *, confirm: bool = True) -> Saved:
    """Keep answers of a draft whose row is held. Raises InvalidInput for questions that its form has not."""
    if not set(typed) <= set(draft.questions):
        raise InvalidInput(
            "unknown-question", _("The form has changed since you opened this page. Nothing was saved.")
        )
    saving = Saving(draft, user, typed, {}, {})
    for key in typed:
        saving.take(key, confirm=confirm)
    saving.write()
    return Saved(
        draft.with_answers(saving.changed), frozenset(saving.changed), saving.conflicts, saving.refused
    )


# Sending -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """One draft to be sent, as a page showed it."""

    revision: int
    #: `Draft.mark` of the answers that were read.
    mark: str
    #: Keys of the texts of consents whose boxes were ticked.
    agreed: Collection[int] = ()
    #: Keys of the questions whose declarations were ticked with it.
    declared: Collection[str] = ()


def send_together(*, user: User, wanted: Mapping[str, Wanted]) -> dict[str, DomainError]:
    """Send several drafts, each in a transaction of its own; by reference why one was not sent and stays as it was.

    What was sent before, by a second press or in another tab, counts as sent.
    """
    refused: dict[str, DomainError] = {}
    for reference, one in wanted.items():
        try:
            send_one(reference, user, one)
        except DomainError as error:
            refused[reference] = error
    sent = Application.objects.filter(reference__in=refused, submitted_at__isnull=False)
    for reference in sent.values_list("reference", flat=True):
        del refused[reference]
    return refused


@transaction.atomic
def send_one(reference: str, user: User, one: Wanted) -> None:
    if one.declared:
        lock_homes(reference, user)
        declare(reference, user, one)
    submit_application(
        reference=reference,
        user=user,
        revision=one.revision,
        # Declaring has compared it, and changed it.
        mark=None if one.declared else one.mark,
        agreed=one.agreed,
    )


def declare(reference: str, user: User, one: Wanted) -> None:
    """Make the declarations that were ticked. Raises Conflict where an answer has changed since it was read."""
    application = lock_application(reference)
    check_writable(application, user)
    draft = draft_of(application)
    refuse_unread(draft, one.mark)
    asked = {key for key, row in draft.questions.items() if row.kind == QuestionKind.DECLARATION}
    answers = draft.answers
    typed = {
        key: Typed(text=YES, seen=answers[key].revision if key in answers else 0)
        for key in asked.intersection(one.declared)
    }
    kept_in(draft, user, typed)
