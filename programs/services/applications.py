"""The founder's side: begin, save, send, answer a correction, accept, withdraw."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Firm, Membership, User
from portal.audit.record import record
from portal.kernel.clock import today
from portal.kernel.display import format_date
from portal.kernel.errors import Conflict, DomainError, InvalidInput, NotAllowed
from programs.enums import ApplicationStatus
from programs.models import Answer, Application, FormVersion, Intake, Question
from programs.permissions import actors
from programs.selectors.answers import answers_of, unanswered
from programs.selectors.group_facts import group_facts
from programs.workflow import Action, Actor

from .documents import StoredFile, create_document, stored_uploads
from .prefill import answer_from
from .references import next_reference
from .transitions import bump, check_move, check_revision, lock_application, move


@transaction.atomic
def start_application(*, user: User, firm: Firm, intake: Intake) -> Application:
    """The firm's draft for an intake, begun now unless there is one already. Questions bound to facts are answered.

    Raises NotAllowed when the user may not write for the firm, DomainError when the intake is closed or has no form.
    """
    membership = Membership.objects.filter(user=user, firm=firm).first()
    if membership is None or Actor.WRITER not in actors(user, membership):
        raise NotAllowed("not-a-writer", _("Only an owner or editor of the firm can apply for it."))
    # The firm's row is the lock: two members who begin at once get the same draft.
    Firm.objects.select_for_update(no_key=True).get(pk=firm.pk)
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
        measure_version=intake.measure.current if intake.measure else None,
        created_by=user,
        is_sample=firm.is_sample,
    )
    application.full_clean()
    application.save()
    fill_in_facts(application)
    record(actor=user, action="application.start", target=application, data={"intake": intake.code})
    return application


def fill_in_facts(application: Application) -> None:
    """Answer what the firm's facts answer in a new draft. The person who began it can change every answer."""
    questions = list(application.form.questions.filter(fact__isnull=False).select_related("fact"))
    facts = group_facts(application.firm) if questions else {}
    for question in questions:
        value = answer_from(question, facts)
        if value:
            write_answer(application=application, question=question, value=value, user=application.created_by)


def check_open(intake: Intake) -> None:
    if not intake.is_open():
        raise DomainError(
            "intake-closed", _("This intake is not open. Nothing was sent; what you wrote is kept.")
        )


def save_answers(*, reference: str, user: User, revision: int, values: dict[str, object]) -> Application:
    """Keep answers of a draft, or of the questions that an open correction names.

    values: question key to cleaned text, to an uploaded file, or to None for "leave as it is". All or nothing.
    Raises Conflict, NotAllowed, InvalidInput; Application.DoesNotExist for an unknown reference.
    """
    with stored_uploads(values) as ready, transaction.atomic():
        application = lock_application(reference)
        check_revision(application, revision)
        write_answers(application=application, user=user, values=ready)
    return application


def write_answers(*, application: Application, user: User, values: dict[str, object]) -> None:
    """Write cleaned answers of a locked application; a change counts its revision up."""
    membership = Membership.objects.filter(user=user, firm=application.firm).first()
    if membership is None or Actor.WRITER not in actors(user, membership):
        raise NotAllowed("not-a-writer", _("Only an owner or editor of the firm can change the answers."))
    questions = editable_questions(application)
    if set(values) - set(questions):
        raise InvalidInput(
            "unknown-question", _("The page is out of date. Open it again and enter your answers.")
        )
    changed = [
        write_answer(application=application, question=questions[key], value=value, user=user)
        for key, value in values.items()
        if value is not None
    ]
    if any(changed):
        bump(application)


def editable_questions(application: Application) -> dict[str, Question]:
    """Questions that may be answered now, by key: all of a draft's, else those of the open correction."""
    if application.status == ApplicationStatus.DRAFT:
        questions = application.form.questions.all()
    else:
        correction = application.corrections.filter(closed_at__isnull=True).first()
        if correction is None:
            raise Conflict(
                "not-editable", _("Nothing was changed. The application has been sent and is read-only.")
            )
        questions = correction.questions.all()
    return {question.key: question for question in questions}


def write_answer(*, application: Application, question: Question, value: object, user: User) -> bool:
    """Create or change one answer; whether anything changed."""
    answer = Answer.objects.filter(application=application, question=question).first()
    if isinstance(value, str) and value == (answer.value if answer else ""):
        return False
    answer = answer or Answer(application=application, question=question)
    if isinstance(value, StoredFile):
        answer.document = create_document(
            application=application, user=user, stored=value, supersedes=answer.document
        )
    else:
        answer.value = str(value)
    answer.updated_by = user
    answer.full_clean()
    answer.save()
    return True


@transaction.atomic
def submit_application(*, reference: str, user: User, revision: int) -> Application:
    """Send a draft to the zone. Raises InvalidInput naming each required question without an answer."""
    application = lock_application(reference)
    check_move(application=application, action=Action.SUBMIT, user=user, revision=revision)
    check_open(application.intake)
    refuse_unanswered(unanswered(application))
    return move(
        application=application,
        action=Action.SUBMIT,
        user=user,
        revision=revision,
        submitted_at=timezone.now(),
        submitted_by=user,
    )


def answer_correction(
    *, reference: str, user: User, revision: int, reply: str, values: dict[str, object] | None = None
) -> Application:
    """Keep the answers asked for, close the open correction with a reply and give the turn back to the zone.

    values: as in `save_answers`, for the questions that the correction names. Each must have an answer, also one
    that was optional at first: the zone has asked for it.
    """
    with stored_uploads(values or {}) as ready, transaction.atomic():
        application = lock_application(reference)
        check_move(application=application, action=Action.ANSWER_CORRECTION, user=user, revision=revision)
        correction = application.corrections.select_for_update(no_key=True).get(closed_at__isnull=True)
        if not reply.strip():
            raise InvalidInput("reply-missing", _("Write a reply."), {"reply": [_("Write a reply.")]})
        write_answers(application=application, user=user, values=ready)
        asked = set(correction.questions.values_list("pk", flat=True))
        refuse_unanswered(
            [item.question for item in answers_of(application) if item.question.pk in asked and item.is_empty]
        )
        correction.reply = reply.strip()
        correction.closed_at = timezone.now()
        correction.full_clean()
        correction.save()
        return move(
            application=application,
            action=Action.ANSWER_CORRECTION,
            user=user,
            revision=application.revision,
            note=reply,
            resume=correction.resume_status,
        )


def refuse_unanswered(questions: list[Question]) -> None:
    """Raise InvalidInput that names each of these questions."""
    if questions:
        raise InvalidInput(
            "incomplete",
            _("Some questions have no answer yet."),
            {q.key: [_("Answer this question: %(label)s") % {"label": q.label}] for q in questions},
        )


@transaction.atomic
def accept_offer(*, reference: str, user: User, revision: int) -> Application:
    """Accept the offer in force. Raises DomainError when its date has passed."""
    application = lock_application(reference)
    check_move(application=application, action=Action.ACCEPT, user=user, revision=revision)
    decision = application.decisions.get(superseded_at__isnull=True)
    if decision.has_ended(today()):
        raise DomainError(
            "offer-ended",
            _("The offer could be accepted until %(date)s. Write to the zone.")
            % {"date": format_date(decision.accept_by)},
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
