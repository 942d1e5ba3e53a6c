"""The founder's side: begin, save, send, answer a correction, accept, withdraw."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Firm, Membership, User
from portal.audit.record import record
from portal.kernel.clock import today
from portal.kernel.display import format_date
from portal.kernel.errors import Conflict, DomainError, InvalidInput, NotAllowed
from programs.enums import AnswerOrigin, ApplicationStatus, WithdrawReason
from programs.models import Answer, Application, Document, FormVersion, Intake, Question
from programs.permissions import actors
from programs.selectors.drafts import draft_of
from programs.selectors.sent_copies import content_of
from programs.workflow import Action, Actor

from .consenting import give_for, refuse_revoked, refuse_without
from .documents import StoredFile, create_document, stored_uploads
from .drafts import replaceable
from .prefill import fill_in
from .references import next_reference
from .sending import drop_unasked, lock_homes, record_facts, refuse_together, refuse_unread, refuse_unsound
from .sent_copies import keep_copy
from .transitions import bump, check_move, check_revision, lock_application, move


@transaction.atomic
def start_application(
    *, user: User, firm: Firm, intake: Intake, source: Application | None = None
) -> Application:
    """The firm's draft for an intake, begun now unless there is one already, with what the firm has said before.

    source: an older application of the firm whose answers a new draft begins with.
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
        cloned_from=source,
        is_sample=firm.is_sample,
    )
    application.full_clean()
    application.save()
    fill_in(application, form.questions.select_related("fact"), source=source)
    data = {"intake": intake.code, **({"from": source.reference} if source else {})}
    record(actor=user, action="application.start", target=application, data=data)
    return application


def check_open(intake: Intake) -> None:
    if not intake.is_open():
        raise DomainError(
            "intake-closed", _("This intake is not open. Nothing was sent; what you wrote is kept.")
        )


def save_answers(*, reference: str, user: User, revision: int, values: dict[str, object]) -> Application:
    """Keep answers of a draft, or of the questions that an open correction names, whoever wrote them before.

    values: question key to text as it is stored, to an uploaded file, or to None for "leave as it is". All or nothing.
    For pages that several people may have open see `drafts.save_section`.
    Raises Conflict, NotAllowed, InvalidInput; Application.DoesNotExist for an unknown reference.
    """
    with stored_uploads(values) as ready, transaction.atomic():
        application = lock_application(reference)
        check_revision(application, revision)
        write_answers(application=application, user=user, values=ready)
    return application


def write_answers(*, application: Application, user: User, values: dict[str, object]) -> None:
    """Write answers of a locked application. What the zone waits for counts its revision up; a draft does not."""
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
    if any(changed) and application.status != ApplicationStatus.DRAFT:
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
        if answer and not answer.is_confirmed:
            # Filled in before, and said again now.
            answer.is_confirmed = True
            answer.save(update_fields=["is_confirmed", "updated_at"])
        return False
    answer = answer or Answer(application=application, question=question)
    if isinstance(value, StoredFile):
        answer.document = create_document(
            application=application,
            user=user,
            stored=value,
            supersedes=replaceable(answer.document, application),
            kind=question.paper_kind,
        )
    elif isinstance(value, Document):
        answer.document = value
    else:
        answer.value = str(value)
    answer.origin, answer.origin_on, answer.is_confirmed = AnswerOrigin.TYPED, None, True
    answer.revision += 1
    answer.updated_by = user
    answer.full_clean()
    answer.save()
    return True


@transaction.atomic
def submit_application(
    *, reference: str, user: User, revision: int, mark: str | None = None, agreed: Collection[int] = ()
) -> Application:
    """Send a draft to the zone; answers to facts become the firm's facts, and what is not asked any more is dropped.

    mark: `Draft.mark` of the answers that the person read before sending; None: whatever they are. agreed: keys of the
    texts of consents whose boxes she ticked.
    Raises InvalidInput naming each question and each missing consent that stops it, Conflict (sent already, or an
    answer changed since), NotAllowed, DomainError (the intake is not open).
    """
    homes = lock_homes(reference, user)
    application = lock_application(reference)
    check_move(application=application, action=Action.SUBMIT, user=user, revision=revision)
    check_open(application.intake)
    draft = draft_of(application)
    if mark is not None:
        refuse_unread(draft, mark)
    give_for(application=application, user=user, agreed=agreed)
    # Told at once, or the second is learned only when the first is mended.
    refuse_together(lambda: refuse_unsound(draft), lambda: refuse_without(application))
    drop_unasked(draft)
    record_facts(draft, homes, user)
    sent_at = timezone.now()
    # Read before the move, which takes the head of the audit chain.
    content = content_of(application, user=user, sent_at=sent_at)
    move(
        application=application,
        action=Action.SUBMIT,
        user=user,
        revision=revision,
        submitted_at=sent_at,
        submitted_by=user,
    )
    keep_copy(application=application, user=user, content=content)
    return application


def answer_correction(
    *, reference: str, user: User, revision: int, reply: str, values: dict[str, object] | None = None
) -> Application:
    """Keep the answers asked for, close the open correction with a reply and give the turn back to the zone.

    values: as in `save_answers`, or a paper of the firm, for the questions that the correction names. Each must have
    an answer that makes sense, also one that was optional at first: the zone has asked for it.
    """
    values = values or {}
    papers = {key: value for key, value in values.items() if isinstance(value, Document)}
    uploads = {key: value for key, value in values.items() if key not in papers}
    with stored_uploads(uploads) as ready, transaction.atomic():
        application = lock_application(reference)
        check_move(application=application, action=Action.ANSWER_CORRECTION, user=user, revision=revision)
        correction = application.corrections.select_for_update(no_key=True).get(closed_at__isnull=True)
        if not reply.strip():
            raise InvalidInput("reply-missing", _("Write a reply."), {"reply": [_("Write a reply.")]})
        refuse_revoked(application)
        write_answers(application=application, user=user, values={**ready, **papers})
        asked = list(correction.questions.values_list("key", flat=True))
        refuse_unsound(draft_of(application, needed=asked), only=asked)
        correction.reply = reply.strip()
        correction.closed_at = timezone.now()
        correction.full_clean()
        correction.save()
        content = content_of(application, user=user, sent_at=correction.closed_at, correction=correction)
        move(
            application=application,
            action=Action.ANSWER_CORRECTION,
            user=user,
            revision=application.revision,
            note=reply,
            resume=correction.resume_status,
        )
        keep_copy(application=application, user=user, content=content)
    return application


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
def withdraw_application(
    *, reference: str, user: User, revision: int, reason: str = "", note: str = ""
) -> Application:
    """Take an application back for good; an open correction is dropped with it.

    reason: a value of WithdrawReason; OTHER needs a note that says it. A draft needs neither.
    Raises Conflict, NotAllowed, InvalidInput.
    """
    application = lock_application(reference)
    check_move(application=application, action=Action.WITHDRAW, user=user, revision=revision)
    if application.submitted_at is None:
        reason = ""
    elif reason not in WithdrawReason.values:
        raise InvalidInput("reason-missing", _("Choose a reason."), {"reason": [_("Choose a reason.")]})
    elif reason == WithdrawReason.OTHER and not note.strip():
        raise InvalidInput("note-missing", _("Say why you withdraw."), {"note": [_("Say why you withdraw.")]})
    move(
        application=application,
        action=Action.WITHDRAW,
        user=user,
        revision=revision,
        note=note,
        withdraw_reason=reason,
    )
    application.corrections.filter(closed_at__isnull=True).update(closed_at=timezone.now())
    return application
