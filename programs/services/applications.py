"""The founder's side: begin, save, send, answer a correction, accept, withdraw."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Firm, Membership, User
from portal.audit.record import record
from portal.kernel.clock import today
from portal.kernel.errors import Conflict, DomainError, InvalidInput, NotAllowed
from programs.enums import ApplicationStatus
from programs.models import Answer, Application, Correction, FormVersion, Intake, Question
from programs.permissions import actors
from programs.selectors.answers import unanswered
from programs.workflow import Action, Actor

from .documents import delete_stored, store_document
from .references import next_reference
from .transitions import check_move, check_revision, lock_application, move


@transaction.atomic
def start_application(*, user: User, firm: Firm, intake: Intake) -> Application:
    """The firm's draft for an intake, begun now unless there is one already.

    Raises NotAllowed when the user may not write for the firm, DomainError when the intake is closed or has no form.
    """
    membership = Membership.objects.filter(user=user, firm=firm).first()
    if membership is None or Actor.WRITER not in actors(user, membership):
        raise NotAllowed("not-a-writer", _("Only an owner or editor of the firm can apply for it."))
    # The firm's row is the lock: two members who begin at once get the same draft.
    Firm.objects.select_for_update().get(pk=firm.pk)
    draft = Application.objects.filter(firm=firm, intake=intake, status=ApplicationStatus.DRAFT).first()
    if draft is not None:
        return draft
    check_open(intake)
    form = FormVersion.objects.filter(intake=intake, published_at__isnull=False).order_by("-number").first()
    if form is None:
        raise DomainError("no-form", _("This intake has no form yet. Come back later."))
    application = Application(
        reference=next_reference(),
        firm=firm,
        intake=intake,
        form=form,
        measure_version=intake.measure.current if intake.measure_id else None,
        created_by=user,
        is_sample=firm.is_sample,
    )
    application.full_clean()
    application.save()
    record(actor=user, action="application.start", target=application, data={"intake": intake.code})
    return application


def check_open(intake: Intake) -> None:
    if not intake.is_open():
        raise DomainError("intake-closed", _("This intake is not open. Nothing was sent; what you wrote is kept."))


@transaction.atomic
def save_answers(*, reference: str, user: User, revision: int, values: dict[str, object]) -> Application:
    """Keep answers of a draft, or of the questions that an open correction names.

    values: question key to cleaned text, to an uploaded file, or to None for "leave as it is". All or nothing.
    Raises Conflict, NotAllowed, InvalidInput; Application.DoesNotExist for an unknown reference.
    """
    application = lock_application(reference)
    check_revision(application, revision)
    membership = Membership.objects.filter(user=user, firm=application.firm).first()
    if Actor.WRITER not in actors(user, membership) or membership is None:
        raise NotAllowed("not-a-writer", _("Only an owner or editor of the firm can change the answers."))
    questions = editable_questions(application)
    unknown = set(values) - set(questions)
    if unknown:
        raise InvalidInput("unknown-question", _("The page is out of date. Open it again and enter your answers."))
    stored = []
    try:
        for key, value in values.items():
            if value is not None:
                stored += write_answer(application=application, question=questions[key], value=value, user=user)
    except Exception:
        # The rows go with the transaction; files do not.
        for document in stored:
            delete_stored(document)
        raise
    application.save(update_fields=["updated_at"])
    return application


def editable_questions(application: Application) -> dict[str, Question]:
    """Questions that may be answered now, by key: all of a draft's, else those of the open correction."""
    if application.status == ApplicationStatus.DRAFT:
        questions = application.form.questions.all()
    else:
        correction = application.corrections.filter(closed_at__isnull=True).first()
        if correction is None:
            raise Conflict("not-editable", _("Nothing was changed. The application has been sent and is read-only."))
        questions = correction.questions.all()
    return {question.key: question for question in questions}


def write_answer(*, application: Application, question: Question, value, user: User) -> list:
    """Create or change one answer; returns the document made for it, if any, in a list."""
    answer = Answer.objects.filter(application=application, question=question).first()
    answer = answer or Answer(application=application, question=question)
    documents = []
    if isinstance(value, str):
        if answer.pk and answer.value == value:
            return []
        answer.value = value
    else:
        try:
            document = store_document(firm=application.firm, user=user, upload=value, supersedes=answer.document)
        except InvalidInput as refused:
            raise InvalidInput(refused.code, refused.message, {question.key: [refused.message]}) from refused
        documents.append(document)
        answer.document = document
    answer.updated_by = user
    answer.full_clean()
    answer.save()
    return documents


@transaction.atomic
def submit_application(*, reference: str, user: User, revision: int) -> Application:
    """Send a draft to the zone. Raises InvalidInput naming each required question without an answer."""
    application = lock_application(reference)
    check_move(application=application, action=Action.SUBMIT, user=user, revision=revision)
    check_open(application.intake)
    missing = unanswered(application)
    if missing:
        raise InvalidInput(
            "incomplete",
            _("Some required questions have no answer yet."),
            {question.key: [_("Answer this question: %(label)s") % {"label": question.label}] for question in missing},
        )
    return move(
        application=application,
        action=Action.SUBMIT,
        user=user,
        revision=revision,
        submitted_at=timezone.now(),
        submitted_by=user,
    )


@transaction.atomic
def answer_correction(
    *, reference: str, user: User, revision: int, reply: str, values: dict[str, object] | None = None
) -> Application:
    """Keep the answers asked for, close the open correction with a reply and give the turn back to the zone.

    values: as in `save_answers`, for the questions that the correction names.
    """
    application = lock_application(reference)
    check_move(application=application, action=Action.ANSWER_CORRECTION, user=user, revision=revision)
    correction = Correction.objects.select_for_update().get(application=application, closed_at__isnull=True)
    if not reply.strip():
        raise InvalidInput("reply-missing", _("Write a reply."), {"reply": [_("Write a reply.")]})
    save_answers(reference=reference, user=user, revision=revision, values=values or {})
    correction.reply = reply.strip()
    correction.closed_at = timezone.now()
    correction.full_clean()
    correction.save()
    return move(
        application=application,
        action=Action.ANSWER_CORRECTION,
        user=user,
        revision=revision,
        note=reply,
        resume=correction.resume_status,
    )


@transaction.atomic
def accept_offer(*, reference: str, user: User, revision: int) -> Application:
    """Accept the offer in force. Raises DomainError when its date has passed."""
    application = lock_application(reference)
    check_move(application=application, action=Action.ACCEPT, user=user, revision=revision)
    decision = application.decisions.get(superseded_at__isnull=True)
    if decision.accept_by < today():
        raise DomainError(
            "offer-ended", _("The offer could be accepted until %(date)s. Write to the zone.") % {"date": decision.accept_by}
        )
    return move(application=application, action=Action.ACCEPT, user=user, revision=revision)


@transaction.atomic
def turn_down_offer(*, reference: str, user: User, revision: int, note: str = "") -> Application:
    application = lock_application(reference)
    return move(application=application, action=Action.TURN_DOWN, user=user, revision=revision, note=note)


@transaction.atomic
def withdraw_application(*, reference: str, user: User, revision: int, note: str = "") -> Application:
    """Take an application back for good; an open correction is dropped with it."""
    application = lock_application(reference)
    move(application=application, action=Action.WITHDRAW, user=user, revision=revision, note=note)
    application.corrections.filter(closed_at__isnull=True).update(closed_at=timezone.now())
    return application
