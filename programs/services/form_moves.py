"""A draft that moves on to a newer version of its form, without losing answers."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from portal.audit.record import record
from portal.kernel.errors import Conflict
from portal.kernel.languages import texts_of
from programs.enums import QuestionKind
from programs.models import Answer, Application, Question
from programs.selectors.drafts import newest_form
from programs.selectors.form_publishing import fits

from .drafts import check_writable
from .prefill import fill_in
from .transitions import bump, check_revision, lock_application


@transaction.atomic
def move_to_newest_form(*, reference: str, user: User, revision: int) -> Application:
    """Give a draft the newest published form of its intake.

    Answers go to the questions with the same key and kind. The others are kept without a place until somebody drops
    them or the application is sent. A declaration whose words changed has to be made again; new questions are filled
    in as in a new draft.
    Raises Conflict (no newer form, or another state than the page showed), NotAllowed.
    """
    application = lock_application(reference)
    check_revision(application, revision)
    check_writable(application, user)
    form = newest_form(application)
    if form is None:
        raise Conflict("form-is-newest", _("Nothing was changed. The draft has the newest form already."))
    before = application.form.number
    bump(application, form=form)
    questions = {row.key: row for row in Question.objects.filter(form=form).select_related("fact")}
    answers = list(Answer.objects.filter(application=application).select_related("question"))
    placed = {answer.question.key for answer in answers if answer.question.form_id == form.pk}
    moved = []
    # Answers of the form left now go first; those that had no place there come after.
    for answer in sorted(answers, key=lambda answer: (-answer.question.form_id, answer.pk)):
        new = questions.get(answer.question.key)
        if new is None or new.key in placed or not fits(answer.question, new):
            continue
        placed.add(new.key)
        if new.kind == QuestionKind.DECLARATION and words_of(new) != words_of(answer.question):
            answer.value, answer.revision = "", answer.revision + 1
        answer.question = new
        moved.append(answer)
    Answer.objects.bulk_update(moved, ["question", "value", "revision"])
    fill_in(application, [row for row in questions.values() if row.key not in placed])
    record(
        actor=user,
        action="application.form",
        target=application,
        data={
            "from": before,
            "to": form.number,
            "kept": len(moved),
            "without-place": len(answers) - len(moved),
        },
    )
    return application


def words_of(declaration: Question) -> list[dict[str, str]]:
    """What is declared: the label and what stands below it, by language."""
    return [texts_of(declaration, name) for name in ("label", "help")]


@transaction.atomic
def drop_homeless_answers(*, reference: str, user: User, revision: int) -> int:
    """Throw away the answers that have no place in the draft's form any more; how many there were."""
    application = lock_application(reference)
    check_revision(application, revision)
    check_writable(application, user)
    dropped, _by_model = (
        Answer.objects.filter(application=application).exclude(question__form=application.form_id).delete()
    )
    if dropped:
        record(actor=user, action="application.drop-answers", target=application, data={"dropped": dropped})
    return dropped
