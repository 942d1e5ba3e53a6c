"""Several drafts of one firm: begun in one press, and answered once where they ask the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Firm, User
from portal.kernel.errors import DomainError, InvalidInput
from programs.models import Application, Intake
from programs.selectors.drafts import draft_of
from programs.selectors.together import MOST

from .applications import start_application
from .drafts import Saved, Saving, Typed, check_writable
from .transitions import lock_application


@transaction.atomic
def start_several(*, user: User, firm: Firm, intakes: Sequence[Intake]) -> list[Application]:
    """The firm's drafts for several intakes, begun now where there are none. All or none.

    Raises InvalidInput for no intake and for more than MOST, NotAllowed, DomainError that names the intake that is
    closed or has no form.
    """
    if not intakes:
        raise InvalidInput("no-intake", _("Choose at least one intake."))
    if len(intakes) > MOST:
        raise InvalidInput(
            "too-many", _("Choose %(most)s intakes at most. Nothing was begun.") % {"most": MOST}
        )
    return [start_application(user=user, firm=firm, intake=intake) for intake in intakes]


@dataclass(frozen=True)
class Ended:
    """How saving in one draft ended: what was kept, or why nothing was."""

    saved: Saved | None = None
    refusal: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether everything was kept."""
        return self.saved is not None and not self.saved.conflicts and not self.saved.refused


def save_together(*, user: User, typed: Mapping[str, Mapping[str, Typed]]) -> dict[str, Ended]:
    """Keep the same answers in several drafts, each in a transaction of its own; how it ended, by reference.

    typed: by reference and the question's key in that draft. What somebody else has changed since the page was shown
    is not overwritten, as in `drafts.save_section`. A draft that was sent meanwhile does not stop the others.
    """
    ended = {}
    for reference, answers in typed.items():
        try:
            ended[reference] = Ended(save_one(reference, user, answers))
        except DomainError as error:
            ended[reference] = Ended(refusal=str(error.message))
    return ended


@transaction.atomic
def save_one(reference: str, user: User, typed: Mapping[str, Typed]) -> Saved:
    application = lock_application(reference)
    check_writable(application, user)
    draft = draft_of(application)
    if not set(typed) <= set(draft.questions):
        raise InvalidInput(
            "unknown-question", _("The form has changed since you opened this page. Nothing was saved.")
        )
    saving = Saving(draft, user, typed, {}, {})
    for key in typed:
        saving.take(key, confirm=True)
    saving.write()
    return Saved(
        draft.with_answers(saving.changed), frozenset(saving.changed), saving.conflicts, saving.refused
    )
